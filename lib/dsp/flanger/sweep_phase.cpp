// SPDX-License-Identifier: MIT
#include "dsp/flanger/sweep_phase.h"

#include <algorithm>
#include <cmath>

namespace bbplay::dsp {
namespace {

/// How many times `step` is surely added to `turns` before the sum leaves the powers of two that it
/// lies between; `step` is what is really added to it.
double additions_within(double turns, double step) {
  int exponent = 0;
  std::frexp(turns, &exponent);
  const double room = step > 0 ? std::min(1.0, std::ldexp(1.0, exponent)) - turns
                               : turns - std::ldexp(0.5, exponent);
  return std::floor(room / std::abs(step)) - 1;
}

}  // namespace

double phase_after(std::int64_t frames, double turns, double turns_per_frame) noexcept {
  while (frames > 0) {
    turns = next_phase(turns, turns_per_frame);
    --frames;
    const double once = turns + turns_per_frame;
    const double step = once - turns;
    if (step == 0) return turns;
    // Where the sum lies right between two numbers, the first addition may go the other way.
    const bool is_steady = (once + turns_per_frame) - once == step;
    const double additions =
        std::min(static_cast<double>(frames), is_steady ? additions_within(turns, step) : 0.0);
    if (!(additions >= 1) || !(turns > 0)) continue;
    turns += additions * step;
    frames -= static_cast<std::int64_t>(additions);
  }
  return turns;
}

}  // namespace bbplay::dsp
