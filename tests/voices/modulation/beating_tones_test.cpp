// SPDX-License-Identifier: MIT
#include "voices/modulation/beating_tones.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "support/golden_voice.h"

namespace bbplay::voices {
namespace {

constexpr double kDt = 1.0 / 8'000;
constexpr std::int64_t kFrames = 8'192;
constexpr double kTurn = 2 * std::numbers::pi;

struct Case {
  const char* params;
  bool moving;
  bool closed_form;
};

class BeatingTonesTest : public testing::TestWithParam<Case> {
 protected:
  BeatingTonesTest()
      : patch_(std::get<HybridQamMonauralBeatPatch>(
            test::synth_of(function(), GetParam().params).patch)),
        transition_(GetParam().moving
                        ? dsp::Transition(kFrames * kDt, kFrames, {0.1, 0.6, "linear"})
                        : dsp::Transition()),
        tones_(patch_, Fidelity::reference, kDt, transition_) {}

  static std::string function() {
    return GetParam().moving ? "hybrid_qam_monaural_beat_transition" : "hybrid_qam_monaural_beat";
  }

  struct Turns {
    std::vector<double> lower, upper;
    bool operator==(const Turns&) const = default;
  };
  Turns played(std::int64_t first, std::int64_t end) {
    Turns out;
    dsp::TransitionBlock memory;
    std::vector<double> lower(kQuantum), upper(kQuantum);
    for (std::int64_t at = first; at < end; at += static_cast<std::int64_t>(kQuantum)) {
      tones_.fill(transition_.at(at, memory), lower, upper);
      out.lower.insert(out.lower.end(), lower.begin(), lower.end());
      out.upper.insert(out.upper.end(), upper.begin(), upper.end());
    }
    return out;
  }

  /// Frequencies of both tones as the specification has them.
  struct Pair {
    double lower, upper;
  };
  Pair hertz(std::int64_t frame) const {
    const double alpha =
        transition_.moves() ? transition_.curve().at(std::max<std::int64_t>(frame, 0)) : 0;
    const double t = static_cast<double>(frame) * kDt;
    const double rate = patch_.vibrato_hz_r.at(alpha);
    double middle = patch_.carrier_hz_r.at(alpha);
    if (rate != 0) {
      middle += patch_.vibrato_range_hz_r.at(alpha) / 2 *
                std::sin(kTurn * rate * t + patch_.vibrato_phase_rad_r.at(alpha));
    }
    middle = std::max(middle, 0.0);
    const double half_beat = patch_.beat_hz_r.at(alpha) / 2;
    return {std::max(middle - half_beat, 0.0), std::max(middle + half_beat, 0.0)};
  }

  HybridQamMonauralBeatPatch patch_;
  dsp::Transition transition_;
  BeatingTones tones_;
};

double apart(double a, double b) { return std::abs(a - b - std::round(a - b)); }

TEST_P(BeatingTonesTest, AddsUpTheFrequenciesOfAllEarlierFrames) {
  EXPECT_EQ(tones_.is_closed_form(), GetParam().closed_form);
  const Turns turns = played(0, kFrames);
  double lower = patch_.start_lower.radians / kTurn;
  double upper = patch_.start_upper.radians / kTurn;
  for (std::int64_t i = 0; i < kFrames; ++i) {
    ASSERT_LT(apart(turns.lower[static_cast<std::size_t>(i)], lower), 1e-9) << i;
    ASSERT_LT(apart(turns.upper[static_cast<std::size_t>(i)], upper), 1e-9) << i;
    lower += kDt * hertz(i).lower;
    upper += kDt * hertz(i).upper;
  }
}

TEST_P(BeatingTonesTest, PlaysFromAnywhere) {
  const Turns whole = played(0, kFrames);
  for (const std::int64_t first : {4'096, 6'144, 512, 0}) {
    tones_.seek(first, transition_);
    const Turns part = played(first, kFrames);
    EXPECT_TRUE(std::equal(part.lower.begin(), part.lower.end(), whole.lower.begin() + first));
    EXPECT_TRUE(std::equal(part.upper.begin(), part.upper.end(), whole.upper.begin() + first));
  }
}

TEST_P(BeatingTonesTest, ComesFromBeforeTheFirstFrameToTheStartPhase) {
  const Turns whole = played(0, 2'048);
  tones_.seek(-1'024, transition_);
  const Turns before = played(-1'024, 0);
  double lower = patch_.start_lower.radians / kTurn;
  double upper = patch_.start_upper.radians / kTurn;
  for (std::int64_t i = -1; i >= -1'024; --i) {
    lower -= kDt * hertz(i).lower;
    upper -= kDt * hertz(i).upper;
    ASSERT_LT(apart(before.lower[static_cast<std::size_t>(i + 1'024)], lower), 1e-9) << i;
    ASSERT_LT(apart(before.upper[static_cast<std::size_t>(i + 1'024)], upper), 1e-9) << i;
  }
  EXPECT_EQ(played(0, 2'048), whole);
}

INSTANTIATE_TEST_SUITE_P(
    Laws, BeatingTonesTest,
    testing::Values(
        Case{R"({"monoStartPhaseR_Tone1": 0.8, "monoStartPhaseR_Tone2": -2.1})", false, true},
        Case{R"({"monoFmRangeR": 24, "monoFmFreqR": 2.7, "monoFmPhaseOffsetR": 1.1,
                 "monoStartPhaseR_Tone1": 0.8})",
             false, true},
        Case{R"({"monoFmRangeR": 24, "monoFmFreqR": -0.3, "monoBeatFreqInChannelR": -8})", false,
             true},
        Case{R"({"monoFmRangeR": 24, "monoFmFreqR": 8000})", false,
             false},  // aliased to a constant
        Case{R"({"monoFmRangeR": 100, "monoFmFreqR": 5, "monoCarrierFreqR": 30,
                 "monoBeatFreqInChannelR": 20, "monoStartPhaseR_Tone2": 0.8})",
             false, false},
        Case{R"({"monoBeatFreqInChannelR": 300})", false, false},
        Case{R"({"startMonoCarrierFreqR": 170, "endMonoCarrierFreqR": 95,
                 "startMonoBeatFreqInChannelR": 3, "endMonoBeatFreqInChannelR": 17,
                 "monoStartPhaseR_Tone1": 0.8})",
             true, true},
        Case{R"({"startMonoCarrierFreqR": 170, "endMonoCarrierFreqR": 95, "monoFmRangeR": 24,
                 "monoFmFreqR": 2.7})",
             true, true},
        Case{R"({"startMonoFmRangeR": 0, "endMonoFmRangeR": 50, "monoFmFreqR": 2.7})", true, false},
        Case{R"({"startMonoFmFreqR": 0, "endMonoFmFreqR": 3, "monoFmRangeR": 40,
                 "monoFmPhaseOffsetR": 1})",
             true, false},
        Case{R"({"startMonoCarrierFreqR": 60, "endMonoCarrierFreqR": -30})", true, false}));

}  // namespace
}  // namespace bbplay::voices
