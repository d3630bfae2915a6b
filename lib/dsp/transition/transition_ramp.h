// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace bbplay::dsp {

/// The straight part of a transition: u_i = clip((i dt - offset) / span, 0, 1) for every frame i,
/// or a step where the span is 0 (format dsp 6). Which frame begins and ends it is decided by
/// that very expression, rounding included.
class TransitionRamp {
 public:
  /// u = 0 throughout.
  TransitionRamp() = default;
  /// duration_seconds   negative: until the end of the voice
  TransitionRamp(double seconds, std::int64_t frames, double offset_seconds,
                 double duration_seconds);

  bool is_step() const noexcept { return !(span_ > 0); }
  /// Of u, per frame; infinite for a step.
  double slope() const noexcept {
    return is_step() ? std::numeric_limits<double>::infinity() : dt_ / span_;
  }
  /// First frame with u > 0.
  std::int64_t begin() const noexcept { return begin_; }
  /// First frame with u = 1.
  std::int64_t end() const noexcept { return end_; }

  double at(std::int64_t frame) const noexcept;
  void fill(std::int64_t first, std::span<double> u) const noexcept;  // [audio thread]

  struct Sums {
    double u = 0, u_squared = 0;
  };
  /// Sums of u and of its square over frames 0 .. n - 1, in closed form.  [audio thread]
  Sums sums_before(std::int64_t n) const noexcept;

 private:
  static constexpr std::int64_t kNever = INT64_MAX;

  double dt_ = 0;  // seconds per frame
  double offset_ = 0, span_ = 0;
  std::int64_t begin_ = kNever, end_ = kNever;
};

}  // namespace bbplay::dsp
