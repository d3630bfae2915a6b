// SPDX-License-Identifier: MIT
#include "bbplay/analysis/estimate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include "bbplay/audio/frames.h"

#include "analysis/blend_lags.h"
#include "analysis/carried_phases.h"
#include "analysis/continuity.h"
#include "analysis/curves_ahead.h"
#include "analysis/expected_peak_over_noise.h"
#include "analysis/master_peak.h"
#include "analysis/outline.h"
#include "analysis/own_levels.h"
#include "analysis/parallel.h"
#include "analysis/step_levels.h"
#include "analysis/step_samples.h"
#include "analysis/sums.h"

namespace bbplay {
namespace {

using analysis::SampleBudget;

/// Lags are found for blends that begin so soon, and are no longer than that.
constexpr double kSoonSeconds = 60;
/// Quanta of one voice that are heard in about a tenth of a second.
constexpr std::size_t kVoiceQuanta = 60'000;
constexpr std::size_t kFewestQuanta = 8, kMostQuanta = 512;
/// Of a step that is heard soon, and of the whole track.
constexpr std::size_t kFewestSoon = 64, kFewestOfTrack = 32, kMostOfTrack = 192;

std::int64_t horizon(std::int64_t first_frame, int rate) {
  return first_frame + frames_in(kSoonSeconds, rate);
}

bool sounds_soon(const StepPlan& placed, std::int64_t first_frame, int rate) {
  return placed.end() > first_frame && placed.start < horizon(first_frame, rate);
}

bool is_soon(const Fade& blend, std::int64_t first_frame, int rate) {
  return blend.start < horizon(first_frame, rate);
}

/// Steps up to the last one that sounds soon: phases and lags hang together from the first one on.
std::size_t steps_needed(const RenderPlan& plan, std::int64_t first_frame) {
  std::size_t needed = 0;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (sounds_soon(plan.steps[i], first_frame, plan.rate)) needed = i + 1;
  }
  return needed;
}

/// Calls task(i) for every step, in parallel, those first that are heard first.
void for_each_step(const RenderPlan& plan, std::int64_t first_frame, unsigned jobs,
                   const std::function<void(std::size_t)>& task) {
  std::vector<std::size_t> order(plan.steps.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_partition(order.begin(), order.end(), [&](std::size_t i) {
    return sounds_soon(plan.steps[i], first_frame, plan.rate);
  });
  analysis::parallel_for(order.size(), jobs, [&](std::size_t i) { task(order[i]); });
}

/// Peak of what does not sound alone: blends, clips, and everything over a noise layer.
double peak_of_sums(const Track& track, RenderPlan& plan, const EstimateOptions& options) {
  const SampleBudget budget{kFewestOfTrack, kMostOfTrack, options.enough};
  const analysis::Sums sums = analysis::sums_of(track, plan);
  double peak = 0;
  if (sums.expected_noise) {
    peak = analysis::expected_peak_over_noise(track, plan, *sums.expected_noise, sums.spans,
                                              kMostOfTrack, options.analysis.jobs,
                                              [](std::int64_t) {});
  }
  const std::shared_ptr<const Track> borrowed(std::shared_ptr<const Track>(), &track);
  return std::max(peak, analysis::expected_peak_of_spans(borrowed, plan, sums.spans, budget,
                                                         options.analysis.unreadable));
}

}  // namespace

RenderPlan estimate(const Track& track, const EstimateOptions& options) {
  RenderPlan plan = analysis::outline(track, options.analysis);
  const scheduler::RenderContext context{plan.rate, plan.fidelity, plan.seed};
  std::vector<StepPlan>& steps = plan.steps;
  const std::int64_t first = options.first_frame;
  const unsigned jobs = options.analysis.jobs;
  analysis::estimate_curves(track, context, jobs, steps);
  analysis::estimate_own_levels(track, plan, jobs);
  analysis::carry_phases(track, context, steps, steps_needed(plan, first));

  std::size_t voices = 1;
  for (const StepPlan& placed : steps) voices += track.steps[placed.step].voices.size();
  const auto budget_of = [&](const StepPlan& placed) {
    const bool soon = sounds_soon(placed, first, plan.rate);
    const std::size_t fewest = soon ? kFewestSoon : kFewestQuanta;
    return SampleBudget{fewest, std::clamp(kVoiceQuanta / voices, fewest, kMostQuanta),
                        options.enough};
  };

  // A step's own peak, where it sounds alone, is that of the track unless something adds up.
  std::vector<double> peaks(steps.size(), 0.0), loudness(steps.size(), 0.0);
  for_each_step(plan, first, jobs, [&](std::size_t i) {
    StepPlan& placed = steps[i];
    scheduler::RenderContext in_haste = context;
    in_haste.in_haste = true;
    analysis::StepSamples samples(track, placed, in_haste);
    const SampleBudget budget = budget_of(placed);
    analysis::set_bus_gains(track.steps[placed.step], samples.peaks(budget), placed);
    peaks[i] = samples.has_noise() ? samples.mix_peak(placed, budget)
                                   : placed.binaural_peak * std::abs(placed.gain_binaural);
    if (track.preserve_relative_step_loudness) loudness[i] = samples.loudness(placed, budget);
  });
  if (track.preserve_relative_step_loudness) analysis::even_out(track, loudness, steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    peaks[i] *= steps[i].gain_continuity;
    analysis::set_ceiling(peaks[i], steps[i]);
    plan.peak = std::max(plan.peak, peaks[i] * steps[i].gain_ceiling);
  }

  const std::int64_t longest = frames_in(kSoonSeconds, plan.rate);
  analysis::find_lags(
      track, context, steps,
      [&](const Fade& blend) {
        const bool in_haste = options.enough && options.enough();
        return is_soon(blend, first, plan.rate) && blend.frames <= longest && !in_haste;
      },
      jobs, [](std::int64_t) {});
  plan.peak = std::max(plan.peak, peak_of_sums(track, plan, options));
  if (options.analysis.normalize && plan.peak > 1e-9) {
    plan.master_gain = options.analysis.level / plan.peak;
  }
  return plan;
}

bool lacks_lags(const RenderPlan& estimate, std::int64_t first_frame) {
  return std::ranges::any_of(estimate.steps, [&](const StepPlan& placed) {
    return placed.fade_in && !is_soon(*placed.fade_in, first_frame, estimate.rate);
  });
}

RenderPlan with_all_lags(const Track& track, const RenderPlan& estimate,
                         const AnalyzeOptions& options) {
  RenderPlan plan = estimate;
  for (StepPlan& placed : plan.steps) placed.lag = 0;
  const scheduler::RenderContext context{plan.rate, plan.fidelity, plan.seed};
  const auto tick = [&](std::int64_t) {
    if (options.cancel != nullptr && options.cancel->load(std::memory_order_relaxed))
      throw Cancelled{};
  };
  analysis::carry_phases(track, context, plan.steps, plan.steps.size());
  analysis::find_lags(track, context, plan.steps, {}, options.jobs, tick);
  return plan;
}

}  // namespace bbplay
