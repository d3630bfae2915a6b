// SPDX-License-Identifier: MIT
#include "reader/object_reader.h"

#include <algorithm>
#include <cmath>

#include "bbplay/model/describe.h"
#include "bbplay/model/format_keys.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/number_text.h"
#include "reader/place_of_key.h"
#include "reader/repeated_key.h"
#include "reader/usual_word.h"

namespace bbplay::reader {

JsonNode ObjectReader::member(std::string_view key) const {
  if (const JsonNode first = before_[key]; first.exists()) return first;
  const auto value_of = [this](std::string_view name) {
    const JsonNode node = object_[name];
    const bool is_empty = empty_is_absent_ && node.is(JsonType::text) && node.text().empty();
    return is_empty ? JsonNode() : node;
  };
  const JsonNode node = value_of(key);
  if (node.is_set()) return node;
  for (const OldKey& pair : old_keys_) {
    if (pair.current != key) continue;
    if (const JsonNode old = value_of(pair.old); old.is_set()) return old;
  }
  return node;
}

JsonNode ObjectReader::find(std::span<const std::string_view> keys) {
  JsonNode found;
  for (const std::string_view key : keys) {
    know(key);
    const JsonNode node = member(key);
    if (!node.is_set()) continue;
    if (!found.exists()) {
      found = node;
    } else {
      warn_key(node, "has no effect beside \"" + std::string(found.key()) + '"');
    }
  }
  return found;
}

JsonNode ObjectReader::find_truthy(Keys keys) {
  know(keys);
  for (const std::string_view key : keys) {
    if (object_[key].truthy()) return object_[key];
  }
  return {};
}

bool ObjectReader::truth(Keys keys) { return truth_of(find(keys)); }

void ObjectReader::warn_unless_flag(JsonNode node) {
  if (!node.is(JsonType::array) && !node.is(JsonType::object)) return;
  warn(node, "expected true or false, found " + node.describe() + "; it counts as " +
                 (node.truthy() ? "true" : "false"));
}

bool ObjectReader::truth_of(JsonNode node) {
  warn_unless_flag(node);
  const std::string word = model::lowered(model::trimmed(node.text()));
  if (word == "false" || word == "no" || word == "off" || word == "0") {
    if (fidelity_ == Fidelity::corrected) return false;
    warn(node, "counts as true, as every text does that is not empty");
  }
  return node.truthy();
}

std::string ObjectReader::text(Keys keys) {
  const JsonNode node = find(keys);
  if (node.is_set() && !node.is(JsonType::text)) fail_type(node, "text");
  return std::string(node.text());
}

JsonNode ObjectReader::container(Keys keys, JsonType type) {
  const JsonNode node = find(keys);
  if (!node.is_set() || node.is(type)) return node;
  fail_type(node, type == JsonType::array ? "a list" : "an object");
  return {};
}

namespace {

std::optional<std::string> two_readings_of(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == text.npos) return std::nullopt;
  return two_readings(text.substr(0, comma), text.substr(comma + 1));
}

}  // namespace

void ObjectReader::fail_type(JsonNode node, std::string_view expected) {
  fail(node, "expected " + std::string(expected) + ", found " + node.describe());
}

std::optional<double> ObjectReader::number_of(JsonNode node, Unit unit) {
  if (!node.is_set()) return std::nullopt;
  const std::optional<double> number = node.number();
  if (!number) {
    const std::string_view symbol = symbol_of(unit);
    std::string message = symbol.empty() ? "expected a number" : "expected a number (";
    if (!symbol.empty()) message += std::string(symbol) + ")";
    message += ", found " + node.describe();
    if (const auto meant = meant_number(node.text(), unit)) {
      message += "; write " + text_of(*meant);
    } else if (const auto either = two_readings_of(node.text())) {
      message += "; write " + *either;
    }
    fail(node, std::move(message));
  }
  if (unit != Unit::count || !number) return number;
  const double whole = std::trunc(*number);
  if (node.is(JsonType::text) && whole != *number) {
    fail_type(node, "a whole number");
    return std::nullopt;
  }
  return whole;
}

bool ObjectReader::flag_of(JsonNode node, FlagReading reading) {
  if (reading == FlagReading::truth) return truth_of(node);
  warn_unless_flag(node);
  if (!node.is(JsonType::text)) return node.truthy();
  const std::string word = model::lowered(model::trimmed(node.text()));
  return word == "true" || word == "1" || word == "yes" || word == "on";
}

int ObjectReader::choice_of(JsonNode node, std::span<const std::string_view> choices,
                            int fallback) {
  if (!node.is_set()) return fallback;
  const std::string wanted = model::lowered(model::trimmed(node.text()));
  for (std::size_t i = 0; i < choices.size(); ++i) {
    for (const std::string_view choice : model::split_at_bars(choices[i])) {
      if (wanted == choice) return static_cast<int>(i);
    }
  }
  const auto first_spelling = [](std::string_view choice) {
    return model::split_at_bars(choice)[0];
  };
  std::vector<std::string_view> spellings;
  std::string known;
  for (const std::string_view choice : choices) {
    for (const std::string_view spelling : model::split_at_bars(choice))
      spellings.push_back(spelling);
    known += (known.empty() ? "" : ", ") + std::string(first_spelling(choice));
  }
  warn(node, "unknown value " + node.describe() + ", none of " + known + "; playing as \"" +
                 std::string(first_spelling(choices[static_cast<std::size_t>(fallback)])) + '"' +
                 model::did_you_mean(node.text(), spellings));
  return fallback;
}

bool ObjectReader::knows(std::string_view key) const {
  return std::find(known_.begin(), known_.end(), key) != known_.end() ||
         std::any_of(tables_.begin(), tables_.end(), [key](std::span<const std::string> table) {
           return std::binary_search(table.begin(), table.end(), key, std::less<>());
         });
}

void ObjectReader::report_unknown_keys(std::string_view noun, std::string_view here) {
  for (const JsonNode member : object_.children()) {
    if (warn_if_repeated(object_, member, diagnostics_)) continue;
    if (knows(member.key()) || is_comment_key(member.key())) continue;
    std::string message = "unknown " + std::string(noun);
    if (diagnostics_.keeps(Severity::warning)) {  // suggestions take time
      std::vector<std::string_view> candidates(known_.begin(), known_.end());
      for (const auto table : tables_) {
        candidates.insert(candidates.end(), table.begin(), table.end());
      }
      const std::string place =
          here.empty() ? std::string() : place_of_key(member.key(), here, object_);
      std::string advice = usual_word(member.key(), candidates);
      if (advice.empty()) advice = place;
      if (advice.empty()) advice = model::did_you_mean(member.key(), candidates);
      message += advice;
    }
    warn_key(member, std::move(message));
  }
}

}  // namespace bbplay::reader
