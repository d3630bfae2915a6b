// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace bbplay::dsp {

/// A pulse train that jumps between 0 and 1, its time counted in 1 / rate (format voices-tonal 8).
///
/// Whether a frame that an edge falls on sounds hangs on the last bit of its place in the cycle.
/// Therefore this is worked out operation by operation as in the reference, in seconds: time plus
/// offset modulo the length of a cycle, then the trapezoid of the pulse, of which squares keep
/// where it is above 0.
class HardPulses {
 public:
  /// rate_hz    of the pulses, > 0
  /// ramp, gap  0..1; squared pulses sound where the trapezoid is above 0, others have no ramp
  HardPulses(double rate_hz, int frames_per_second, double offset_cycles, double ramp, double gap,
             bool squared) noexcept;

  /// gains[i] = 1 where frame first + i sounds, otherwise 0.  [audio thread]
  void fill(std::int64_t first, std::span<float> gains) const noexcept;

 private:
  bool sounds(double position_s) const noexcept;

  double frames_per_second_;
  double cycle_s_, offset_s_;
  double audible_s_, edge_s_, fall_begins_s_;
  bool squared_;
};

}  // namespace bbplay::dsp
