// SPDX-License-Identifier: MIT
#include "dsp/oscillator/kinked_wave_sum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/block/turns.h"

namespace bbplay::dsp {
namespace {

constexpr double kPi = std::numbers::pi;

double parabola(double x) { return (x - 1) * x + 1.0 / 6; }
/// A third of the Bernoulli polynomial B3: the integral of the parabola.
double cubic(double x) { return ((x - 1.5) * x + 0.5) * x / 3; }

/// Of terms that lie between two neighbouring integers.
double sum_in_cell(double count, double start, double step) {
  return count * parabola(start) + step * (2 * start - 1) * count * (count - 1) / 2 +
         step * step * (count - 1) * count * (2 * count - 1) / 6;
}

/// From one integer to the next.
double sum_by_cells(std::int64_t count, double start, double step) {
  double sum = 0;
  while (count > 0) {
    const double room = std::ceil((1 - start) / step);
    const bool fits = !(room < static_cast<double>(count));
    const std::int64_t here =
        fits ? count : std::max<std::int64_t>(1, static_cast<std::int64_t>(room));
    sum += sum_in_cell(static_cast<double>(here), start, step);
    start = std::max(0.0, start + static_cast<double>(here) * step - 1);
    count -= here;
  }
  return sum;
}

}  // namespace

/// Many terms between two integers: their sum is the integral, and what the kinks at the integers
/// add is a sum of the same kind with fewer terms.
double sum_of_parabolas(std::int64_t count, double start, double step) noexcept {
  constexpr double kFewCells = 4;
  double sum = 0, factor = 1;
  while (count > 0) {
    step = offset_from_whole_turn(step);
    if (step < 0) {  // parabolas are even
      start = -start;
      step = -step;
    }
    start = fraction_of_turn(start);
    const double low = start - 0.5 * step;
    const double high = start + (static_cast<double>(count) - 0.5) * step;
    const double cells = std::floor(high) - std::floor(low);
    if (!(cells > kFewCells)) return sum + factor * sum_by_cells(count, start, step);
    const double to = fraction_of_turn(high), from = fraction_of_turn(low);
    sum += factor * ((cubic(to) - cubic(from)) / step - step * (to - from) / 12);
    factor *= step;
    count = static_cast<std::int64_t>(cells);
    start = (std::floor(low) + 1 - start) / step;
    step = 1 / step;
  }
  return sum;
}

std::optional<KinkedWaveSum> KinkedWaveSum::of(bool triangle, double skew, double start_turns,
                                               double turns_per_frame, double level,
                                               std::int64_t frames) {
  KinkedWaveSum wave;
  wave.triangle_ = triangle;
  wave.rise_ = 0.5 + 0.5 * skew;
  if (wave.rise_ <= 0) wave.rise_ = 1e-9;
  if (wave.rise_ >= 1) wave.rise_ = 1 - 1e-9;
  wave.step_ = turns_per_frame;
  if (turns_per_frame < 0) {  // backwards: the halves of the cycle change places
    start_turns = -start_turns;
    wave.step_ = -turns_per_frame;
    wave.rise_ = 1 - wave.rise_;
    if (!triangle) wave.level_ = -1;
  }
  constexpr double kMaxStep = 0.05, kMaxGain = 1e4, kMaxError = 1e-10;
  if (!(wave.step_ <= kMaxStep) || !(std::abs(level) / wave.step_ < kMaxGain)) return std::nullopt;
  const double fall = 1 - wave.rise_;
  const double edge = std::min(wave.rise_, fall);
  if (!(edge > wave.step_)) return std::nullopt;
  if (!triangle) {
    // The third derivative is left out, in which a kink is larger than in the first.
    const double radians = kPi * wave.step_ / edge;
    const double kinks = 2 + 2 * wave.step_ * static_cast<double>(frames);
    if (!(std::abs(level) * radians * radians * radians * kinks / 720 < kMaxError))
      return std::nullopt;
  }
  wave.mean_ = triangle ? 0 : 2 / kPi * (wave.rise_ - fall);
  wave.start_ = fraction_of_turn(start_turns);
  const double kink = triangle ? 2 / wave.rise_ + 2 / fall : kPi / wave.rise_ - kPi / fall;
  wave.kinks_[0].slope_change = kink;
  wave.kinks_[1].slope_change = triangle ? -kink : kink;

  const double before = wave.start_ - 0.5 * wave.step_;
  const double position = fraction_of_turn(before);
  wave.first_integral_ = wave.integral(position);
  wave.first_slope_ = wave.slope(position);
  const auto cycle = static_cast<std::int64_t>(std::floor(before));
  wave.kinks_[0].first = cycle + 1;
  wave.kinks_[1].first = cycle + (position >= wave.rise_ ? 1 : 0);
  for (std::size_t k = 0; k < 2; ++k) {
    const double place = static_cast<double>(wave.kinks_[k].first) + (k == 1 ? wave.rise_ : 0);
    wave.kinks_[k].frame = (place - wave.start_) / wave.step_;
  }
  return wave;
}

/// From the beginning of the cycle, less the mean.
double KinkedWaveSum::integral(double position) const noexcept {
  const double fall = 1 - rise_;
  if (position < rise_) {
    if (triangle_) return position * (position / rise_ - 1);
    return rise_ / kPi * (1 - std::cos(kPi * position / rise_)) - mean_ * position;
  }
  const double behind = position - rise_;
  if (triangle_) return behind * (1 - behind / fall);
  return 2 * rise_ / kPi - fall / kPi * (1 - std::cos(kPi * behind / fall)) - mean_ * position;
}

double KinkedWaveSum::slope(double position) const noexcept {
  const double fall = 1 - rise_;
  if (position < rise_) {
    return triangle_ ? 2 / rise_ : kPi / rise_ * std::cos(kPi * position / rise_);
  }
  return triangle_ ? -2 / fall : -kPi / fall * std::cos(kPi * (position - rise_) / fall);
}

double KinkedWaveSum::max_slope() const noexcept {
  return (triangle_ ? 2 : kPi) / std::min(rise_, 1 - rise_) * step_;
}

double KinkedWaveSum::over_kinks(Kinks& kinks, std::int64_t last) const noexcept {
  const std::int64_t count = last - kinks.first + 1;
  if (count != kinks.count) {
    kinks.count = count;
    kinks.sum = kinks.slope_change * sum_of_parabolas(count, kinks.frame, 1 / step_);
  }
  return kinks.sum;
}

double KinkedWaveSum::before(std::int64_t n) noexcept {
  const double behind = start_ + (static_cast<double>(n) - 0.5) * step_;
  const double cycle = std::floor(behind);
  const double position = behind - cycle;
  const auto last = static_cast<std::int64_t>(cycle);
  const double kinks =
      over_kinks(kinks_[0], last) + over_kinks(kinks_[1], position >= rise_ ? last : last - 1);
  const double sum = mean_ * static_cast<double>(n) +
                     (integral(position) - first_integral_) / step_ -
                     step_ * ((slope(position) - first_slope_) / 24 + kinks / 2);
  return level_ * sum;
}

void KinkedWaveSum::before(std::int64_t n, std::int64_t stride, std::span<double> sums) noexcept {
  for (double& sum : sums) {
    sum = before(n);
    n += stride;
  }
}

}  // namespace bbplay::dsp
