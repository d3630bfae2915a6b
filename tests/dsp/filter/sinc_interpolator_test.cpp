// SPDX-License-Identifier: MIT
#include "dsp/filter/sinc_interpolator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr double kSteps[] = {
    0.25,  147.0 / 160, 1, 1.0001, 0.7390851, 160.0 / 147 * 1.0000003, 147.0 / 160 * 0.99999,
    4.3537};

struct Planes {
  std::vector<float> left, right;
};

double left_at(double place, double cutoff) { return 0.8 * std::sin(1.9 * cutoff * place + 1); }
double right_at(double place, double cutoff) { return 0.5 * std::cos(0.3 * cutoff * place); }

Planes planes_of(std::size_t frames, double cutoff) {
  Planes planes;
  for (std::size_t i = 0; i < frames; ++i) {
    planes.left.push_back(static_cast<float>(left_at(static_cast<double>(i), cutoff)));
    planes.right.push_back(static_cast<float>(right_at(static_cast<double>(i), cutoff)));
  }
  return planes;
}

class Interpolated {
 public:
  Interpolated(double step, std::size_t count) : cutoff(std::min(1.0, 1 / step)), from(cutoff) {
    const auto reach = static_cast<double>(from.reach());
    const double frames = std::ceil(step * static_cast<double>(count)) + 2 * reach + 2;
    planes = planes_of(static_cast<std::size_t>(frames), cutoff);
    places = {0, step, -reach};
  }

  std::vector<double> left_of(std::size_t first, std::size_t count) const {
    std::vector<double> left(count), right(count);
    const std::span<const float> in[] = {planes.left, planes.right};
    const std::span<double> out[] = {left, right};
    EvenPlaces part = places;
    part.first = static_cast<std::int64_t>(first);
    from.interpolate(in, part, out);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_NEAR(right[i], right_at(part.at(i), cutoff), 1e-6) << places.step << ' ' << i;
    }
    return left;
  }

  double cutoff;
  SincInterpolator from;
  Planes planes;
  EvenPlaces places;
};

TEST(SincInterpolator, FindsASineBetweenItsFrames) {
  for (const double step : kSteps) {
    const Interpolated sine(step, 5'000);
    const std::vector<double> left = sine.left_of(0, 5'000);
    for (std::size_t i = 0; i < left.size(); ++i) {
      ASSERT_NEAR(left[i], left_at(sine.places.at(i), sine.cutoff), 1e-6) << step << ' ' << i;
    }
  }
}

TEST(SincInterpolator, GivesEveryPlaceItsValueByItself) {
  for (const double step : kSteps) {
    const Interpolated sine(step, 3'000);
    const std::vector<double> whole = sine.left_of(0, 3'000);
    const std::vector<double> part = sine.left_of(1'234, 777);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + 1'234)) << step;

    std::vector<double> mono(3'000);
    const std::span<const float> in[] = {sine.planes.left};
    const std::span<double> out[] = {mono};
    sine.from.interpolate(in, sine.places, out);
    EXPECT_EQ(mono, whole) << step;
  }
}

TEST(SincInterpolator, LeavesNothingOfWhatIsBeyondItsCutoff) {
  const double step = 2;
  const SincInterpolator half(1 / step);
  std::vector<float> plane(20'000);
  for (std::size_t i = 0; i < plane.size(); ++i) {
    plane[i] = static_cast<float>(std::sin(0.62 * std::numbers::pi * static_cast<double>(i)));
  }
  std::vector<double> heard(5'000);
  const std::span<const float> in[] = {plane};
  const std::span<double> out[] = {heard};
  half.interpolate(in, {0, step, -static_cast<double>(half.reach())}, out);
  for (const double x : heard) ASSERT_NEAR(x, 0, 3e-6);
}

}  // namespace
}  // namespace bbplay::dsp
