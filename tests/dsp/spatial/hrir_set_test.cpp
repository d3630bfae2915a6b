// SPDX-License-Identifier: MIT
#include "dsp/spatial/hrir_set.h"

#include <cmath>
#include <complex>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"

#include "dsp/spatial/default_head.h"
#include "support/scratch_folder.h"

namespace bbplay::dsp {
namespace {

/// What becomes of a tone of `hz`.
std::complex<double> answer(std::span<const float> response, double hz, double rate) {
  std::complex<double> sum = 0;
  for (std::size_t k = 0; k < response.size(); ++k) {
    sum += static_cast<double>(response[k]) *
           std::polar(1.0, -2 * std::numbers::pi * hz / rate * static_cast<double>(k));
  }
  return sum;
}

TEST(HrirSet, MeasuredHeadHasADirectionEveryFiveDegrees) {
  const HrirSet head = measured_head({}, 44'100);
  ASSERT_EQ(head.directions(), 72u);
  EXPECT_EQ(head.taps(), 512u);
  for (int tenth = -7213; tenth < 7213; tenth += 3) {
    const double azimuth = tenth / 10.0 + 0.013;
    const auto expected =
        static_cast<std::size_t>(std::fmod(std::floor(azimuth / 5 + 0.5) + 720, 72));
    ASSERT_EQ(head.nearest(azimuth), expected) << azimuth;
  }
}

TEST(HrirSet, LeftSourcesAreLouderAndEarlierAtTheLeftEar) {
  for (const HrirSet& head : {measured_head({}, 44'100), schematic_head(44'100)}) {
    const EarPair left = head.response(head.nearest(90));
    const auto near = answer(left.left, 500, 44'100);
    const auto far = answer(left.right, 500, 44'100);
    EXPECT_GT(std::abs(near), std::abs(far) * 1.1);
    const double lag = std::arg(near / far) / (2 * std::numbers::pi * 500);  // seconds
    EXPECT_GT(lag, 0.0002);
    EXPECT_LT(lag, 0.0009);
  }
}

TEST(HrirSet, KeepsItsFrequencyResponseAtOtherRates) {
  const HrirSet original = measured_head({}, 44'100);
  for (const int rate : {48'000, 96'000, 22'050}) {
    const HrirSet converted = measured_head({}, rate);
    ASSERT_EQ(converted.directions(), original.directions());
    for (const std::size_t direction : {0u, 17u, 50u}) {
      for (const double hz : {100.0, 440.0, 3000.0, 8000.0}) {
        const auto expected = answer(original.response(direction).left, hz, 44'100);
        const auto actual = answer(converted.response(direction).left, hz, rate);
        // Halving the rate costs the ringing before the response begins.
        EXPECT_NEAR(std::abs(actual - expected), 0, 0.0115 * std::abs(expected) + 0.012)
            << rate << " Hz, direction " << direction << ", tone " << hz;
      }
    }
  }
}

TEST(HrirSet, BlendsContinuouslyBetweenNeighbours) {
  const HrirSet head = measured_head({}, 44'100);
  const auto tap = [&](double azimuth) {
    const HrirSet::Between between = head.around(azimuth);
    return (1 - between.fraction) * static_cast<double>(head.response(between.first).left[40]) +
           between.fraction * static_cast<double>(head.response(between.second).left[40]);
  };
  for (std::size_t d = 0; d < 72; ++d) {
    EXPECT_NEAR(tap(5.0 * static_cast<double>(d)), static_cast<double>(head.response(d).left[40]),
                1e-6);
  }
  for (double azimuth = -10; azimuth < 370; azimuth += 0.25) {
    EXPECT_NEAR(tap(azimuth), tap(azimuth + 1e-4), 1e-4) << azimuth;
  }
}

TEST(HrirSet, VoicesShareOneHeadPerRate) {
  EXPECT_EQ(shared_head_ring({}, 44'100), shared_head_ring({}, 44'100));
  EXPECT_NE(shared_head_ring({}, 44'100), shared_head_ring({}, 22'050));
}

TEST(HrirSet, TheBuiltInHeadIsTheOneOfTheFile) {
  const HeadRing built_in = default_head_ring();
  const HeadRing file = read_head_ring(BBPLAY_DEFAULT_SOFA);
  EXPECT_EQ(built_in.rate, file.rate);
  ASSERT_EQ(built_in.directions.size(), file.directions.size());
  for (std::size_t d = 0; d < file.directions.size(); ++d) {
    EXPECT_EQ(built_in.directions[d].azimuth_deg, file.directions[d].azimuth_deg);
    EXPECT_EQ(built_in.directions[d].sector_start_deg, file.directions[d].sector_start_deg);
    EXPECT_EQ(built_in.directions[d].left, file.directions[d].left) << d;
    EXPECT_EQ(built_in.directions[d].right, file.directions[d].right) << d;
  }
}

TEST(HrirSet, ASchematicHeadStandsInForAFileThatCannotBeUsed) {
  const test::ScratchFolder folder;
  test::put_bytes(folder / "text.sofa", "no head here");
  const auto read = [&](const char* name) {
    return [=, &folder] { measured_head(folder / name, 44'100); };
  };
  EXPECT_THAT(read("none.sofa"),
              testing::ThrowsMessage<InputError>(testing::HasSubstr("none.sofa: no such file")));
  EXPECT_THAT(read("text.sofa"),
              testing::ThrowsMessage<InputError>(testing::HasSubstr("text.sofa: no head-related")));
  const auto head = shared_head_ring(folder / "none.sofa", 44'100);
  EXPECT_EQ(head->taps(), schematic_head(44'100).taps());
}

}  // namespace
}  // namespace bbplay::dsp
