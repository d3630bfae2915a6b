// SPDX-License-Identifier: MIT
/// From seconds to frames: where steps stand and how they are blended. Pure arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::plan {

/// A step that sounds, on the time line.
struct PlacedStep {
  std::size_t step = 0;     // index in Track::steps
  double start_s = 0;       // as computed from the file; may be negative
  std::int64_t start = 0;   // track frame
  std::int64_t frames = 0;  // > 0
  std::int64_t end() const noexcept { return start + frames; }
  bool operator==(const PlacedStep&) const = default;
};

/// The steps that last at least one frame, in file order (format track 2).
std::vector<PlacedStep> place_steps(const Track& track, int rate);

/// The same steps as steps: start, frames, overlap, fade_in, fade_outs and end_covered are filled
/// in, everything that takes listening is left at its default (format track 5.1 and 5.4).
///
/// Reference fidelity fades every earlier step that sounds during a blend and lets it return
/// afterwards. Corrected fidelity fades only steps that end with the blend (at most 10 ms after
/// it), and those stay silent; the others play on.
std::vector<StepPlan> lay_out(const Track& track, int rate, Fidelity fidelity);

}  // namespace bbplay::plan
