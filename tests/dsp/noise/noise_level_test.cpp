// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_level.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "dsp/noise/color_tables.h"
#include "dsp/noise/expected_peak.h"
#include "reader/read_noise_color.h"

namespace bbplay::dsp {
namespace {

constexpr int kRate = 44'100;

/// Level of a voice without notches, dBFS rms.
double level_dbfs(const NoiseColor& color, double seconds) {
  const auto frames = static_cast<std::int64_t>(seconds * kRate);
  const NotchMotion still({}, false, {}, kRate, Fidelity::reference);
  const NoiseLevel level = expected_noise_level({color, kRate, seconds}, still, {}, frames);
  EXPECT_EQ(level.left, level.right);
  EXPECT_FALSE(level.clips);
  return 20 * std::log10(level.left);
}

TEST(ExpectedPeak, CrossingProbabilitiesAreThoseOfTheLaw) {
  EXPECT_NEAR(up_crossing_probability(4, 0.7037) / 2.916394e-5, 1, 1e-6);
  EXPECT_NEAR(up_crossing_probability(4, 0.9306) / 1.826076e-5, 1, 1e-6);
  EXPECT_NEAR(up_crossing_probability(5, 0.9957) / 5.453325e-8, 1, 1e-6);
  EXPECT_NEAR(up_crossing_probability(5, 0) / 2.866515e-7, 1, 1e-6);
}

TEST(ExpectedPeak, OfEqualStretchesIsThatOfOneAsLong) {
  const GaussianStretch whole[] = {{0.5, 0.9, 1e6}};
  const GaussianStretch parts[] = {{0.5, 0.9, 4e5}, {0.5, 0.9, 6e5}};
  EXPECT_NEAR(expected_peak(parts, 0.85), expected_peak(whole, 0.85), 1e-9);
  const GaussianStretch scaled[] = {{1, 0.9, 1e6}};
  EXPECT_NEAR(expected_peak(scaled, 0.85), 2 * expected_peak(whole, 0.85), 1e-9);
}

TEST(NoiseLevel, FallsWithDurationAsTheLawHasIt) {
  struct Row {
    const char* preset;
    double seconds, dbfs;
  };
  for (const Row& row : {Row{"Pink", 1, -12.94},
                         {"Pink", 10, -13.93},
                         {"Pink", 60, -14.57},
                         {"Pink", 600, -15.28},
                         {"Pink", 3600, -15.76},
                         {"Pink", 28'800, -16.25},
                         {"Brown", 1, -12.10},
                         {"Brown", 10, -13.29},
                         {"Brown", 60, -14.03},
                         {"Brown", 600, -14.83},
                         {"Brown", 3600, -15.36},
                         {"Brown", 28'800, -15.91},
                         {"White", 1, -13.15},
                         {"White", 10, -14.08},
                         {"White", 60, -14.69},
                         {"White", 28'800, -16.31},
                         {"Red", 1, -12.65},
                         {"Red", 60, -14.36}}) {
    EXPECT_NEAR(level_dbfs(*reader::noise_preset(row.preset), row.seconds), row.dbfs, 0.01)
        << row.preset << ' ' << row.seconds;
  }
  EXPECT_NEAR(level_dbfs(reader::noise_color_named("pink"), 10), -13.87, 0.01);
}

TEST(NoiseLevel, OfEveryColorIsThatOfTheLaw) {
  for (const test::ColorTarget& target : test::conditioned_colors()) {
    EXPECT_NEAR(level_dbfs(target.color, 60), target.level_law_dbfs, 0.02) << target.name;
    const NoiseSpectrum spectrum(target.color, kRate, 60);
    EXPECT_NEAR(lag1_correlation(spectrum), target.lag1_correlation, 0.002) << target.name;
  }
}

}  // namespace
}  // namespace bbplay::dsp
