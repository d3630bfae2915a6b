// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "voices/sam/followed_value.h"

namespace bbplay::voices {

/// The phase of an oscillator whose frequency follows a scene: its integral by the trapezoidal rule
/// from the first frame of the voice on (format sam-scenes 4.1). Needs no state: it can be asked at
/// any frame.
class FollowedPhase {
 public:
  FollowedPhase(const AutomatedValue& hz, const SceneClock& clock, std::int64_t frames,
                const StraightBase& base);

  /// Turns at frames first, first + 1, ..., the whole ones before `first` left out. Before the voice
  /// the frequency is that of its first frame.  [audio thread]
  void fill(std::int64_t first, std::span<double> turns) noexcept;
  /// Turns at the places of a quantum, the whole ones before it left out, if the frequency is smooth
  /// there.  [audio thread]
  bool fill_smooth(const QuantumPlaces& places, QuantumPlaces::Values& turns) noexcept;
  /// Turns since the beginning at ascending frames, up to a quantum of them.  [audio thread]
  void fill_at(std::span<const double> frames, std::span<double> turns) noexcept;
  /// Of the frequency.
  ValueBounds bounds_hz(std::int64_t begin, std::int64_t end) const noexcept {
    return hz_.bounds(begin, end);
  }
  /// Turns since the beginning.
  double turns_at(std::int64_t frame) noexcept;

 private:
  FollowedValue hz_;
  double rate_;
  double first_hz_;
};

}  // namespace bbplay::voices
