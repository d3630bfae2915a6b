// SPDX-License-Identifier: MIT
#include "reference/schema/values.h"

#include <cmath>

#include "bbplay/model/format_keys.h"

namespace bbplay::reference::schema {

std::string reference_to(std::string_view definition) {
  return "#/definitions/" + std::string(definition);
}

namespace {

const std::string kBlanksAtStart = "^[\\t-\\r ]*", kBlanksAtEnd = "[\\t-\\r ]*$";

}  // namespace

void put_choice(JsonWriter& json, const Words& words, bool may_be_null) {
  json.key("enum").begin_array();
  for (const std::string_view word : words) json.text(word);
  if (may_be_null) json.null();
  json.end_array();
}

void put_number(JsonWriter& json, Range range, bool may_be_null, std::string_view definition) {
  json.key("allOf").begin_array().begin_object();
  json.member("$ref", reference_to(definition)).end_object().end_array();
  if (!may_be_null) json.key("not").begin_object().member("type", "null").end_object();
  if (std::isfinite(range.low)) json.member("minimum", range.low);
  if (std::isfinite(range.high)) json.member("maximum", range.high);
}

void put_truth(JsonWriter& json) {
  json.list("type", Words{"boolean", "number", "string", "null"});
}

void put_number_definitions(JsonWriter& json) {
  // Where \d and \s mean digits and blanks of all scripts, these would not.
  const std::string digits = "[0-9]+(_[0-9]+)*";
  const std::string number =
      "[+-]?(" + digits + "\\.?(" + digits + ")?|\\." + digits + ")([eE][+-]?" + digits + ")?";
  for (const bool may_be_blank : {false, true}) {
    json.key(may_be_blank ? "number_or_blank" : "number").begin_object();
    json.list("type", Words{"number", "string", "boolean", "null"});
    json.member("pattern", (may_be_blank ? "^$|" : "") + kBlanksAtStart + number + kBlanksAtEnd);
    json.end_object();
  }
}

void put_whole(JsonWriter& json, std::span<const std::string_view> choices) {
  json.key("anyOf").begin_array();
  std::string texts;
  for (const std::string_view choice : choices) {
    const double number = std::stod(std::string(choice));
    const bool negative = number < 0;
    json.begin_object().member("type", "number");
    json.member(negative ? "maximum" : "minimum", number);
    json.member(negative ? "exclusiveMinimum" : "exclusiveMaximum", number + (negative ? -1 : 1));
    json.end_object();
    if (number == 1)
      json.begin_object().key("enum").begin_array().flag(true).end_array().end_object();
    texts += (texts.empty() ? "" : "|") + std::string(negative ? "-" : "\\+?") + "(0_?)*" +
             std::string(choice.substr(negative ? 1 : 0));
  }
  json.begin_object().member("type", "string");
  json.member("pattern", kBlanksAtStart + '(' + texts + ')' + kBlanksAtEnd).end_object();
  json.end_array();
}

void put_section(JsonWriter& json, std::string_view object) {
  json.key("anyOf").begin_array().begin_object();
  json.member("$ref", reference_to(object)).end_object();
  json.begin_object().key("enum").begin_array();
  json.begin_array().end_array().flag(false).number(0).text("").end_array().end_object();
  json.end_array();
}

std::string with_remarks(std::string_view meaning, std::string_view unit,
                         std::string_view fallback) {
  std::string out(meaning);
  if (!unit.empty()) out += ", " + std::string(unit);
  if (!fallback.empty() && fallback != "-") out += " (default: " + std::string(fallback) + ')';
  return out;
}

void put_comments(JsonWriter& json) { json.key(comment_key_pattern()).begin_object().end_object(); }

}  // namespace bbplay::reference::schema
