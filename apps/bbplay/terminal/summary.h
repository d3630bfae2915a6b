// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "metering/level_meter.h"

namespace bbplay::app {

/// What is in a track, for people: a few lines and a table of its steps.
/// levels  of the whole track, if they are wanted
std::string summary(const Track& track, const RenderPlan& plan,
                    const std::optional<Levels>& levels);

}  // namespace bbplay::app
