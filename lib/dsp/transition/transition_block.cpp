// SPDX-License-Identifier: MIT
#include "dsp/transition/transition_block.h"

namespace bbplay::dsp {

void TransitionBlock::load(const TransitionCurve& curve, std::int64_t first) noexcept {
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

namespace {

/// The cubic through four values that lie a third of the quantum apart.
void fill_cubic(const double (&at)[4], double (&out)[kQuantum]) noexcept {
  const double first = at[1] - at[0];
  const double second = at[2] - 2 * at[1] + at[0];
  const double third = at[3] - 3 * at[2] + 3 * at[1] - at[0];
  constexpr int kCount = static_cast<int>(kQuantum);
  constexpr double kThirds = 3.0 / (kCount - 1);
  for (int i = 0; i < kCount; ++i) {
    const double x = kThirds * i;
    out[i] = at[0] + x * (first + (x - 1) * (second / 2 + (x - 2) * (third / 6)));
  }
}

}  // namespace

void TransitionBlock::load_sparse(const TransitionCurve& curve, std::int64_t first,
                                  std::int64_t stride) noexcept {
  before = curve.sum_before(first);
  const auto frame = [&](std::size_t i) { return first + static_cast<std::int64_t>(i) * stride; };
  if (curve.is_quadratic(first, frame(kQuantum))) {
    static_assert((kQuantum - 1) % 3 == 0);
    constexpr std::size_t kThird = (kQuantum - 1) / 3;
    double alphas[4], sums[4];
    for (std::size_t k = 0; k < 4; ++k) {
      alphas[k] = curve.at(frame(k * kThird));
      sums[k] = curve.sum_before(frame(k * kThird) + 1) - before;
    }
    fill_cubic(alphas, alpha);
    fill_cubic(sums, running);
    return;
  }
  for (std::size_t i = 0; i < kQuantum; ++i) {
    alpha[i] = curve.at(frame(i));
    running[i] = curve.sum_before(frame(i) + 1) - before;
  }
}

}  // namespace bbplay::dsp
