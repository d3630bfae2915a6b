// SPDX-License-Identifier: MIT
// The whole-signal definitions of the colours, rebuilt here on the engine's magnitudes and compared
// with what the reference made of the same white noise.
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <kissfft/kissfft.hh>

#include "dsp/filter/butterworth.h"
#include "dsp/noise/noise_spectrum.h"
#include "reader/read_noise_color.h"
#include "support/golden.h"

namespace bbplay {
namespace {

using Signal = std::vector<double>;
using Bin = std::complex<double>;

/// The filter of a colour's cuts.
std::vector<dsp::Section> cuts_of(const NoiseColor& color, double rate) {
  const double low = color.low_cut_hz, high = color.high_cut_hz;
  if (low > 0 && high > 0) return dsp::butterworth_band_pass(4, low, high, rate);
  if (low > 0) return dsp::butterworth_high_pass(4, low, rate);
  if (high > 0) return dsp::butterworth_low_pass(4, high, rate);
  return {};
}

/// From the zero state.
void run(const std::vector<dsp::Section>& sections, Signal& x) {
  for (const dsp::Section& s : sections) {
    double z1 = 0, z2 = 0;
    for (double& v : x) {
      const double y = s.b0 * v + z1;
      z1 = s.b1 * v - s.a1 * y + z2;
      z2 = s.b2 * v - s.a2 * y;
      v = y;
    }
  }
}

/// White noise with every bin scaled by f^(-e/2), DC removed; M samples.
Signal shaped(const Signal& white, const dsp::NoiseSpectrum& spectrum) {
  const std::size_t m = white.size();
  std::vector<Bin> x(white.begin(), white.end()), bins(m);
  kissfft<double>(m, false).transform(x.data(), bins.data());
  bins[0] = 0;
  for (std::size_t k = 1; k <= m / 2; ++k) {
    const double hz = static_cast<double>(k) * spectrum.rate() / static_cast<double>(m);
    const double gain = spectrum.profile(hz);
    bins[k] *= gain;
    if (k != m - k) bins[m - k] *= gain;
  }
  kissfft<double>(m, true).transform(bins.data(), x.data());
  Signal out(m);
  std::transform(x.begin(), x.end(), out.begin(), [](Bin v) { return v.real(); });
  return out;
}

void to_peak_one(Signal& x) {
  double peak = 0;
  for (const double v : x) peak = std::max(peak, std::abs(v));
  for (double& v : x) v /= peak;
}

enum class PeakIsTakenAfterCuts { no, yes };

Signal colored(Signal white, const NoiseColor& color, int rate, PeakIsTakenAfterCuts after) {
  const double seconds = static_cast<double>(white.size()) / rate;
  Signal out = shaped(white, {color, static_cast<double>(rate), seconds});
  if (after == PeakIsTakenAfterCuts::no) to_peak_one(out);
  run(cuts_of(color, rate), out);
  if (after == PeakIsTakenAfterCuts::yes) to_peak_one(out);
  for (double& v : out) v *= color.amplitude;
  return out;
}

Signal pink_filtered(Signal white) {
  Signal out(white.size());
  for (const dsp::PinkPole& p : dsp::kPinkPoles) {
    double state = 0;
    for (std::size_t i = 0; i < white.size(); ++i) {
      state = p.pole * state + p.gain * static_cast<double>(static_cast<float>(white[i]));
      out[i] += 0.11 * state;
    }
  }
  return out;
}

Signal walked(Signal white) {
  double sum = 0;
  for (double& v : white) v = sum += v;
  to_peak_one(white);
  return white;
}

NoiseColor color_of(reader::JsonNode params) {
  Diagnostics diagnostics;
  const NoiseColor color = reader::read_noise_color(params, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return color;
}

/// The colour of a power law is what the string plays.
NoiseColor string_color(double beta) {
  if (beta == 3) return reader::noise_color_named("deep brown");
  if (beta == -1) return reader::noise_color_named("blue");
  EXPECT_EQ(beta, -2);
  return reader::noise_color_named("purple");
}

Signal made(const test::GoldenCase& golden) {
  const std::string& f = golden.function;
  Signal white = golden.input(golden.has_input("x") ? "x" : "white").channel(0);
  if (f == "generate_pink_noise_samples" || f == "colour_kellett_pink") return pink_filtered(white);
  if (f == "generate_brown_noise_samples" || f == "colour_integrated_brown" || f == "brown_noise") {
    return walked(white);
  }
  if (f == "colour_parametric" || f == "colored_noise") {
    white.resize(static_cast<std::size_t>(golden.duration * golden.rate));
    return colored(white, color_of(golden.params), golden.rate, PeakIsTakenAfterCuts::no);
  }
  NoiseColor color;
  if (f == "colour_powerlaw") {
    color = string_color(golden.params["beta"].number().value());
  } else if (f == "colour_green" || f == "green_noise") {
    color = reader::noise_color_named("green");
  } else if (f == "pink_noise") {
    color = *reader::noise_preset("pink");
  } else if (f == "red_noise") {
    color = *reader::noise_preset("brown");
  } else {
    color = reader::noise_color_named(f == "deep_brown_noise" ? "deep brown"
                                      : f == "blue_noise"     ? "blue"
                                                              : "purple");
  }
  return colored(white, color, golden.rate, PeakIsTakenAfterCuts::yes);
}

TEST(NoiseColor, MatchesTheReferencesDefinitions) {
  test::WorstErrors errors("noise colours");
  const auto check = [&](const test::GoldenCase& golden) {
    errors.check(golden, test::largest_error(made(golden), golden.expected().channel(0)));
  };
  const test::GoldenFamily dsp("dsp"), noise("noise");
  for (const auto& golden :
       dsp.of({"generate_pink_noise_samples", "generate_brown_noise_samples", "pink_noise",
               "brown_noise", "red_noise", "green_noise", "deep_brown_noise", "blue_noise",
               "purple_noise", "colored_noise"})) {
    check(golden);
  }
  for (const auto& golden : noise.of({"colour_kellett_pink", "colour_integrated_brown",
                                      "colour_parametric", "colour_powerlaw", "colour_green"})) {
    check(golden);
  }
}

TEST(NoiseColor, CutsHaveTheMagnitudeOfTheReferencesFilters) {
  for (const double rate : {8'000.0, 44'100.0, 96'000.0}) {
    for (const auto& [low, high] : {std::pair{100.0, 1000.0}, {50.0, 0.0}, {0.0, 3000.0}}) {
      NoiseColor color = *reader::noise_preset("white");
      color.low_cut_hz = low;
      color.high_cut_hz = high;
      const dsp::NoiseSpectrum spectrum(color, rate, 10);
      const std::vector<dsp::Section> filter = cuts_of(color, rate);
      for (double hz = 5; hz < rate / 2; hz *= 1.1) {
        const double expected = std::abs(dsp::response(filter, hz / rate));
        EXPECT_NEAR(spectrum.magnitude(hz) / expected, 1, 1e-6) << rate << ' ' << low << ' ' << hz;
      }
    }
  }
}

TEST(NoiseColor, PinkPolesHaveTheMagnitudeOfTheFilter) {
  constexpr std::size_t kLength = 32'768;
  Signal impulse(kLength);
  impulse[0] = 1;
  const Signal response = pink_filtered(impulse);
  const dsp::NoiseSpectrum spectrum(reader::noise_color_named("pink"), 44'100, 1);
  for (const double hz : {20.0, 100.0, 1000.0, 5000.0, 16'000.0}) {
    Bin sum = 0;
    for (std::size_t i = 0; i < kLength; ++i) {
      sum += response[i] *
             std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(i) / 44'100);
    }
    EXPECT_NEAR(0.11 * spectrum.magnitude(hz) / std::abs(sum), 1, 1e-6) << hz;
  }
}

TEST(NoiseColor, UnusableCutsAreLeftOut) {
  NoiseColor plain = *reader::noise_preset("white");
  const dsp::NoiseSpectrum white(plain, 44'100, 10);
  NoiseColor reversed = plain, ordered = plain, beyond = plain;
  reversed.low_cut_hz = ordered.high_cut_hz = 1000;
  reversed.high_cut_hz = ordered.low_cut_hz = 100;
  beyond.low_cut_hz = 21'700;
  beyond.high_cut_hz = 21'700;
  EXPECT_TRUE(dsp::NoiseSpectrum(reversed, 44'100, 10).same_shape({ordered, 44'100, 10}));
  EXPECT_TRUE(dsp::NoiseSpectrum(beyond, 44'100, 10).same_shape(white));
  EXPECT_FALSE(dsp::NoiseSpectrum(ordered, 44'100, 10).same_shape(white));
}

}  // namespace
}  // namespace bbplay
