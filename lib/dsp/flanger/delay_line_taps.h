// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/fidelity.h"

namespace bbplay::dsp {

/// How a value between two samples of a delay line is found.
enum class DelayRead {
  reference_linear,  // the fraction is applied backwards: the delay is 2 ceil(d) - d
  reference_cubic,   // four weights that add up to (1 - f)(1/2 + f/3), two samples late
  linear,
  cubic,  // third-order Lagrange
};

/// The read of a fidelity; `four_taps` as opposed to two (format flanger 4 and 7, D1 and
/// D2).
constexpr DelayRead delay_read(Fidelity fidelity, bool four_taps) noexcept {
  if (fidelity == Fidelity::reference) {
    return four_taps ? DelayRead::reference_cubic : DelayRead::reference_linear;
  }
  return four_taps ? DelayRead::cubic : DelayRead::linear;
}

constexpr int taps_of(DelayRead read) noexcept {
  return read == DelayRead::reference_linear || read == DelayRead::linear ? 2 : 4;
}

/// Largest sum of the magnitudes of the weights: no read is larger than this times what is in the
/// line.
constexpr double gain_of(DelayRead read) noexcept { return taps_of(read) == 2 ? 1 : 1.64; }

/// Where to read a delay line in every frame of a quantum: the samples of age, age + 1, ... with
/// their weights.
struct DelayTaps {
  alignas(64) double weight[4][kQuantum];  // the first taps_of(read) of them
  alignas(64) std::int32_t age[kQuantum];
};

/// delay    frames, one per frame of the quantum; the sample of age 0 is the newest in the line
/// longest  ages are held to [0, longest]; the oldest sample read is of age
///          longest + taps_of(read) - 1
/// whole    reference reads take a delay this close to a whole number as that number: they jump
///          there, and the result would hang on the last bit of the delay
/// none     and a delay below this as 0                                          [audio thread]
void find_taps(DelayRead read, std::span<const double, kQuantum> delay, std::int32_t longest,
               DelayTaps& taps, double whole = 1e-9, double none = 1e-9) noexcept;

}  // namespace bbplay::dsp
