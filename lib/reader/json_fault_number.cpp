// SPDX-License-Identifier: MIT
// Numbers as people, programming languages and spreadsheets write them.
#include <algorithm>
#include <charconv>
#include <cstdint>

#include "reader/json_fault_parts.h"

namespace bbplay::reader {
namespace {

constexpr std::size_t kLongestCorrected = 64;  // bytes

std::size_t digits_from(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

/// How much of `text` is a number of JSON; 0 for none.
std::size_t json_number_length(std::string_view text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  std::size_t at = digits_from(text, first);
  if (at == first) return 0;
  if (text[first] == '0') at = first + 1;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = digits_from(text, at + 1);
    if (end == at + 1) return at;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
    const std::size_t end = digits_from(text, at + 1 + sign);
    if (end > at + 1 + sign) at = end;
  }
  return at;
}

bool is_json_number(std::string_view text) {
  return !text.empty() && json_number_length(text) == text.size();
}

std::optional<std::string> from_hexadecimal(std::string_view digits, std::string_view sign) {
  std::uint64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [last, error] = std::from_chars(digits.data(), end, number, 16);
  if (error != std::errc{} || last != end) return std::nullopt;
  return std::string(sign) + std::to_string(number);
}

/// `run` as JSON would have it.
std::optional<std::string> corrected(std::string_view run) {
  if (run.size() > kLongestCorrected || std::none_of(run.begin(), run.end(), is_digit)) {
    return std::nullopt;
  }
  const std::string sign = run.starts_with('-') ? "-" : "";
  if (run.starts_with('-') || run.starts_with('+')) run.remove_prefix(1);
  if (run.starts_with("0x") || run.starts_with("0X")) return from_hexadecimal(run.substr(2), sign);
  std::string digits;
  for (const char c : run) {
    if (c != '_') digits += c;
  }
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, zeros);
  if (digits.empty() || !is_digit(digits[0])) digits.insert(0, "0");
  const std::size_t point = digits.find('.');
  if (point != digits.npos && (point + 1 == digits.size() || !is_digit(digits[point + 1]))) {
    digits.erase(point, 1);
  }
  digits.insert(0, sign);
  return is_json_number(digits) ? std::optional(digits) : std::nullopt;
}

std::string what_is_odd(std::string_view run) {
  const std::string_view unsigned_run =
      run.substr(run.starts_with('-') || run.starts_with('+') ? 1 : 0);
  if (unsigned_run.starts_with("0x") || unsigned_run.starts_with("0X")) {
    return "a hexadecimal number";
  }
  if (run.starts_with('+')) return "a plus sign before a number";
  if (unsigned_run.starts_with('.')) return "a number that begins with a point";
  if (run.find('_') != run.npos) return "a number with underscores";
  if (unsigned_run.size() > 1 && unsigned_run[0] == '0' && is_digit(unsigned_run[1])) {
    return "a number with leading zeros";
  }
  return "a number with nothing behind its point";
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

JsonToken read_json_number(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (belongs_to_word(text[end]) || text[end] == '+')) ++end;
  const std::string_view run = text.substr(at, end - at);
  if (is_json_number(run)) return {end};

  const auto fault = [&](std::string message) {
    return JsonToken{end, JsonFault{at, end - at, std::move(message)}};
  };
  const std::string_view bare = run.substr(std::min(run.find_first_not_of("+-"), run.size()));
  const std::string_view word = bare.substr(0, end_of_word(bare, 0));
  if (word == "Infinity" || word == "inf" || word == "NaN" || word == "nan") {
    return fault(shown(run) + " is no number of JSON; write one");
  }
  if (const auto number = corrected(run)) {
    return fault(what_is_odd(run) + "; write " + *number);
  }
  const std::size_t length = json_number_length(run);
  const std::string_view rest = run.substr(length);
  const bool is_unit = length > 0 && std::all_of(rest.begin(), rest.end(), is_letter);
  if (is_unit && rest != "e" && rest != "E") {
    return fault("a unit behind a number; write " + shown(run.substr(0, length)) + " alone");
  }
  if (is_unit) return fault("an exponent without digits (" + shown(run) + ")");
  return fault(shown(run) + " is not a number; write it with digits and a point, or in quotes");
}

}  // namespace bbplay::reader
