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

  enum class Places {
    on_rows,   // multiples of 1 / rows_per_frame() behind a frame
    anywhere,  // of a place between two rows, the cubic through four rows is wrong by 3e-8 at most
  };

  /// The table for places that lie anywhere: some 55 KiB, and 3 KiB / cutoff.
  /// cutoff  0.01 .. 1: the slower rate, as part of that of the frames
  /// Those of equal arguments are one, throughout the program, as long as any is in use.
  /// [any thread but that of audio]
  static std::shared_ptr<const PhaseTable> between_rows(double cutoff);

  /// The table for places that are multiples of 1 / phases: 832 bytes for each, and more below a cutoff
  /// of 1.
  static std::shared_ptr<const PhaseTable> exact(double cutoff, std::size_t phases);

  PhaseTable(double cutoff, std::size_t rows_per_frame, Places places);

  /// Frames to either side of a place that are looked at; a row begins with the weight of frame
  /// floor(place) + 1 - reach().
  std::int64_t reach() const noexcept { return reach_; }
  std::size_t width() const noexcept { return static_cast<std::size_t>(2 * reach_); }
  std::size_t rows_per_frame() const noexcept { return rows_per_frame_; }
  Places places() const noexcept { return places_; }
  /// Row i, of width() weights, is for the place i / rows_per_frame() behind a frame. Where places lie
  /// anywhere, there is one row before them, and there are two behind them.
  const float* weights() const noexcept {
    return groups_[rows_before() * (width() / kGroup)].weights.data();
  }
  std::size_t bytes() const noexcept { return groups_.size() * sizeof(Group); }

 private:
  struct alignas(kGroup * sizeof(float)) Group {
    std::array<float, kGroup> weights;
  };

  std::size_t rows_before() const noexcept { return places_ == Places::anywhere ? 1 : 0; }
  std::size_t rows_behind() const noexcept { return places_ == Places::anywhere ? 2 : 0; }

  std::int64_t reach_;
  std::size_t rows_per_frame_;
  Places places_;
  std::vector<Group> groups_;
};

}  // namespace bbplay::dsp
