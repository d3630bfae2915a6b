// SPDX-License-Identifier: MIT
/// Where steps begin, for listeners.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "bbplay/plan/render_plan.h"

namespace bbplay {

/// Step that was the last to begin before `frame`, or the first one, as an index in the steps of the
/// plan; nothing without steps.
std::optional<std::size_t> step_at(const RenderPlan& plan, std::int64_t frame);

/// Frame at which the next step begins.
std::optional<std::int64_t> next_step(const RenderPlan& plan, std::int64_t frame);
/// Frame at which this step began, or the one before if that was within the last seconds.
std::optional<std::int64_t> previous_step(const RenderPlan& plan, std::int64_t frame);

}  // namespace bbplay
