// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bbplay::reader {

/// `; did you mean "freqOscFreqL" or "freqOscFreqR"?` for a word that people use for what the format
/// calls otherwise, in whatever case; nothing where `known` has none of its keys.
std::string usual_word(std::string_view word, std::span<const std::string_view> known);

}  // namespace bbplay::reader
