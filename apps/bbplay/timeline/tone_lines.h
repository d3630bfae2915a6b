// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::app {

struct ToneAt {
  double time_s = 0, hertz = 0;
};

/// A frequency of a voice over time, straight between the points.
using ToneLine = std::vector<ToneAt>;

struct VoiceLines {
  std::size_t step = 0, voice = 0;  // in the plan, in its step
  bool leading = false;             // the voice that stands for the step
  ToneLine carrier, beat;           // empty: the voice has none
};

/// Of every voice that has a tone, in the order of the plan. A beat is a difference: without sign.
/// resolution_s  shorter changes do not show
std::vector<VoiceLines> tone_lines(const Track& track, const RenderPlan& plan, double resolution_s);

}  // namespace bbplay::app
