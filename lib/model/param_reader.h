// SPDX-License-Identifier: MIT
/// Fills a patch from a JSON object by walking its rows; the only code that knows how keys,
/// fall-backs and defaults become values.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "bbplay/model/params.h"

#include "model/json_node.h"

namespace bbplay::model {

/// Start or end name of a plain key: baseFreq, startBaseFreq; amp_lower_L, start_amp_lower_L.
std::string moving_key(std::string_view prefix, std::string_view plain);

/// The keys of one row.
struct RowKeys {
  std::vector<std::string> plain;  // the key and its aliases
  std::string start, end;          // empty for parameters that never move
};

template <class P>
RowKeys keys_of(const Row<P>& row) {
  RowKeys keys;
  keys.plain.emplace_back(row.key);
  for (std::string_view rest = row.extras.aliases; !rest.empty();) {
    const std::size_t bar = rest.find('|');
    keys.plain.emplace_back(rest.substr(0, bar));
    rest = bar == rest.npos ? std::string_view() : rest.substr(bar + 1);
  }
  if (row.extras.fallbacks != Fallbacks::still) {
    const auto name = [&](std::string_view given, std::string_view prefix) {
      return given.empty() ? moving_key(prefix, row.key) : std::string(given);
    };
    keys.start = name(row.extras.start_key, "start");
    keys.end = name(row.extras.end_key, "end");
  }
  return keys;
}

class ParamReader {
 public:
  /// params       object (or missing) with the parameters
  /// moving       the transition form is read
  /// diagnostics  receives what is wrong; bad values fall back to their defaults
  ParamReader(JsonNode params, bool moving, Diagnostics& diagnostics)
      : params_(params), moving_(moving), diagnostics_(diagnostics) {}

  template <class P>
  void read(P& patch) {
    for_each_row(patch, [this](auto& part, const auto& row) { read_row(part, row); });
  }

  JsonNode params() const { return params_; }
  bool moving() const { return moving_; }
  Diagnostics& diagnostics() { return diagnostics_; }

  /// First of `keys` that is present and not null. Marks all of them as known.
  JsonNode find(std::initializer_list<std::string_view> keys);
  /// For keys that are no row of a patch, so that they are not called unknown.
  void know(std::string_view key) { known_.emplace(key); }
  /// A number with unit, or a reported error and nothing. A count is truncated towards zero; as
  /// text it has to be whole.
  std::optional<double> number_of(JsonNode node, Unit unit);
  bool flag_of(JsonNode node, FlagReading reading);
  /// Index of the text in `choices`; warns and answers `fallback` when there is none.
  int choice_of(JsonNode node, std::span<const std::string_view> choices, int fallback);

  /// Warns about every key of the object that no row and no call of know() named.
  void report_unknown_keys();

 private:
  JsonNode find(const std::vector<std::string>& plain, std::string_view moving_first = {});

  template <class P, class T>
  void read_row_field(P& patch, const Row<P>& row, const RowKeys& keys, T P::*field) {
    if constexpr (std::is_same_v<T, Ramp>) {
      patch.*field = ramp(
          row.unit, row.range, row.fallback, row.extras.fallbacks, row.extras.flag, keys,
          row.unit == Unit::none && row.range.low == kFlag.low && row.range.high == kFlag.high,
          row.extras.inherits != nullptr ? &(patch.*row.extras.inherits) : nullptr, row.meaning);
    } else if constexpr (std::is_same_v<T, double>) {
      patch.*field = still(find(keys.plain), row.unit, row.range, row.fallback.still, row.meaning);
    } else if constexpr (std::is_same_v<T, bool>) {
      const JsonNode node = find(keys.plain);
      patch.*field = node.is_set() ? flag_of(node, row.extras.flag) : row.fallback.still != 0;
    } else if constexpr (std::is_same_v<T, Choice>) {
      const JsonNode node =
          find(keys.plain, moving_ ? std::string_view(keys.start) : std::string_view());
      patch.*field = {choice_of(node, row.extras.choices, static_cast<int>(row.fallback.still))};
      if (moving_) expect_choice(params_[keys.end], row.extras.choices, (patch.*field).index);
    } else if constexpr (std::is_same_v<T, ChoiceEnds>) {
      const ChoiceEnds* inherited =
          row.extras.inherits_choice != nullptr ? &(patch.*row.extras.inherits_choice) : nullptr;
      patch.*field = choice_ends(row.extras.choices, static_cast<int>(row.fallback.still),
                                 row.extras.fallbacks, keys, inherited);
    } else if constexpr (std::is_same_v<T, StartPhase>) {
      const JsonNode pin = moving_ && !keys.start.empty() ? params_[keys.start] : JsonNode();
      const JsonNode node = pin.is_set() ? pin : find(keys.plain);
      patch.*field = {still(node, row.unit, row.range, row.fallback.still, row.meaning),
                      pin.is_set(),
                      moving_ ? number_of(params_[keys.end], row.unit) : std::nullopt};
    } else {
      static_assert(std::is_same_v<T, std::string>);
      const JsonNode node = find(keys.plain);
      if (node.is_set() && !node.is(JsonType::text)) {
        report_type(node, "text");
      } else {
        patch.*field = node.text();
      }
    }
  }

  template <class P>
  void read_row(P& patch, const Row<P>& row) {
    const RowKeys keys = keys_of(row);
    for (const std::string& key : keys.plain) know(key);
    know(keys.start);
    know(keys.end);
    const bool wrong_form = (row.extras.form == Form::still_only && moving_) ||
                            (row.extras.form == Form::moving_only && !moving_);
    if (wrong_form) {
      std::visit([&](auto field) { set_default(patch, row, field); }, row.field);
      return;
    }
    std::visit(
        [&](auto field) {
          if constexpr (std::is_member_object_pointer_v<decltype(field)>) {
            read_row_field(patch, row, keys, field);
          } else {
            field(patch, *this);
          }
        },
        row.field);
  }

  template <class P, class Field>
  void set_default(P& patch, const Row<P>& row, Field field) {
    if constexpr (std::is_same_v<Field, Ramp P::*>) {
      patch.*field = {row.fallback.still, row.fallback.still};
    }
  }

  Ramp ramp(Unit unit, Range range, Default fallback, Fallbacks rule, FlagReading flag,
            const RowKeys& keys, bool is_flag, const Ramp* inherited, std::string_view meaning);
  double still(JsonNode node, Unit unit, Range range, double fallback, std::string_view meaning);
  ChoiceEnds choice_ends(std::span<const std::string_view> choices, int fallback, Fallbacks rule,
                         const RowKeys& keys, const ChoiceEnds* inherited);
  /// Warns when a present `node` chooses anything but `chosen`.
  void expect_choice(JsonNode node, std::span<const std::string_view> choices, int chosen);
  void report_type(JsonNode node, std::string_view expected);

  JsonNode params_;
  bool moving_;
  Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace bbplay::model
