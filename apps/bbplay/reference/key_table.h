// SPDX-License-Identifier: MIT
/// The keys of the player in words: what it shows itself, the help and the manual page are all made
/// from them.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace bbplay::app {

struct KeyText {
  std::string_view keys;  // their names, with spaces between them
  std::string_view meaning;
};

inline constexpr std::array kKeyTable{
    // clang-format off
    KeyText{"space",      "pause and resume"},
    KeyText{"left right", "10 s back, forward"},
    KeyText{"down up",    "60 s back, forward"},
    KeyText{"Home End",   "start, last 10 seconds"},
    KeyText{"g",          "go to a time"},
    KeyText{", .",        "previous, next step"},
    KeyText{"PgUp PgDn",  "previous, next track"},
    KeyText{"+ -",        "louder, softer by 1 dB"},
    KeyText{"m",          "mute"},
    KeyText{"i",          "tell about the step"},
    KeyText{"?",          "show the keys"},
    KeyText{"q Esc",      "stop"},
    // clang-format on
};

/// The whole table in lines of at most `columns` characters, as many keys in each as fit, one at
/// least.
std::string key_lines(std::size_t columns);

}  // namespace bbplay::app
