// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bbplay/plan/render_plan.h"

namespace bbplay {

/// A plan as bytes, with a version and a check sum, for a cache on the same machine.
///
/// key  stands for what the plan was computed for; it takes part in the check sum
std::string encode_plan(const RenderPlan& plan, std::uint64_t key = 0);

/// Nothing when the bytes are damaged, cut short, of another version or for something else.
std::optional<RenderPlan> decode_plan(std::string_view bytes, std::uint64_t key = 0);

}  // namespace bbplay
