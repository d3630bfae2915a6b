// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/reference/json_writer.h"

#include "metering/level_meter.h"

namespace bbplay::app {

/// Writes what is in a track and the rest of its plan as members of the object that is open:
/// data/info.schema.json. Frames are at the rate of the plan.
///
/// levels  of the whole track, if they are wanted
void put_summary(reference::JsonWriter& json, const Track& track, const RenderPlan& plan,
                 const std::optional<Levels>& levels);

}  // namespace bbplay::app
