// SPDX-License-Identifier: MIT
#include "dsp/flanger/flanger.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/flanger/flanger_cases.h"
#include "support/golden.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

void check_golden(const char* file, Fidelity fidelity) {
  const GoldenFamily family("effects", file);
  WorstErrors worst(fidelity == Fidelity::reference ? "effects" : "effects corrected");
  for (const GoldenCase& golden : family.of({"flanger_stereo"})) {
    dsp::Flanger flanger(flanger_settings(golden.params, fidelity), golden.rate, fidelity);
    const StereoBuffer out = processed(flanger, stereo(golden.input("audio")));
    worst.check(golden, largest_error(interleaved(out), golden.expected().samples));
  }
}

TEST(Flanger, SoundsLikeTheReference) { check_golden("cases.json", Fidelity::reference); }

TEST(Flanger, SoundsLikeTheModelOfItsCorrections) {
  check_golden("cases_corrected.json", Fidelity::corrected);
}

dsp::FlangerSettings lively() {
  return {.delay_ms = 2.3,
          .depth_ms = 1.7,
          .rate_hz = 3.1,
          .feedback = 0.8,
          .mix = 0.6,
          .loop_hpf_hz = 60,
          .max_delay_ms = 6};
}

/// Every combination of what selects a loop of its own.
std::vector<dsp::FlangerSettings> all_kinds() {
  std::vector<dsp::FlangerSettings> kinds;
  for (const int mode : {0, 1, 2, 3}) {
    for (const int law : {0, 1, 2}) {
      for (const bool four : {false, true}) {
        for (const bool loud : {false, true}) {
          dsp::FlangerSettings settings = lively();
          settings.stereo_mode = mode;
          settings.spread_deg = 77;
          settings.delay_law = law;
          settings.four_taps = four;
          settings.makes_up_loudness = loud;
          settings.wave = law == 1 ? FlangerWave::triangle : FlangerWave::sine;
          kinds.push_back(settings);
        }
      }
    }
  }
  return kinds;
}

constexpr Fidelity kBoth[] = {Fidelity::reference, Fidelity::corrected};

TEST(Flanger, StartsAgainAfterARestart) {
  const StereoBuffer input = two_tones(5 * kQuantum, 44'100);
  for (const Fidelity fidelity : kBoth) {
    for (const dsp::FlangerSettings& settings : all_kinds()) {
      dsp::Flanger flanger(settings, 44'100, fidelity);
      const StereoBuffer first = processed(flanger, input);
      flanger.restart(0);
      EXPECT_EQ(processed(flanger, input), first);
    }
  }
}

TEST(Flanger, GoesOnInACopyFromWhereItStands) {
  const StereoBuffer input = two_tones(4 * kQuantum, 44'100);
  for (const Fidelity fidelity : kBoth) {
    for (const dsp::FlangerSettings& settings : all_kinds()) {
      dsp::Flanger flanger(settings, 44'100, fidelity);
      processed(flanger, input);
      dsp::Flanger copy = flanger;
      EXPECT_EQ(processed(copy, input, 4 * kQuantum), processed(flanger, input, 4 * kQuantum));
    }
  }
}

TEST(Flanger, StaysSilentInSilence) {
  const StereoBuffer silence(8 * kQuantum);
  for (const Fidelity fidelity : kBoth) {
    for (const dsp::FlangerSettings& settings : all_kinds()) {
      dsp::Flanger flanger(settings, 44'100, fidelity);
      EXPECT_EQ(processed(flanger, silence), silence);
    }
  }
}

/// One channel sample by sample, from the equations of format flanger 3.
class DirectForm {
 public:
  DirectForm(const dsp::FlangerSettings& settings, int rate) : s_(settings), rate_(rate) {}

  std::vector<double> run(std::span<const float> x, double spread_turns) {
    std::vector<double> line, out;
    double high = 0, last = 0, low = 0, energy_in = 0, energy_out = 0, gain = 1;
    const double h = std::exp(-2 * std::numbers::pi * s_.loop_hpf_hz / rate_);
    const double q = std::exp(-2 * std::numbers::pi * s_.loop_lpf_hz / rate_);
    const double r = std::exp(-1 / (rate_ * s_.loudness_time_ms * 1e-3));
    for (std::size_t n = 0; n < x.size(); ++n) {
      const double in = static_cast<double>(x[n]);
      const double w = read(line, delay(n, spread_turns));
      high = h * (high + w - last);
      last = w;
      low = (1 - q) * high + q * low;
      line.push_back(static_cast<double>(static_cast<float>(in + s_.feedback * low)));
      double y = in + s_.mix * w;
      if (s_.makes_up_loudness) {
        energy_in = r * energy_in + (1 - r) * in * in;
        energy_out = r * energy_out + (1 - r) * y * y;
        const double target =
            energy_out > 1e-20 ? std::sqrt((energy_in + 1e-20) / (energy_out + 1e-20)) : 1;
        gain = std::clamp(r * gain + (1 - r) * target, s_.loudness_min_gain, s_.loudness_max_gain);
        y *= gain;
      }
      out.push_back(y);
    }
    return out;
  }

 private:
  double delay(std::size_t n, double spread_turns) const {
    const double turns = static_cast<double>(n) * s_.rate_hz / rate_ + spread_turns;
    const double phase = turns - std::floor(turns);
    const double l = s_.wave == FlangerWave::sine ? std::sin(2 * std::numbers::pi * phase)
                                                  : 4 * std::abs(phase - 0.5) - 1;
    const double c = s_.delay_ms;
    const double p = s_.depth_ms;
    double ms = c + p * l;
    if (s_.delay_law == 1) {
      const double k = 1 / c + 0.5 * (1 / (c - p) - 1 / (c + p)) * l;
      ms = 1 / std::max(k, 1 / s_.max_delay_ms);
    }
    if (s_.delay_law == 2) ms = (c - p) * std::pow((c + p) / (c - p), (l + 1) / 2);
    return std::clamp(ms, s_.min_delay_ms, s_.max_delay_ms) * rate_ / 1000;
  }

  double read(const std::vector<double>& line, double d) const {
    const auto at = [&line](double age) {
      const double index = static_cast<double>(line.size()) - age;
      return index < 0 ? 0 : line[static_cast<std::size_t>(index)];
    };
    double b = std::floor(d);
    if (!s_.four_taps) return at(b) * (1 - (d - b)) + at(b + 1) * (d - b);
    b -= 1;
    double sum = 0;
    for (int i = 0; i < 4; ++i) {
      double weight = 1;  // Lagrange's polynomial, as the textbook has it
      for (int j = 0; j < 4; ++j) {
        if (j != i) weight *= (d - b - j) / (i - j);
      }
      sum += weight * at(b + i);
    }
    return sum;
  }

  dsp::FlangerSettings s_;
  int rate_;
};

TEST(Flanger, CorrectedIsTheTextbookCombInEveryKindOfLoop) {
  constexpr int kRate = 44'100;
  const StereoBuffer input = two_tones(20 * kQuantum, kRate);
  for (const dsp::FlangerSettings& settings : all_kinds()) {
    if (settings.stereo_mode > 1) continue;
    dsp::Flanger flanger(settings, kRate, Fidelity::corrected);
    const StereoBuffer out = processed(flanger, input);
    DirectForm direct(settings, kRate);
    const std::vector<double> left = direct.run(input.block().left, 0);
    const std::vector<double> right =
        direct.run(input.block().right, settings.stereo_mode == 1 ? settings.spread_deg / 360 : 0);
    for (std::size_t i = 0; i < out.frames(); ++i) {
      ASSERT_NEAR(static_cast<double>(out.block().left[i]), left[i], 1e-6);
      ASSERT_NEAR(static_cast<double>(out.block().right[i]), right[i], 1e-6);
    }
  }
}

TEST(Flanger, SweepsOnAfterHoursAsIfItHadJustStarted) {
  // 0.25 Hz repeats every 4 s: 8 hours later the same signal is flanged in the same way.
  constexpr int kRate = 8000;
  constexpr std::int64_t kLater = 8 * 3600 * std::int64_t{kRate};  // a multiple of the quantum
  static_assert(kLater % static_cast<std::int64_t>(kQuantum) == 0);
  dsp::FlangerSettings settings = lively();
  settings.rate_hz = 0.25;
  const StereoBuffer input = two_tones(40 * kQuantum, kRate);
  dsp::Flanger now(settings, kRate, Fidelity::corrected);
  dsp::Flanger later(settings, kRate, Fidelity::corrected);
  const std::vector<double> first = interleaved(processed(now, input));
  const std::vector<double> last = interleaved(processed(later, input, kLater));
  EXPECT_LT(largest_error(last, first), 1e-6);
}

TEST(Flanger, LeavesTheSideAloneInMidModeAndTheMidInSideMode) {
  const StereoBuffer input = two_tones(6 * kQuantum, 44'100);
  for (const int mode : {2, 3}) {
    dsp::FlangerSettings settings = lively();
    settings.stereo_mode = mode;
    dsp::Flanger flanger(settings, 44'100, Fidelity::reference);
    const StereoBuffer out = processed(flanger, input);
    double kept = 0;
    double changed = 0;
    for (std::size_t i = 0; i < input.frames(); ++i) {
      const ConstStereoBlock dry = input.block();
      const ConstStereoBlock wet = std::as_const(out).block();
      const auto mid = static_cast<double>(wet.left[i] + wet.right[i] - dry.left[i] - dry.right[i]);
      const auto side =
          static_cast<double>(wet.left[i] - wet.right[i] - dry.left[i] + dry.right[i]);
      kept = std::max(kept, std::abs(mode == 2 ? side : mid));
      changed = std::max(changed, std::abs(mode == 2 ? mid : side));
    }
    EXPECT_LT(kept, 5e-7);
    EXPECT_GT(changed, 0.1);
  }
}

TEST(Flanger, SurvivesUnboundedFeedback) {
  dsp::FlangerSettings settings = lively();
  settings.feedback = 1.5;
  settings.loop_hpf_hz = 20;
  const StereoBuffer input = two_tones(400 * kQuantum, 44'100);
  dsp::Flanger reference(settings, 44'100, Fidelity::reference);
  const std::vector<double> wild = interleaved(processed(reference, input));
  EXPECT_TRUE(std::any_of(wild.begin(), wild.end(), [](double y) { return !std::isfinite(y); }))
      << "the reference overflows here";
  dsp::Flanger corrected(settings, 44'100, Fidelity::corrected);
  for (const double y : interleaved(processed(corrected, input))) ASSERT_LT(std::abs(y), 100);
}

TEST(Flanger, StaysInsideItsLineWithAbsurdSettings) {
  const StereoBuffer input = two_tones(3 * kQuantum, 8000);
  for (const Fidelity fidelity : kBoth) {
    for (const double absurd : {-1e300, -1.0, 0.0, 1e-300, 1e9, 1e300}) {
      for (dsp::FlangerSettings settings : all_kinds()) {
        settings.delay_ms = absurd;
        settings.depth_ms = absurd;
        settings.rate_hz = absurd;
        settings.spread_deg = absurd;
        settings.min_delay_ms = absurd;
        settings.max_delay_ms = absurd;
        dsp::Flanger flanger(settings, 8000, fidelity);
        for (const double y : interleaved(processed(flanger, input))) ASSERT_TRUE(std::isfinite(y));
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::test
