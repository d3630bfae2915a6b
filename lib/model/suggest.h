// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bbplay::model {

/// `; did you mean "ampL"?` for the nearest of `known`, or nothing when none is near.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> known);
std::string did_you_mean(std::string_view given, std::span<const std::string> known);

}  // namespace bbplay::model
