// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_filter.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/dsp/fft.h"

#include "dsp/noise/color_tables.h"
#include "reader/read_noise_color.h"

namespace bbplay::dsp {
namespace {

/// Power response of taps on a grid eight times as fine as their resolution.
std::vector<double> power_response(std::span<const double> taps) {
  const RealFft<double> fft(8 * taps.size());
  std::vector<double> signal(fft.size()), re(fft.bins()), im(fft.bins()), work(fft.work_size());
  std::copy(taps.begin(), taps.end(), signal.begin());
  fft.forward(signal, re, im, work);
  std::vector<double> power(fft.bins());
  for (std::size_t k = 1; k < power.size(); ++k) power[k] = re[k] * re[k] + im[k] * im[k];
  return power;
}

double decibels(double power) { return 10 * std::log10(power); }

double wanted_power(const NoiseSpectrum& spectrum, Conditioning conditioning, double hz) {
  const double m = conditioning == Conditioning::none ? spectrum.magnitude(hz)
                                                      : spectrum.conditioned_magnitude(hz);
  return m * m;
}

/// Largest deviation in dB from 20 Hz to 20 kHz or just below half the rate, where the magnitude
/// asked for is within 100 dB of its largest. The common scale is that of the loudest frequency
/// above 100 Hz.
double worst_deviation_db(const NoiseSpectrum& spectrum, Conditioning conditioning) {
  const std::vector<double> power = power_response(design_noise_taps(spectrum, conditioning));
  const double bin_hz = 0.5 * spectrum.rate() / static_cast<double>(power.size());
  std::vector<double> wanted(power.size());
  double loudest = 0, scale = 0;
  for (std::size_t k = 1; k < power.size(); ++k) {
    const double hz = bin_hz * static_cast<double>(k);
    wanted[k] = wanted_power(spectrum, conditioning, hz);
    if (hz > 100 && wanted[k] > loudest) {
      loudest = wanted[k];
      scale = power[k] / loudest;
    }
  }
  double worst = 0;
  for (std::size_t k = 1; k < power.size(); ++k) {
    const double hz = bin_hz * static_cast<double>(k);
    if (hz < 20 || hz > std::min(20'000.0, 0.49 * spectrum.rate())) continue;
    if (wanted[k] < 1e-10 * loudest) continue;
    worst = std::max(worst, std::abs(decibels(power[k] / (scale * wanted[k]))));
  }
  return worst;
}

TEST(NoiseFilter, KeepsToItsMagnitude) {
  for (const double rate : {8'000.0, 48'000.0}) {
    for (const char* name : {"pink", "brown", "deep brown", "green", "purple"}) {
      const NoiseSpectrum spectrum(reader::noise_color_named(name), rate, 60);
      EXPECT_LT(worst_deviation_db(spectrum, Conditioning::none), 0.03) << name << " at " << rate;
      EXPECT_LT(worst_deviation_db(spectrum, Conditioning::noise_voice), 0.03)
          << name << " at " << rate;
    }
  }
}

TEST(NoiseFilter, GivesEveryColorTheOctavesOfTheReference) {
  for (const test::ColorTarget& target : test::plain_colors()) {
    const NoiseSpectrum spectrum(target.color, 44'100, 60);
    const std::vector<double> power =
        power_response(design_noise_taps(spectrum, Conditioning::none));
    const test::Bands bands =
        test::density_bands_db(power, 0.5 * spectrum.rate() / static_cast<double>(power.size()));
    for (std::size_t k = 0; k < test::kBands; ++k) {
      EXPECT_NEAR(bands[k], target.expected_db[k], 0.1) << target.name << ", band " << k;
    }
  }
}

TEST(NoiseFilter, GivesEveryConditionedColorTheOctavesOfTheReference) {
  for (const test::ColorTarget& target : test::conditioned_colors()) {
    const NoiseSpectrum spectrum(target.color, 44'100, 60);
    const std::vector<double> power =
        power_response(design_noise_taps(spectrum, Conditioning::noise_voice));
    const test::Bands bands =
        test::power_bands_db(power, 0.5 * spectrum.rate() / static_cast<double>(power.size()));
    const double strongest = *std::max_element(bands.begin(), bands.end());
    for (std::size_t k = 0; k < test::kBands; ++k) {
      if (target.measured_db[k] < strongest - 45) continue;
      EXPECT_NEAR(bands[k], target.measured_db[k], k == 0 ? 0.6 : 0.25)
          << target.name << ", band " << k;
    }
  }
}

TEST(NoiseFilter, HasUnitGainForWhiteNoise) {
  const NoiseSpectrum spectrum(reader::noise_color_named("pink"), 22'050, 60);
  double energy = 0;
  for (const double tap : design_noise_taps(spectrum, Conditioning::noise_voice)) {
    energy += tap * tap;
  }
  EXPECT_NEAR(energy, 1, 1e-12);
}

TEST(NoiseFilter, IsDesignedOncePerColor) {
  const NoiseSpectrum pink(reader::noise_color_named("pink"), 8'000, 60);
  const NoiseSpectrum brown(reader::noise_color_named("brown"), 8'000, 60);
  const auto filter = noise_filter(pink, Conditioning::noise_voice);
  EXPECT_EQ(noise_filter(pink, Conditioning::noise_voice), filter);
  EXPECT_NE(noise_filter(brown, Conditioning::noise_voice), filter);
  EXPECT_NE(noise_filter(pink, Conditioning::none), filter);
}

}  // namespace
}  // namespace bbplay::dsp
