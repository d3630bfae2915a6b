// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bbplay/plan/render_plan.h"

namespace bbplay {

/// A plan as bytes, with a version and a check sum, for a cache on the same machine.
std::string encode_plan(const RenderPlan& plan);

/// Nothing when the bytes are damaged, cut short or of another version.
std::optional<RenderPlan> decode_plan(std::string_view bytes);

}  // namespace bbplay
