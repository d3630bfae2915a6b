// SPDX-License-Identifier: MIT
#include "dsp/oscillator/repeated_sum.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace bbplay::dsp {

RepeatedSum::RepeatedSum(double step, std::int64_t additions) {
  assert(step > 0);
  double sum = 0;
  for (std::int64_t n = 0; n <= additions;) {
    const double next = sum + step;
    stretches_.push_back({n, sum, next - sum});
    ++n;
    const bool crosses = sum == 0 || std::ilogb(sum) != std::ilogb(next);
    sum = next;
    if (crosses) continue;
    // Now the step has been rounded to what it stays, also where it lies halfway between two
    // numbers: halves are rounded to even, and from an even sum that is always the same way.
    const double rounded = (sum + step) - sum;
    const double room = std::ldexp(1.0, std::ilogb(sum) + 1) - sum;
    // A step that is too small for the sum no longer moves it.
    const double steps = rounded > 0 ? std::floor(room / rounded) - 2 : HUGE_VAL;
    if (steps < 1) continue;
    const auto left = static_cast<double>(additions + 1 - n);
    const auto taken = static_cast<std::int64_t>(std::min(steps, std::max(1.0, left)));
    stretches_.push_back({n, sum, rounded});
    n += taken;
    sum += static_cast<double>(taken) * rounded;
  }
}

void RepeatedSum::fill(std::int64_t first, std::span<double> sums) const noexcept {
  const auto is_before = [](std::int64_t n, const Stretch& stretch) { return n < stretch.begin; };
  auto next = std::upper_bound(stretches_.begin(), stretches_.end(), first, is_before);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::int64_t n = first + static_cast<std::int64_t>(i);
    while (next != stretches_.end() && next->begin <= n) ++next;
    const Stretch& stretch = *(next - 1);
    sums[i] = stretch.start + static_cast<double>(n - stretch.begin) * stretch.step;
  }
}

double RepeatedSum::after(std::int64_t additions) const noexcept {
  double sum = 0;
  fill(additions, {&sum, 1});
  return sum;
}

}  // namespace bbplay::dsp
