// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/tick.h"

namespace bbplay::analysis {

/// Fills StepPlan::own_levels and RenderPlan::layer_levels: lets every voice that has to know how loud it or
/// its files get find it, once, so that none of those built later has to. Files are gone through with all
/// threads.
/// throws  InputError, ReadError
void find_own_levels(const Track& track, RenderPlan& plan, unsigned jobs, const Tick& tick);

/// The same from a few places, to begin with.
void estimate_own_levels(const Track& track, RenderPlan& plan, unsigned jobs);

}  // namespace bbplay::analysis
