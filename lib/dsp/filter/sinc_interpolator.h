// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// Places between the frames of a signal: first * step - origin, (first + 1) * step - origin, ...
struct EvenPlaces {
  std::int64_t first = 0;
  double step = 1, origin = 0;

  double at(std::size_t i) const noexcept {
    return static_cast<double>(first + static_cast<std::int64_t>(i)) * step - origin;
  }
};

/// Band-limited interpolation between the frames of a signal: a sinc of 64 zero crossings to either
/// side under a Kaiser window, accurate to 1e-6 of full scale. Every value is a function of its
/// place alone.
///
/// The sinc is kept in rows, one for each of many places between two frames, with the weights of all
/// frames that count there side by side: 1 MiB, whatever the cutoff, which copies share.
class SincInterpolator {
 public:
  /// cutoff  where the pass band ends, 0 < cutoff <= 1, as part of half the signal's rate: below 1
  ///         when the values are taken farther apart than the frames
  explicit SincInterpolator(double cutoff);

  /// Frames to either side of a place that are looked at.
  std::int64_t reach() const noexcept { return reach_; }

  /// out[p][i] = plane p of the signal at place i; the planes, one or two, hold reach() frames to
  /// either side of all of them.
  void interpolate(std::span<const std::span<const float>> planes, const EvenPlaces& places,
                   std::span<const std::span<double>> out) const noexcept;

 private:
  std::int64_t reach_;
  std::size_t rows_per_frame_;
  std::shared_ptr<const std::vector<float>> rows_;  // one more of them than places in a frame
};

}  // namespace bbplay::dsp
