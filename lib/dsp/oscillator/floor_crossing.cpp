// SPDX-License-Identifier: MIT
#include "dsp/oscillator/floor_crossing.h"

#include <algorithm>

namespace bbplay::dsp {
namespace {

/// First frame in [0, frames) for which `reached` holds; it stays true from there on.
template <class Predicate>
std::int64_t first_frame(std::int64_t frames, Predicate reached) {
  std::int64_t low = 0, high = frames;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    reached(middle) ? high = middle : low = middle + 1;
  }
  return low;
}

}  // namespace

FramesAboveFloor frames_above_floor(Ramp hz, double floor_hz, const TransitionCurve& curve,
                                    std::int64_t frames) {
  const double ends[] = {hz.at(curve.lowest()), hz.at(curve.highest())};
  const auto [low, high] = std::minmax(ends[0], ends[1]);
  if (low >= floor_hz) return {};
  if (high <= floor_hz) return {0, 0};
  if (!curve.is_monotonic()) return {.known = false};
  // Above the floor before or after the one frame where the straight line crosses it.
  const bool rises = hz.to > hz.from;
  const std::int64_t crossing = first_frame(
      frames, [&](std::int64_t frame) { return (hz.at(curve.at(frame)) > floor_hz) == rises; });
  if (rises) return {crossing, INT64_MAX};
  return {0, crossing};
}

}  // namespace bbplay::dsp
