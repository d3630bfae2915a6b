// SPDX-License-Identifier: MIT
#include "dsp/transition_quantum.h"

namespace bbplay::dsp {

void TransitionQuantum::load(const TransitionCurve& curve, std::int64_t first) noexcept {
  before = curve.sum_before(first);
  curve.fill(first, alpha);
  if (first < 0) {
    const double start = curve.at(0);
    before = start * static_cast<double>(first);
    for (std::size_t i = 0; i < kQuantum && first + static_cast<std::int64_t>(i) < 0; ++i) {
      alpha[i] = start;
    }
  }
  // Four sums side by side, since one would wait for every addition.
  constexpr std::size_t kPart = kQuantum / 4;
  static_assert(kQuantum % 4 == 0);
  double a = 0, b = 0, c = 0, d = 0;
  for (std::size_t i = 0; i < kPart; ++i) {
    running[i] = a += alpha[i];
    running[kPart + i] = b += alpha[kPart + i];
    running[2 * kPart + i] = c += alpha[2 * kPart + i];
    running[3 * kPart + i] = d += alpha[3 * kPart + i];
  }
  b += a;
  c += b;
  for (std::size_t i = 0; i < kPart; ++i) {
    running[kPart + i] += a;
    running[2 * kPart + i] += b;
    running[3 * kPart + i] += c;
  }
}

void TransitionQuantum::load_sparse(const TransitionCurve& curve, std::int64_t first,
                                    std::int64_t stride) noexcept {
  before = curve.sum_before(first);
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const std::int64_t frame = first + static_cast<std::int64_t>(i) * stride;
    alpha[i] = curve.at(frame);
    running[i] = curve.sum_before(frame + 1) - before;
  }
}

}  // namespace bbplay::dsp
