// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "voices/hrtf/hrtf_windows.h"

namespace bbplay::voices {

/// Reference rendering of a tone that stays the same, in closed form (format sam 1.2).
///
/// A Hann window is a constant and a slow cosine, so a windowed tone is the sum of three (for a
/// square root of Hann, two) complex tones e^{j(omega + r)n} cut off at both ends of the window.
/// The response to such a tone m frames after it began is the tone times a sum over the first taps
///
///   P_r(m) = sum over t <= m of h[t] e^{-j(omega + r)t}
///
/// which stops growing once all taps are reached, and loses the same sum counted from the end of
/// the window once that has passed. The P_r of all directions are small tables; what remains per
/// frame and window is to add a few of their entries. Nothing is convolved, there is no state, and
/// the time it takes does not depend on how many directions sound at once.
class StaticHrtf {
 public:
  explicit StaticHrtf(WindowedPath plan);

  void render(std::int64_t first, std::span<double> left, std::span<double> right) noexcept;
  void reset() const noexcept {}
  std::int64_t memory_frames() const noexcept { return 0; }

  const WindowedPath& plan() const noexcept { return plan_; }
  const SpatialAnglePath& path() const noexcept { return plan_.path; }

 private:
  static constexpr std::size_t kMaxTones = 3;

  /// P_r of every direction and ear, as float parts; entry 0 is 0, entry k the sum of k taps.
  struct Sums {
    std::size_t stride = 0;  // taps + 1
    std::vector<float> values;
    /// Where the real (part 0) or imaginary (part 1) sums begin.
    std::size_t row(std::size_t direction, std::size_t ear, std::size_t tone,
                    std::size_t part) const noexcept {
      return (((direction * 2 + ear) * kMaxTones + tone) * 2 + part) * stride;
    }
  };
  /// One of the complex tones of a window.
  struct Tone {
    double window_turns = 0;  // r, turns per frame
    double weight = 0;
    double phase_turns = 0;
    bool mirrors_last = false;  // the tone before it, turning the other way
  };
  /// Where the tones stand at some frame.
  using Rotations = std::array<std::complex<double>, kMaxTones>;

  struct Envelopes;  // of the tones at both ears over a quantum
  Rotations rotations_of(std::int64_t window) const noexcept;
  /// All taps hear the window, in all frames of the quantum.
  bool is_steady(std::int64_t window, std::int64_t first) const noexcept;
  void add_steady(std::int64_t window, Envelopes& out) noexcept;
  void add_moving(std::int64_t window, std::int64_t first, Envelopes& out) noexcept;
  void mix(const Envelopes& envelopes, std::int64_t first, std::span<double> left,
           std::span<double> right) const noexcept;

  WindowedPath plan_;
  FoundDirections directions_;
  double carrier_turns_;  // per frame
  std::array<Tone, kMaxTones> tones_{};
  std::size_t tone_count_;
  std::shared_ptr<const Sums> sums_;
};

}  // namespace bbplay::voices
