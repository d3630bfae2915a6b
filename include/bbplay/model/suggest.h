// SPDX-License-Identifier: MIT
/// What somebody may have meant by a name that nobody knows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay::model {

/// The names of `known` that `given` most likely stands for: its words in another case, order or
/// spelling ("base_freq", "baseFreqStart", "carrier"), or a slip of the finger ("baesFreq").
///
/// returns  equally likely names in the order of `known`; none when nothing is near, when more than
///          three are, or when `given` is longer than 64 bytes
std::vector<std::string_view> nearest(std::string_view given,
                                      std::span<const std::string_view> known);

/// The same as the end of a message: `; did you mean "ampL" or "ampR"?`, or nothing.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> known);
std::string did_you_mean(std::string_view given, std::span<const std::string> known);

}  // namespace bbplay::model
