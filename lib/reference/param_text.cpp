// SPDX-License-Identifier: MIT
#include <charconv>
#include <cmath>

#include "bbplay/model/describe.h"
#include "bbplay/model/words.h"

#include "reference/param_rows.h"

namespace bbplay::reference {
namespace {

/// Six digits are enough to recognise 1/12 or half a turn.
std::string rounded(double number) {
  if (std::isnan(number)) return "-";
  char digits[32];
  const auto result =
      std::to_chars(digits, digits + sizeof digits, number, std::chars_format::general, 6);
  return {digits, result.ptr};
}

std::string value_text(const RowFacts& row, double value) {
  switch (row.kind) {
    case ParamKind::number:
      return rounded(value);
    case ParamKind::flag:
      return value != 0 ? "on" : "off";
    case ParamKind::choice:
      return std::string(model::split_at_bars(row.choices[static_cast<std::size_t>(value)])[0]);
    case ParamKind::text:
    case ParamKind::other:
      break;
  }
  return "-";
}

std::string fallback_text(const RowFacts& row) {
  if (!row.inherits.empty()) return "as " + std::string(row.inherits);
  const Default& fallback = row.fallback;
  const std::string still = value_text(row, fallback.still);
  const std::string from = value_text(row, fallback.from);
  const std::string to = value_text(row, fallback.to);
  if (from == still && to == still) return still;
  return still + " (moving: " + (from == to ? from : from + " to " + to) + ')';
}

std::string range_text(const RowFacts& row) {
  if (row.kind == ParamKind::choice) {
    std::string out;
    for (const std::string_view choice : row.choices) {
      if (!out.empty()) out += ", ";
      out += model::split_at_bars(choice)[0];
    }
    return out;
  }
  const bool bounded = std::isfinite(row.range.low) || std::isfinite(row.range.high);
  return row.kind == ParamKind::number && bounded ? text_of(row.range) : std::string();
}

}  // namespace

ParamText text_of(const RowFacts& row) {
  ParamText out;
  out.kind = row.kind;
  out.key = row.key;
  out.aliases.assign(row.keys.plain.begin() + 1, row.keys.plain.end());
  if (row.form != Form::still_only && !row.one_value) {
    out.start_key = row.keys.start;
    out.end_key = row.keys.end;
    out.regular = row.keys.start == reader::moving_key("start", row.key) &&
                  row.keys.end == reader::moving_key("end", row.key);
  } else if (!row.keys.start.empty()) {
    out.silent_keys = {row.keys.start, row.keys.end};
  }
  out.fallback = fallback_text(row);
  out.unit = symbol_of(row.unit);
  out.range = range_text(row);
  out.inherits = row.inherits;
  out.value = row.fallback;
  out.limits = row.range;
  out.whole = row.unit == Unit::count;
  for (const std::string_view choice : row.choices)
    out.choices.push_back(model::split_at_bars(choice));
  out.meaning = row.meaning;
  if (row.form == Form::still_only) out.meaning += " (not in transitions)";
  if (row.form == Form::moving_only) out.meaning += " (only in transitions)";
  return out;
}

}  // namespace bbplay::reference
