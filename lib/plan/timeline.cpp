// SPDX-License-Identifier: MIT
#include "plan/timeline.h"

#include <algorithm>
#include <set>
#include <utility>

#include "model/start_times.h"

namespace bbplay::plan {
namespace {

/// A lane may end this long after a blend and still counts as ending with it.
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

std::int64_t frames_in(double seconds, int rate) {
  return static_cast<std::int64_t>(std::max(0.0, seconds) * rate);
}

std::vector<PlacedStep> place_steps(const Track& track, int rate) {
  std::vector<PlacedStep> placed;
  const std::vector<double> starts = model::start_times(track);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t frames = frames_in(track.steps[i].duration_s, rate);
    if (frames > 0) placed.push_back({i, starts[i], frames_in(starts[i], rate), frames});
  }
  return placed;
}

std::vector<LanePlan> lay_out(const Track& track, int rate, Fidelity fidelity) {
  const std::int64_t margin = frames_in(kEndMarginSeconds, rate);
  std::vector<LanePlan> lanes;
  std::set<std::pair<std::int64_t, std::size_t>> by_end;  // (end, lane) of the lanes so far
  std::int64_t latest_end = 0;
  PendingBlend pending;

  for (const PlacedStep& placed : place_steps(track, rate)) {
    LanePlan lane;
    lane.step = placed.step;
    lane.start = placed.start;
    lane.frames = placed.frames;
    lane.overlap = std::max<std::int64_t>(0, std::min(lane.end(), latest_end) - lane.start);

    const std::int64_t blend_frames = std::min(lane.overlap, pending.frames);
    if (blend_frames > 0) {
      Fade fade{
          .start = lane.start, .frames = blend_frames, .curve = pending.curve, .by = lanes.size()};
      lane.fade_in = fade;
      const std::int64_t blend_end = fade.start + fade.frames;
      for (auto at = by_end.upper_bound({fade.start, lanes.size()}); at != by_end.end(); ++at) {
        LanePlan& earlier = lanes[at->second];
        if (earlier.start >= blend_end) continue;
        const bool ends_here = earlier.end() <= blend_end + margin;
        if (ends_here) earlier.end_covered = true;
        if (fidelity == Fidelity::corrected && !ends_here) continue;
        fade.silent_after = fidelity == Fidelity::corrected;
        earlier.fade_outs.push_back(fade);
      }
    }

    latest_end = std::max(latest_end, lane.end());
    pending = blend_after(track.steps[placed.step], rate);
    by_end.emplace(lane.end(), lanes.size());
    lanes.push_back(std::move(lane));
  }
  return lanes;
}

}  // namespace bbplay::plan
