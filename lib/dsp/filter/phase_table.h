// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bbplay::dsp {

/// The weights of a low-pass filter, of which the frames around a place between two frames make the
/// value there: a row for each of many evenly spaced places, or for each of many pieces of the way from
/// a frame to the next, in which every weight is a polynomial of the place.
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
  static constexpr std::size_t kMostPieces = 128;

  /// What a row is made of, by the coefficients that each weight has in it.
  enum class Terms : std::size_t {
    one = 1,    // a number: for places that are multiples of 1 / rows_per_frame() behind a frame
    three = 3,  // a quadratic of the way through the piece, for places anywhere
    four = 4,   // a cubic, for places anywhere
  };

  /// For places that are multiples of 1 / phases: 832 bytes for each, and more below a cutoff of 1.
  /// cutoff  0.01 .. 1: the slower rate, as part of that of the frames
  /// Tables of equal arguments are one, throughout the program, as long as any is in use.
  /// [any thread but that of audio]
  static std::shared_ptr<const PhaseTable> exact(double cutoff, std::size_t phases);

  /// For places that lie anywhere, by quadratics: quick, and some 320 KiB.
  static std::shared_ptr<const PhaseTable> anywhere(double cutoff);

  /// For places that lie anywhere, by cubics, of which fewer will do: some 85 KiB.
  static std::shared_ptr<const PhaseTable> anywhere_small(double cutoff);

  PhaseTable(double cutoff, std::size_t rows_per_frame, Terms terms);

  /// Frames to either side of a place that are looked at; a row begins with the weight of frame
  /// floor(place) + 1 - reach().
  std::int64_t reach() const noexcept { return reach_; }
  std::size_t width() const noexcept { return static_cast<std::size_t>(2 * reach_); }
  std::size_t rows_per_frame() const noexcept { return rows_per_frame_; }
  std::size_t terms() const noexcept { return static_cast<std::size_t>(terms_); }
  /// Rows of width() weights, kGroup of them side by side: their constants, their factors of the way
  /// from the middle of the piece in pieces, -0.5 .. 0.5, of its square and of its cube.
  const float* coefficients() const noexcept { return groups_.front().values.data(); }
  std::size_t bytes() const noexcept { return groups_.size() * sizeof(Group); }

 private:
  struct alignas(kGroup * sizeof(float)) Group {
    std::array<float, kGroup> values;
  };

  void store(std::size_t row, std::size_t term, const std::vector<double>& coefficients);

  std::int64_t reach_;
  std::size_t rows_per_frame_;
  Terms terms_;
  std::vector<Group> groups_;
};

}  // namespace bbplay::dsp
