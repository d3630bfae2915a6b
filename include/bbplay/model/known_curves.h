// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bbplay/model/synth_spec.h"

namespace bbplay {

/// What a transition curve that is an expression is evaluated for at every frame before it is used:
/// with it a voice can be entered anywhere, and knows how far its parameters go.
struct CurveSurvey {
  std::int64_t distance = 1;       // frames from one sum to the next
  std::vector<double> sums;        // of alpha from the first moving frame on; the last: of all
  double lowest = 0, highest = 0;  // alpha, over the frames of the voice
  bool is_estimate = false;        // made of few frames, to begin with
  bool operator==(const CurveSurvey&) const = default;
};

/// Curves of the voices of one step, each of them once. Those with names need not be known.
struct KnownCurves {
  struct Known {
    TransitionTiming timing;
    CurveSurvey survey;
    bool operator==(const Known&) const = default;
  };
  std::vector<Known> all;

  /// Null: not among them.
  const CurveSurvey* find(const TransitionTiming& timing) const noexcept {
    const auto found = std::ranges::find(all, timing, &Known::timing);
    return found == all.end() ? nullptr : &found->survey;
  }
  bool operator==(const KnownCurves&) const = default;
};

}  // namespace bbplay
