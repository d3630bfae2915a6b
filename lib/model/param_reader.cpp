// SPDX-License-Identifier: MIT
#include "model/param_reader.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "bbplay/model/describe.h"

#include "model/suggest.h"

namespace bbplay::model {
namespace {

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string trimmed_lower(std::string_view text) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

std::string moving_key(std::string_view prefix, std::string_view plain) {
  std::string out(prefix);
  if (plain.find('_') != plain.npos) return out + '_' + std::string(plain);
  out += plain;
  out[prefix.size()] = upper(out[prefix.size()]);
  return out;
}

JsonNode ParamReader::find(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) know(key);
  return params_.first_of(keys);
}

JsonNode ParamReader::find(const std::vector<std::string>& plain, std::string_view moving_first) {
  if (!moving_first.empty()) {
    const JsonNode node = params_[moving_first];
    if (node.is_set()) return node;
  }
  for (const std::string& key : plain) {
    const JsonNode node = params_[key];
    if (node.is_set()) return node;
  }
  return {};
}

void ParamReader::report_type(JsonNode node, std::string_view expected) {
  node.report(diagnostics_, Severity::error,
              "expected " + std::string(expected) + ", found " + node.describe());
}

std::optional<double> ParamReader::number_of(JsonNode node, Unit unit) {
  if (!node.is_set()) return std::nullopt;
  const std::optional<double> number = node.number();
  if (!number) {
    const std::string_view symbol = symbol_of(unit);
    report_type(node, symbol.empty() ? "a number" : "a number (" + std::string(symbol) + ")");
  }
  if (unit != Unit::count || !number) return number;
  const double whole = std::trunc(*number);
  if (node.is(JsonType::text) && whole != *number) {
    report_type(node, "a whole number");
    return std::nullopt;
  }
  return whole;
}

bool ParamReader::flag_of(JsonNode node, FlagReading reading) {
  if (reading == FlagReading::truth || !node.is(JsonType::text)) return node.truthy();
  const std::string word = trimmed_lower(node.text());
  return word == "true" || word == "1" || word == "yes" || word == "on";
}

int ParamReader::choice_of(JsonNode node, std::span<const std::string_view> choices, int fallback) {
  if (!node.is_set()) return fallback;
  const std::string wanted = trimmed_lower(node.text());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    for (std::string_view rest = choices[i]; !rest.empty();) {
      const std::size_t bar = rest.find('|');
      if (wanted == rest.substr(0, bar)) return static_cast<int>(i);
      rest = bar == rest.npos ? std::string_view() : rest.substr(bar + 1);
    }
  }
  std::string message = "unknown value " + node.describe() + "; playing as \"";
  message += choices[static_cast<std::size_t>(fallback)].substr(
      0, choices[static_cast<std::size_t>(fallback)].find('|'));
  node.report(diagnostics_, Severity::warning, message + '"');
  return fallback;
}

ChoiceEnds ParamReader::choice_ends(std::span<const std::string_view> choices, int fallback,
                                    Fallbacks rule, const RowKeys& keys,
                                    const ChoiceEnds* inherited) {
  const auto chosen = [&](JsonNode node, int otherwise) {
    return node.is_set() ? choice_of(node, choices, fallback) : otherwise;
  };
  const JsonNode start = moving_ ? params_[keys.start] : JsonNode();
  const JsonNode end = moving_ ? params_[keys.end] : JsonNode();
  const bool plain_counts = !moving_ || rule != Fallbacks::own_ends;
  std::optional<int> plain;  // chosen once, so that a bad value is reported once
  if (const JsonNode node = plain_counts ? find(keys.plain) : JsonNode(); node.is_set()) {
    plain = chosen(node, fallback);
  }
  const int from = chosen(start, plain.value_or(inherited != nullptr ? inherited->from : fallback));
  const int other_end = plain.value_or(inherited != nullptr ? inherited->to : fallback);
  return {from, chosen(end, rule == Fallbacks::chain ? from : other_end)};
}

void ParamReader::expect_choice(JsonNode node, std::span<const std::string_view> choices,
                                int chosen) {
  if (!node.is_set() || choice_of(node, choices, chosen) == chosen) return;
  const std::string_view kept = choices[static_cast<std::size_t>(chosen)];
  std::string message = "cannot change on the way; playing as \"";
  message += kept.substr(0, kept.find('|'));
  node.report(diagnostics_, Severity::warning, message + '"');
}

double ParamReader::still(JsonNode node, Unit unit, Range range, double fallback,
                          std::string_view meaning) {
  const double value = number_of(node, unit).value_or(fallback);
  if (node.is_set() && !range.contains(value)) {
    node.report(
        diagnostics_, Severity::warning,
        node.describe() + " is outside " + text_of(range) + " (" + std::string(meaning) + ')');
  }
  return value;
}

Ramp ParamReader::ramp(Unit unit, Range range, Default fallback, Fallbacks rule, FlagReading flag,
                       const RowKeys& keys, bool is_flag, const Ramp* inherited,
                       std::string_view meaning) {
  const auto value = [&](JsonNode node, double otherwise) {
    if (is_flag && node.is(JsonType::text) && !node.number())
      return flag_of(node, flag) ? 1.0 : 0.0;
    return still(node, unit, range, otherwise, meaning);
  };
  const JsonNode plain = find(keys.plain);
  if (!moving_ || rule == Fallbacks::still) {
    const double at_rest = value(plain, inherited != nullptr ? inherited->from : fallback.still);
    return {at_rest, at_rest};
  }
  const JsonNode start = params_[keys.start];
  const JsonNode end = params_[keys.end];
  const double default_from = inherited != nullptr ? inherited->from : fallback.from;
  const double default_to = inherited != nullptr ? inherited->to : fallback.to;
  const bool plain_counts = rule == Fallbacks::chain || rule == Fallbacks::per_end;
  if (!plain_counts && plain.is_set() && !start.is_set()) {
    plain.report(diagnostics_, Severity::warning,
                 "not read when the parameters move; use \"" + keys.start + '"');
  }
  const JsonNode from_node = start.is_set() || !plain_counts ? start : plain;
  const double from = value(from_node, default_from);
  double to_otherwise = from;
  if (rule == Fallbacks::own_ends) to_otherwise = default_to;
  if (rule == Fallbacks::per_end) {
    to_otherwise = plain.is_set() ? plain.number().value_or(default_to) : default_to;
  }
  return {from, value(end, to_otherwise)};
}

void ParamReader::report_unknown_keys() {
  if (!params_.is(JsonType::object)) return;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const JsonNode member : params_.children()) {
    if (known_.contains(member.key())) continue;
    member.report(diagnostics_, Severity::warning,
                  "unknown parameter" + did_you_mean(member.key(), known));
  }
}

}  // namespace bbplay::model
