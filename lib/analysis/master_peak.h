// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "bbplay/model/read_error.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/spans.h"
#include "analysis/step_levels.h"
#include "analysis/step_samples.h"

namespace bbplay::analysis {

/// Largest sample of the track within the spans, played by the scheduler itself at master gain 1;
/// `unreadable` is for that.
double peak_of_spans(std::shared_ptr<const Track> track, const RenderPlan& plan,
                     const std::vector<Span>& spans, unsigned jobs, const Tick& tick,
                     const Unreadable& unreadable = {});

/// What peak_of_spans() is expected to be, from quanta spread over the spans.
double expected_peak_of_spans(std::shared_ptr<const Track> track, const RenderPlan& plan,
                              const std::vector<Span>& spans, const SampleBudget& budget,
                              const Unreadable& unreadable = {});

}  // namespace bbplay::analysis
