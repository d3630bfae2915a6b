// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// A sine whose level and phase are polynomials of time, t = frame - begin, until the next piece
/// begins: level(t) sin(2 pi turns(t)).
struct SweptSinePiece {
  std::int64_t begin = 0;
  double level[3] = {};  // level[0] + level[1] t + level[2] t^2
  double turns[4] = {};
};

/// The sum of the frames of a swept sine up to any frame, in a time that does not depend on the
/// frame: what a vibrato with a moving rate or range has added to a phase.
///
/// Where rate and level change little within a cycle, the sum of the frames before n is a function
/// of the time n - 1/2: the Euler-Maclaurin operator 1 / (2 sinh(D/2)), with D the derivative, is
/// applied to level exp(i phase) and expanded around the present rate, in falling powers of the
/// rate. Elsewhere, which cannot last many cycles, the same function is a Chebyshev series for each
/// cycle. Copies share the series.
///
/// The error is below 1e-10, levels being below 1e-2: beside what the double of a phase of 1e5
/// turns has.
class SweptSineSum {
 public:
  /// Nothing where the sine turns too fast, or would take too many series.
  ///
  /// pieces  in order, the first of which begins at frame 0
  /// frames  up to which the sum may be asked for
  static std::optional<SweptSineSum> of(std::vector<SweptSinePiece> pieces, std::int64_t frames);

  /// Of frames 0 .. n - 1.  [audio thread]
  double before(std::int64_t n) const noexcept;
  /// sums[i] = before(n + i stride)  [audio thread]
  void before(std::int64_t n, std::int64_t stride, std::span<double> sums) const noexcept;

 private:
  static constexpr std::size_t kTerms = 20;
  using Series = std::array<double, kTerms>;
  /// Frames whose sum is `offset` plus a function of the last of them.
  struct Segment {
    std::int64_t begin;
    std::size_t piece;
    double offset;
    std::optional<std::size_t> series;  // nothing: the expansion of the piece
    double middle = 0, half = 0;        // of a series, its time
  };
  struct Table {
    std::vector<SweptSinePiece> pieces;
    std::vector<Segment> segments;
    std::vector<Series> series;
  };

  explicit SweptSineSum(std::shared_ptr<const Table> table) : table_(std::move(table)) {}

  static bool divide(Table& table, std::size_t piece, std::int64_t begin, std::int64_t end,
                     double& sum);
  static Series series_of(const SweptSinePiece& piece, double middle, double half);
  static void evaluate(const Table& table, const Segment& segment, std::int64_t n,
                       std::int64_t stride, std::span<double> sums) noexcept;

  std::shared_ptr<const Table> table_;
};

}  // namespace bbplay::dsp
