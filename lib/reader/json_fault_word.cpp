// SPDX-License-Identifier: MIT
// Words without quotes: those of other languages, and texts whose quotes were forgotten.
#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/json_fault_parts.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kWords[] = {"true", "false", "null"};

/// What other languages call them.
struct Foreign {
  std::string_view word, json;
};
constexpr Foreign kForeign[] = {{"true", "true"},    {"false", "false"}, {"none", "null"},
                                {"null", "null"},    {"nil", "null"},    {"undefined", "null"},
                                {"nothing", "null"}, {"yes", "true"},    {"on", "true"},
                                {"no", "false"},     {"off", "false"}};

bool is_python_prefix(std::string_view word) {
  return word.size() <= 2 && word.find_first_not_of("bBfFrRuU") == word.npos;
}

/// A value without quotes goes on to the next sign of JSON.
std::size_t end_of_bare_text(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_of(",:{}[]\"\r\n", at);
  std::size_t last = end == text.npos ? text.size() : end;
  while (last > at && is_json_blank(text[last - 1])) --last;
  return last;
}

std::string message_for(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view word = text.substr(at, end - at);
  const char next = end < text.size() ? text[end] : '\0';
  if (next == '"' || next == '\'') {
    if (is_python_prefix(word)) {
      return "a Python text (" + shown(word) + next + "); write it without the " + shown(word) +
             (next == '"' ? "" : ", in double quotes");
    }
    if (next == '"') return "the quote that opens " + in_quotes(word) + " is missing";
  }
  if (next == '(') return "an expression (" + shown(word) + "(...)); write its value alone";
  const std::string lowered = model::lowered(word);
  if (lowered == "nan" || lowered == "infinity" || lowered == "inf") {
    return shown(word) + " is no number of JSON; write one";
  }
  for (const Foreign& foreign : kForeign) {
    if (lowered != foreign.word) continue;
    return shown(word) + " is no word of JSON; write " + std::string(foreign.json) +
           (foreign.json == foreign.word || foreign.json == "null"
                ? ""
                : ", or \"" + shown(word) + "\" as a text");
  }
  const auto near = model::nearest(word, kWords);
  if (near.size() == 1) {
    return shown(word) + " is no word of JSON; write " + std::string(near[0]) + ", or " +
           in_quotes(word) + " as a text";
  }
  return "a text without quotes; write " +
         in_quotes(text.substr(at, end_of_bare_text(text, at) - at));
}

}  // namespace

JsonToken read_json_word(std::string_view text, std::size_t at) {
  const std::size_t end = end_of_word(text, at);
  const std::string_view word = text.substr(at, end - at);
  const bool is_glued = end < text.size() && (text[end] == '"' || text[end] == '\'');
  for (const std::string_view known : kWords) {
    if (word == known && !is_glued) return {end};
  }
  return {end, JsonFault{at, end - at, message_for(text, at, end)}};
}

}  // namespace bbplay::reader
