// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bbplay::dsp {

/// The weights of a low-pass filter, of which the frames around a place between two frames make the
/// value there: a row for each of many evenly spaced places, all weights of a place side by side.
///
/// A sinc that ends 104 frames (of the slower rate) to either side under a Kaiser window of
/// beta = 14.4: flat up to 0.91 of half the slower rate, and at -140 dB from half of it on. The weights of
/// each row add up to 1, so that a constant stays what it is.
///
/// source  J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974;
///         R. E. Crochiere, L. R. Rabiner, "Multirate Digital Signal Processing", 1983, chapter 4
class PhaseTable {
 public:
  static constexpr std::size_t kGroup = 16;  // weights that are aligned to a vector of any unit

  /// The table for places that lie anywhere, at most 3.5 MiB: between two rows, straight lines are
  /// wrong by 1e-7 at most.
  /// cutoff  0.01 .. 1: the slower rate, as part of that of the frames
  /// Those of equal arguments are one, throughout the program, as long as any is in use.
  /// [any thread but that of audio]
  static std::shared_ptr<const PhaseTable> between_rows(double cutoff);

  /// The table for places that are multiples of 1 / phases: null where it would take more than 4 MiB.
  static std::shared_ptr<const PhaseTable> exact(double cutoff, std::int64_t phases);

  PhaseTable(double cutoff, std::size_t rows_per_frame);

  /// Frames to either side of a place that are looked at; a row begins with the weight of frame
  /// floor(place) + 1 - reach().
  std::int64_t reach() const noexcept { return reach_; }
  std::size_t width() const noexcept { return static_cast<std::size_t>(2 * reach_); }
  /// Row i is for places i / rows_per_frame() behind a frame; there is one more.
  std::size_t rows_per_frame() const noexcept { return rows_per_frame_; }
  const float* weights() const noexcept { return groups_.front().weights.data(); }

 private:
  struct alignas(kGroup * sizeof(float)) Group {
    std::array<float, kGroup> weights;
  };

  std::int64_t reach_;
  std::size_t rows_per_frame_;
  std::vector<Group> groups_;
};

}  // namespace bbplay::dsp
