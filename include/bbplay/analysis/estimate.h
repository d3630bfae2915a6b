// SPDX-License-Identifier: MIT
/// A plan to begin playing with while analyze() is still at work.
#pragma once

#include <cstdint>
#include <functional>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay {

struct EstimateOptions {
  AnalyzeOptions analysis;
  std::int64_t first_frame = 0;  // of the track, where playing begins
  /// Asked by any thread whether time is up: then no more is listened to than the least that gives
  /// a number. Without it, as much as helps.
  std::function<bool()> enough;
};

/// What analyze() would say, guessed from short stretches of every step. The time line is exact;
/// gains are mostly within half a decibel, and rather too low than too high; lags and carried phases
/// are those of steps that begin within a minute from `first_frame`, as far as gains do not change
/// them. Takes about a tenth of a second, whatever the length of the track.
/// [not the audio thread]
RenderPlan estimate(const Track& track, const EstimateOptions& options);

/// Adds the lags and carried phases of the whole track to an estimate.
///
/// throws  Cancelled  [not the audio thread]
RenderPlan with_all_lags(const Track& track, const RenderPlan& estimate,
                         const AnalyzeOptions& options);
/// Whether that would change anything.
bool lacks_lags(const RenderPlan& estimate, std::int64_t first_frame);

}  // namespace bbplay
