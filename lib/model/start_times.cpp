// SPDX-License-Identifier: MIT
#include "model/start_times.h"

#include <algorithm>

namespace bbplay::model {

std::vector<double> start_times(const Track& track) {
  std::vector<double> starts;
  starts.reserve(track.steps.size());
  const double crossfade = track.layout_crossfade_s;
  const double overlap = std::clamp(track.layout_overlap, 0.0, 1.0);
  double next = 0;
  for (const Step& step : track.steps) {
    const double duration = step.duration_s;
    if (step.start_s) {
      starts.push_back(*step.start_s);
      next = std::max(next, *step.start_s + duration);
    } else {
      starts.push_back(next);
      next += crossfade > 0 ? std::max(0.0, duration - crossfade * overlap) : duration;
    }
  }
  return starts;
}

}  // namespace bbplay::model
