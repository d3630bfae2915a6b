// SPDX-License-Identifier: MIT
/// From the rows of a patch to its parameters in words.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "bbplay/model/params.h"
#include "bbplay/reference/param_text.h"

#include "reader/param_reader.h"

namespace bbplay::reference {

/// What a row says, without the type of its patch.
struct RowFacts {
  ParamKind kind = ParamKind::number;
  bool one_value = false;  // a Choice: transitions take it from the start key, but it never changes
  std::string_view key;
  reader::RowKeys keys;
  Default fallback;
  Unit unit;
  Range range;
  std::string_view meaning;
  Form form;
  std::span<const std::string_view> choices;
  std::string_view inherits;  // key of the parameter it takes its default from
};

ParamText text_of(const RowFacts& row);

template <class P>
ParamKind kind_of(const Row<P>& row) {
  return std::visit(
      [&](auto field) {
        using Field = decltype(field);
        using Kind = ParamKind;
        if constexpr (std::is_same_v<Field, bool P::*>) {
          return Kind::flag;
        } else if constexpr (std::is_same_v<Field, Choice P::*> ||
                             std::is_same_v<Field, ChoiceEnds P::*>) {
          return Kind::choice;
        } else if constexpr (std::is_same_v<Field, Ramp P::*>) {
          const bool flag =
              row.unit == Unit::none && row.range.low == kFlag.low && row.range.high == kFlag.high;
          return flag ? Kind::flag : Kind::number;
        } else if constexpr (std::is_same_v<Field, double P::*> ||
                             std::is_same_v<Field, StartPhase P::*>) {
          return Kind::number;
        } else if constexpr (std::is_same_v<Field, std::string P::*> ||
                             std::is_same_v<Field, std::filesystem::path P::*>) {
          return Kind::text;
        } else {
          return Kind::other;
        }
      },
      row.field);
}

/// Key of the parameter that `row` takes its default from; empty for none.
template <class P>
std::string_view inherited_key(const Row<P>& row) {
  return std::visit(
      []<class Field>(Field inherited) -> std::string_view {
        if constexpr (!std::is_same_v<Field, std::monostate>) {
          for (const Row<P>& other : P::rows) {
            const auto* held = std::get_if<Field>(&other.field);
            if (held != nullptr && *held == inherited) return other.key;
          }
        }
        return {};
      },
      row.inherits);
}

template <class P>
RowFacts facts_of(const Row<P>& row) {
  return {kind_of(row),      std::holds_alternative<Choice P::*>(row.field),
          row.key,           reader::keys_of(row),
          row.fallback,      row.unit,
          row.range,         row.meaning,
          row.extras.form,   row.extras.choices,
          inherited_key(row)};
}

/// Every parameter of a patch and its parts: its own rows first.
template <HasRows P>
std::vector<ParamText> params_of() {
  std::vector<ParamText> parts, own;
  P patch;
  for_each_row(patch, [&]<class Part>(const Part&, const Row<Part>& row) {
    if (reader::is_hidden<P>(row)) return;
    (std::is_same_v<Part, P> ? own : parts).push_back(text_of(facts_of(row)));
  });
  own.insert(own.end(), parts.begin(), parts.end());
  return own;
}

}  // namespace bbplay::reference
