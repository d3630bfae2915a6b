// SPDX-License-Identifier: MIT
/// Small changes to ASCII text, independent of the locale.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bbplay::model {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);
std::string lowered(std::string_view text);
/// The pieces between the bars of "linear|lin".
std::vector<std::string_view> split_at_bars(std::string_view text);

}  // namespace bbplay::model
