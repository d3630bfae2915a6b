// SPDX-License-Identifier: MIT
// Generated noise against the measurements of the reference's (format noise 11). The full
// table, at both usual rates, is what scripts/noise-psd.sh prints.
#include "dsp/noise/noise_statistics.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "dsp/noise/noise_level.h"
#include "reader/read_noise_color.h"

namespace bbplay {
namespace {

const test::ColorTarget& target_named(const std::vector<test::ColorTarget>& all,
                                      const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const test::ColorTarget& t) { return t.name == name; });
  if (found == all.end()) throw std::runtime_error("no colour " + name);
  return *found;
}

TEST(NoiseStatistics, ColorsHaveTheOctavesOfTheReference) {
  // The max_slope of them: its top octave is 125 dB below its total.
  const test::ColorTarget& target = target_named(test::plain_colors(), "green");
  const test::Bands bands = test::plain_octaves_db(target.color, 60, 44'100, 1);
  for (std::size_t k = 0; k < test::kBands; ++k) {
    EXPECT_NEAR(bands[k], target.measured_db[k], test::plain_color_tolerance_db()[k])
        << "band " << k;
  }
}

TEST(NoiseStatistics, VoicesHaveTheOctavesAndTheLevelOfTheReference) {
  const test::ColorTarget& target =
      target_named(test::conditioned_colors(), "shipped 'Rolling Brown' colour");
  const test::MeasuredNoise noise = test::measure_noise(target.color, "[]", 60, 44'100, 1);
  const test::Bands bands = test::power_bands_db(noise.power, noise.bin_hz);
  const double strongest = *std::max_element(bands.begin(), bands.end());
  for (std::size_t k = 0; k < test::kBands; ++k) {
    if (target.measured_db[k] < strongest - 45) continue;
    EXPECT_NEAR(bands[k], target.measured_db[k], k == 0 ? 0.6 : 0.25) << "band " << k;
  }
  EXPECT_NEAR(noise.left_dbfs, target.level_law_dbfs, 0.3);
  EXPECT_EQ(noise.left_dbfs, noise.right_dbfs);
  // The reference begins with a thump here that is louder than everything after it (E8).
  EXPECT_LT(noise.first_peak, 0.95);
  EXPECT_NEAR(20 * std::log10(noise.peak / 0.95), 0, 2.0);
}

TEST(NoiseStatistics, NotchesDoNotChangeTheLevelThatWasMeant) {
  const NoiseColor pink = reader::noise_color_named("pink");
  constexpr double kSeconds = 20;
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    const test::MeasuredNoise noise =
        test::measure_noise(pink, "[[1000, 10000]]", kSeconds, 44'100, 3, fidelity);
    const dsp::NoiseSpectrum spectrum(pink, 44'100, kSeconds);
    SweptNotches notches;
    notches.lfo_hz = {0.1, 0.1};
    notches.ear_offset_deg = notches.pass_offset_deg = {0, 0};
    notches.sweeps = {{{1000, 1000}, {10'000, 10'000}, {25, 25}, {10, 10}}};
    const dsp::NotchMotion motion(notches, false, {}, 44'100, fidelity);
    const auto frames = static_cast<std::int64_t>(kSeconds * 44'100);
    const dsp::NotchMotion none({}, false, {}, 44'100, fidelity);
    const double plain = dsp::expected_noise_level(spectrum, none, {}, frames).left;
    const dsp::NoiseLevel level = dsp::expected_noise_level(spectrum, motion, {}, frames);
    EXPECT_GT(level.left, plain);  // it makes up for what the notches take
    EXPECT_NEAR(noise.left_dbfs, 20 * std::log10(plain), 0.2);
  }
}

}  // namespace
}  // namespace bbplay
