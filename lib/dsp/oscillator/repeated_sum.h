// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// 0 + step + step + ..., added one after another in double: every bit of what such a loop arrives
/// at, without running it.
///
/// As long as the sum stays between two powers of two, each addition rounds by the same amount, so
/// that it grows by one and the same step. There are as many such stretches as powers of two.
class RepeatedSum {
 public:
  /// step       > 0
  /// additions  that are ever asked for
  RepeatedSum(double step, std::int64_t additions);

  /// sums[i] = the sum after first + i additions, none of which is negative.  [audio thread]
  void fill(std::int64_t first, std::span<double> sums) const noexcept;
  double after(std::int64_t additions) const noexcept;

 private:
  /// After begin + k additions, and before the next stretch begins, the sum is start + k step.
  struct Stretch {
    std::int64_t begin = 0;
    double start = 0, step = 0;
  };
  std::vector<Stretch> stretches_;
};

}  // namespace bbplay::dsp
