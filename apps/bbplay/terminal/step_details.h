// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::app {

/// What is playing at `frame`, in a few lines.
std::string details_at(const Track& track, const RenderPlan& plan, std::int64_t frame);

}  // namespace bbplay::app
