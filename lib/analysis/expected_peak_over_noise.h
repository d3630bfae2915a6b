// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/spans.h"
#include "analysis/step_levels.h"
#include "voices/noise/noise_layer.h"

namespace bbplay::analysis {

/// Shortest track, in seconds, whose peak over generated noise is expected rather than measured. A
/// measurement would take a good part of the time of a render, and what it found would be an
/// accident of the seed: two seeds differ by more than the expectation is off.
inline constexpr double kExpectFromSeconds = 120;

/// Whether the track is long enough, and all its voices can be listened to here and there.
bool may_expect_peak(const RenderPlan& plan);

/// Windows that make the expectation as good as it gets, for `windows` below.
inline constexpr std::int64_t kExpectFromWindows = 1024;

/// The peak that a track has on average when generated noise lies under it, at master gain 1: the
/// level that noise carried by the voices crosses as often as the maximum of independent samples
/// would be (format noise 10.1). The voices are listened to in short windows spread over the
/// track; the result depends on the plan alone.
///
/// plan       gains and lags are known
/// measured   sorted, disjoint: what is listened to anyway, clips among it, and left out here
/// windows    at most so many are listened to
double expected_peak_over_noise(const Track& track, const RenderPlan& plan,
                                const voices::LayerLoudness& noise,
                                const std::vector<Span>& measured, std::int64_t windows,
                                unsigned jobs, const Tick& tick);

}  // namespace bbplay::analysis
