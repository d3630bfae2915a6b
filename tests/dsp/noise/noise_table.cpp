// SPDX-License-Identifier: MIT
// Prints how every colour of the reference comes out, 60 s of each, and fails when one is out of
// tolerance (format dsp 9, noise 11). Run by scripts/noise-psd.sh.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <vector>

#include "dsp/noise/noise_filter.h"
#include "dsp/noise/noise_statistics.h"

namespace bbplay::test {
namespace {

constexpr double kSeconds = 60;
constexpr std::uint64_t kSeed = 1;

/// Prints one row of deviations and tells whether all are within their tolerance.
bool row(const char* name, int rate, const Bands& deviation, const Bands& tolerance) {
  std::printf("%-32s %6d", name, rate);
  bool good = true;
  for (std::size_t k = 0; k < kBands; ++k) {
    if (std::isnan(deviation[k])) {
      std::printf("     - ");
      continue;
    }
    const bool out = std::abs(deviation[k]) > tolerance[k];
    std::printf("%6.2f%c", deviation[k], out ? '!' : ' ');
    good = good && !out;
  }
  return good;
}

/// What the formulas have at the bins of an estimate; the reference was measured at 44.1 kHz only.
std::vector<double> formula_power(const NoiseColor& color, int rate, std::size_t bins,
                                  dsp::Conditioning conditioning) {
  const dsp::NoiseSpectrum spectrum(color, rate, kSeconds);
  std::vector<double> power(bins);
  for (std::size_t k = 1; k < bins; ++k) {
    const double hz = 0.5 * rate * static_cast<double>(k) / static_cast<double>(bins);
    const double m = conditioning == dsp::Conditioning::none ? spectrum.magnitude(hz)
                                                             : spectrum.conditioned_magnitude(hz);
    power[k] = m * m;
  }
  return power;
}

bool plain_table(int rate) {
  constexpr std::size_t kBins = 16'384;
  bool good = true;
  for (const ColorTarget& target : plain_colors()) {
    Bands deviation = plain_octaves_db(target.color, kSeconds, rate, kSeed);
    const Bands expected =
        rate == 44'100
            ? target.measured_db
            : density_bands_db(formula_power(target.color, rate, kBins, dsp::Conditioning::none),
                               0.5 * rate / kBins);
    for (std::size_t k = 0; k < kBands; ++k) deviation[k] -= expected[k];
    good = row(target.name.c_str(), rate, deviation, plain_color_tolerance_db()) && good;
    std::printf("\n");
  }
  return good;
}

bool voice_table(int rate) {
  Bands tolerance;
  tolerance.fill(0.25);
  tolerance[0] = 0.6;
  bool good = true;
  for (const ColorTarget& target : conditioned_colors()) {
    const MeasuredNoise noise = measure_noise(target.color, "[]", kSeconds, rate, kSeed);
    Bands bands = power_bands_db(noise.power, noise.bin_hz);
    const double strongest = *std::max_element(bands.begin(), bands.end());
    const Bands expected =
        rate == 44'100 ? target.measured_db
                       : power_bands_db(formula_power(target.color, rate, noise.power.size(),
                                                      dsp::Conditioning::noise_voice),
                                        noise.bin_hz);
    for (std::size_t k = 0; k < kBands; ++k) {
      bands[k] = expected[k] >= strongest - 45 ? bands[k] - expected[k] : std::nan("");
    }
    good = row(target.name.c_str(), rate, bands, tolerance) && good;
    const double level = noise.left_dbfs - target.level_law_dbfs;
    std::printf("  level %6.2f (%+.2f)  peak %+.2f dB  first 50 ms %+.1f dB\n", noise.left_dbfs,
                level, 20 * std::log10(noise.peak / 0.95),
                20 * std::log10(noise.first_peak / 0.95));
    good = good && std::abs(level) < 0.3 && noise.left_dbfs == noise.right_dbfs &&
           noise.first_peak < 0.95;
  }
  return good;
}

int run() {
  std::printf("Octave bands, dB from the reference's measurement, at 48 kHz from the formula; ");
  std::printf("! is out of tolerance\n\n");
  std::printf("%-32s %6s", "plain colour", "rate");
  for (const char* band : {"31", "62", "125", "250", "500", "1k", "2k", "4k", "8k", "16k"}) {
    std::printf("%6s ", band);
  }
  std::printf("\n");
  bool good = plain_table(44'100);
  good = plain_table(48'000) && good;
  std::printf("\nnoise voice without notches\n");
  good = voice_table(44'100) && good;
  good = voice_table(48'000) && good;
  std::printf("\n%s\n", good ? "all within tolerance" : "OUT OF TOLERANCE");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace bbplay::test

int main() {
  try {
    return bbplay::test::run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "noise_table: %s\n", error.what());
    return 2;
  }
}
