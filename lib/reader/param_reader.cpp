// SPDX-License-Identifier: MIT
#include "reader/param_reader.h"

#include <algorithm>

#include "bbplay/model/describe.h"
#include "bbplay/model/words.h"

#include "reader/report_damage.h"

namespace bbplay::reader {

std::string moving_key(std::string_view prefix, std::string_view plain) {
  std::string out(prefix);
  if (plain.find('_') != plain.npos) return out + '_' + std::string(plain);
  out += plain;
  out[prefix.size()] = model::upper(out[prefix.size()]);
  return out;
}

RowKeys row_keys(std::string_view key, std::string_view aliases, Fallbacks fallbacks,
                 std::string_view start, std::string_view end) {
  RowKeys keys;
  keys.plain = model::split_at_bars(aliases);
  keys.plain.insert(keys.plain.begin(), key);
  if (fallbacks != Fallbacks::still) {
    keys.start = start.empty() ? moving_key("start", key) : std::string(start);
    keys.end = end.empty() ? moving_key("end", key) : std::string(end);
  }
  return keys;
}

void PatchKeys::add(RowKeys keys) {
  sorted.insert(sorted.end(), keys.plain.begin(), keys.plain.end());
  if (!keys.start.empty()) sorted.insert(sorted.end(), {keys.start, keys.end});
  rows.push_back(std::move(keys));
}

void PatchKeys::finish() {
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
}

std::filesystem::path ParamReader::sound_file(JsonNode node) {
  const auto file = assets().find(node, diagnostics());
  if (!file || !check_sound(node, *file, reading(), diagnostics())) return {};
  return *file;
}

double ParamReader::still(JsonNode node, const Quantity& quantity, double fallback) {
  const double value = number_of(node, quantity.unit).value_or(fallback);
  if (node.is_set() && !quantity.range.contains(value)) {
    const std::string_view symbol = symbol_of(quantity.unit);
    const std::string unit = symbol.empty() ? std::string() : ' ' + std::string(symbol);
    warn(node, text_of(value) + unit + " is outside " + text_of(quantity.range) + unit + " (" +
                   std::string(quantity.meaning) + ')');
  }
  return value;
}

Ramp ParamReader::ramp(const Quantity& quantity, const Default& fallback, Fallbacks rule,
                       FlagReading flag, const RowKeys& keys, const Ramp* inherited) {
  const bool is_flag = quantity.unit == Unit::none && quantity.range.low == kFlag.low &&
                       quantity.range.high == kFlag.high;
  const auto value = [&](JsonNode node, double otherwise) {
    if (is_flag && node.is(JsonType::text) && !node.number()) {
      return flag_of(node, flag) ? 1.0 : 0.0;
    }
    return still(node, quantity, otherwise);
  };
  const JsonNode plain = find(keys.plain);
  if (!moving_ || rule == Fallbacks::still) {
    const double at_rest = value(plain, inherited != nullptr ? inherited->from : fallback.still);
    return {at_rest, at_rest};
  }
  const JsonNode start = member(keys.start);
  const JsonNode end = member(keys.end);
  const double default_from = inherited != nullptr ? inherited->from : fallback.from;
  const double default_to = inherited != nullptr ? inherited->to : fallback.to;
  const bool plain_counts = rule == Fallbacks::chain || rule == Fallbacks::per_end;
  if (!plain_counts && plain.is_set() && !start.is_set()) {
    warn_key(plain, "not read when the parameters move; use \"" + keys.start + '"');
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

void ParamReader::take_old_keys(std::span<const OldKey> keys) {
  std::string advice;
  JsonNode first;
  for (const OldKey& pair : keys) {
    know(pair.old);
    const JsonNode node = params()[pair.old];
    if (!node.is_set() || (node.is(JsonType::text) && node.text().empty())) continue;
    if (!first.exists()) first = node;
    advice +=
        (advice.empty() ? "" : ", ") + std::string(pair.current) + " for " + std::string(pair.old);
  }
  if (reading_.corrects()) {
    read_old_keys(keys);
  } else if (first.exists()) {
    warn_key(first, "old names: write " + advice + "; they count in corrected fidelity alone");
  }
}

void ParamReader::note_empty_texts(const RowKeys& keys, const Default& fallback) {
  if (reading_.empty == nullptr) return;
  const auto note = [this](std::string_view key) {
    const JsonNode node = params()[key];
    if (node.is(JsonType::text) && node.text().empty()) reading_.empty->add(node);
  };
  if (fallback.still != 0) {
    for (const std::string_view key : keys.plain) note(key);
  }
  if (moving_ && !keys.start.empty()) {
    if (fallback.from != 0) note(keys.start);
    if (fallback.to != 0) note(keys.end);
  }
}

void ParamReader::report_unheard(const RowKeys& keys) {
  const auto report = [this](std::string_view key) {
    const JsonNode node = member(key);
    if (!node.truthy() || node.number() == 0.0) return;
    warn_key(node, moving_ ? "has no effect when the parameters move"
                           : "has no effect unless the parameters move");
  };
  for (const std::string_view key : keys.plain) report(key);
  report(keys.start);
  report(keys.end);
}

ChoiceEnds ParamReader::choice_ends(std::span<const std::string_view> choices, int fallback,
                                    Fallbacks rule, const RowKeys& keys,
                                    const ChoiceEnds* inherited) {
  const auto chosen = [&](JsonNode node, int otherwise) {
    return node.is_set() ? choice_of(node, choices, fallback) : otherwise;
  };
  const JsonNode start = moving_ ? member(keys.start) : JsonNode();
  const JsonNode end = moving_ ? member(keys.end) : JsonNode();
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
  const std::string_view kept = model::split_at_bars(choices[static_cast<std::size_t>(chosen)])[0];
  warn(node, "cannot change on the way; playing as \"" + std::string(kept) + '"');
}

}  // namespace bbplay::reader
