// SPDX-License-Identifier: MIT
#include "bbplay/analysis/analyze.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

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
#include "analysis/sums.h"
#include "analysis/way_marks.h"

namespace bbplay {
namespace {

/// Progress over the frames that may have to be listened to, and the way out when cancelled.
class ProgressMeter {
 public:
  ProgressMeter(const AnalyzeOptions& options, std::int64_t frames)
      : options_(options), total_(std::max<std::int64_t>(1, frames)) {}

  void advance(std::int64_t frames) {
    if (options_.cancel != nullptr && options_.cancel->load(std::memory_order_relaxed))
      throw Cancelled{};
    const std::int64_t done = done_.fetch_add(frames, std::memory_order_relaxed) + frames;
    if (options_.progress) {
      options_.progress(std::min(1.0, static_cast<double>(done) / static_cast<double>(total_)));
    }
  }

 private:
  const AnalyzeOptions& options_;
  std::int64_t total_;
  std::atomic<std::int64_t> done_{0};
};

}  // namespace

RenderPlan analyze(const Track& track, const AnalyzeOptions& options) {
  RenderPlan plan = analysis::outline(track, options);
  const scheduler::RenderContext context{plan.rate, plan.fidelity, plan.seed};
  std::vector<StepPlan>& steps = plan.steps;
  const unsigned jobs = analysis::threads_for_steps(track, options.jobs);

  std::int64_t step_frames = 0;
  for (const StepPlan& placed : steps) step_frames += placed.frames;
  ProgressMeter meter(options, step_frames);
  const analysis::Tick tick = [&meter](std::int64_t frames) { meter.advance(frames); };

  analysis::survey_curves(track, context, jobs, tick, steps);
  analysis::find_own_levels(track, plan, jobs, tick);
  const auto mark = [&](std::span<const analysis::PlacedVoice> voices) {
    analysis::mark_ways(track, context, voices, steps, jobs, tick);
  };
  analysis::carry_phases(track, context, steps, steps.size(), mark);

  // Levels of each step on its own, and its loudest moment among the frames that are heard alone.
  std::vector<double> core_peaks(steps.size(), 0.0);
  const std::vector<analysis::BusPeaks> bus_peaks =
      analysis::scan_steps(track, steps, context, jobs, tick);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    analysis::set_bus_gains(track.steps[steps[i].step], bus_peaks[i], steps[i]);
    core_peaks[i] = bus_peaks[i].binaural_in_core * std::abs(steps[i].gain_binaural);
  }
  analysis::enter_at_marks(track, context, steps, jobs);
  if (track.preserve_relative_step_loudness) {
    analysis::set_continuity_gains(track, context, steps, jobs, tick);
  }
  const auto mix_peaks = analysis::scan_mixes(track, steps, context, jobs, tick);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    StepPlan& placed = steps[i];
    double whole = placed.binaural_peak * std::abs(placed.gain_binaural * placed.gain_continuity);
    core_peaks[i] *= placed.gain_continuity;
    if (mix_peaks[i]) {
      whole = mix_peaks[i]->whole;
      core_peaks[i] = mix_peaks[i]->core;
    }
    analysis::set_ceiling(whole, placed);
    core_peaks[i] *= placed.gain_ceiling;
  }

  analysis::find_lags(track, context, steps, {}, jobs, tick);

  const analysis::Sums sums = analysis::sums_of(track, plan);
  if (sums.expected_noise) {
    plan.peak = analysis::expected_peak_over_noise(track, plan, *sums.expected_noise, sums.spans,
                                                   analysis::kExpectFromWindows, jobs, tick);
  }
  // The scheduler shares ownership of its track; here it only borrows the caller's.
  const std::shared_ptr<const Track> borrowed(std::shared_ptr<const Track>(), &track);
  plan.peak = std::max(plan.peak, analysis::peak_of_spans(borrowed, plan, sums.spans, jobs, tick,
                                                          options.unreadable));
  for (const double peak : core_peaks) plan.peak = std::max(plan.peak, peak);
  if (options.normalize && plan.peak > 1e-9) plan.master_gain = options.level / plan.peak;
  return plan;
}

}  // namespace bbplay
