// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::analysis {

/// What of a plan is known without listening: where steps and clips stand, rate, fidelity and seed.
/// Gains are 1, lags 0.
RenderPlan outline(const Track& track, const AnalyzeOptions& options);

}  // namespace bbplay::analysis
