// SPDX-License-Identifier: MIT
#include "plan/timeline.h"

#include <algorithm>
#include <set>
#include <utility>

#include "bbplay/audio/frames.h"

#include "model/start_times.h"

namespace bbplay::plan {
namespace {

/// A step may end this long after a blend and still counts as ending with it.
constexpr double kEndMarginSeconds = 0.01;

/// The blend that a step asks for with its successor.
struct PendingBlend {
  std::int64_t frames = 0;
  CrossfadeCurve curve = CrossfadeCurve::linear;
};

PendingBlend blend_after(const Step& step, int rate) {
  const double overlap = std::clamp(step.blend_overlap, 0.0, 1.0);
  return {frames_in(std::max(0.0, step.blend_s) * overlap, rate), step.blend_curve};
}

}  // namespace

std::vector<PlacedStep> place_steps(const Track& track, int rate) {
  std::vector<PlacedStep> starting;
  const std::vector<double> starts = model::start_times(track);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t frames = frames_in(track.steps[i].duration_s, rate);
    if (frames > 0) starting.push_back({i, starts[i], frames_in(starts[i], rate), frames});
  }
  return starting;
}

std::vector<StepPlan> lay_out(const Track& track, int rate, Fidelity fidelity) {
  const std::int64_t margin = frames_in(kEndMarginSeconds, rate);
  std::vector<StepPlan> steps;
  std::set<std::pair<std::int64_t, std::size_t>> by_end;  // (end, step) of the steps so far
  std::int64_t latest_end = 0;
  PendingBlend pending;

  const std::vector<PlacedStep> starting_steps = place_steps(track, rate);
  steps.reserve(starting_steps.size());
  for (const PlacedStep& starting : starting_steps) {
    StepPlan placed;
    placed.step = starting.step;
    placed.start = starting.start;
    placed.frames = starting.frames;
    placed.overlap = std::max<std::int64_t>(0, std::min(placed.end(), latest_end) - placed.start);

    const std::int64_t blend_frames = std::min(placed.overlap, pending.frames);
    if (blend_frames > 0) {
      Fade fade{.start = placed.start,
                .frames = blend_frames,
                .curve = pending.curve,
                .by = steps.size()};
      placed.fade_in = fade;
      const std::int64_t blend_end = fade.start + fade.frames;
      for (auto at = by_end.upper_bound({fade.start, steps.size()}); at != by_end.end(); ++at) {
        StepPlan& earlier = steps[at->second];
        if (earlier.start >= blend_end) continue;
        const bool ends_here = earlier.end() <= blend_end + margin;
        if (ends_here) earlier.end_covered = true;
        if (fidelity == Fidelity::corrected && !ends_here) continue;
        fade.silent_after = fidelity == Fidelity::corrected;
        earlier.fade_outs.push_back(fade);
      }
    }

    latest_end = std::max(latest_end, placed.end());
    pending = blend_after(track.steps[starting.step], rate);
    by_end.emplace(placed.end(), steps.size());
    steps.push_back(std::move(placed));
  }
  return steps;
}

}  // namespace bbplay::plan
