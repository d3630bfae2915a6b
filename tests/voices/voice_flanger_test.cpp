// SPDX-License-Identifier: MIT
#include "voices/voice_flanger.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"

#include "reader/read_flanger.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

constexpr int kRate = 8000;
constexpr std::size_t kFrames = 10 * kQuantum;

VoiceContext context(Fidelity fidelity) {
  VoiceContext out;
  out.rate = kRate;
  out.frames = static_cast<std::int64_t>(kFrames);
  out.seconds = static_cast<double>(kFrames) / kRate;  // 0.32 s
  out.fidelity = fidelity;
  return out;
}

FlangerSpec spec(const std::string& members, bool is_transition = true) {
  Diagnostics diagnostics;
  const reader::JsonDocument document = json(R"({"flangeEnable": true, )" + members + '}');
  return reader::read_flanger(document.root(), is_transition, diagnostics).value();
}

std::vector<double> flanged(const FlangerSpec& spec, const TransitionTiming& synth_timing = {},
                            Fidelity fidelity = Fidelity::reference) {
  voices::VoiceFlanger flanger(spec, synth_timing, context(fidelity));
  return interleaved(processed(flanger, two_tones(kFrames, kRate)));
}

/// (1 - alpha) of one signal and alpha of the other, frame by frame.
template <class Alpha>
std::vector<double> mixed(const std::vector<double>& from, const std::vector<double>& to,
                          Alpha alpha) {
  std::vector<double> out(from.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double a = alpha(static_cast<double>(i / 2) / kRate);
    out[i] = (1 - a) * from[i] + a * to[i];
  }
  return out;
}

const std::string kStart = R"("flangeMix": 0.9, "flangeRateHz": 3)";
const std::string kEnd = R"("flangeMix": 0.4, "flangeRateHz": 3, "flangeDelayMs": 4)";
const std::string kBlend =
    R"("flangeMix": 0.9, "flangeRateHz": 3, "endFlangeMix": 0.4, "endFlangeDelayMs": 4)";

TEST(VoiceFlanger, MovesFromItsStartSetToItsEndSetAlongTheCurve) {
  const std::vector<double> from = flanged(spec(kStart));
  const std::vector<double> to = flanged(spec(kEnd));
  const auto u = [](double t) { return std::clamp((t - 0.05) / 0.2, 0.0, 1.0); };
  const std::string timing = R"(, "initial_offset": 0.05, "duration": 0.2)";
  EXPECT_LT(largest_error(flanged(spec(kBlend + timing)), mixed(from, to, u)), 1e-7);
  const auto squared = [&u](double t) { return u(t) * u(t); };
  EXPECT_LT(largest_error(flanged(spec(kBlend + timing + R"(, "transition_curve": "exponential")")),
                          mixed(from, to, squared)),
            1e-7);
}

TEST(VoiceFlanger, TakesTheVoiceItselfForAnEndThatIsSwitchedOff) {
  const std::vector<double> wet = flanged(spec(kStart));
  const std::vector<double> dry = interleaved(two_tones(kFrames, kRate));
  const auto u = [](double t) { return t / 0.32; };
  EXPECT_LT(
      largest_error(flanged(spec(kStart + R"(, "endFlangeEnable": false)")), mixed(wet, dry, u)),
      1e-7);
  EXPECT_LT(
      largest_error(flanged(spec(kStart + R"(, "startFlangeEnable": false)")), mixed(dry, wet, u)),
      1e-7);
}

TEST(VoiceFlanger, FlangesAStillVoiceWithItsStartSetAlone) {
  const std::vector<double> start = flanged(spec(kStart));
  EXPECT_EQ(flanged(spec(kBlend, false)), start);
  EXPECT_EQ(flanged(spec(kStart + R"(, "startFlangeEnable": false)", false)), start);
}

TEST(VoiceFlanger, BlendsAlongWithTheParametersOfTheSynthWhenCorrected) {
  const TransitionTiming synth{.offset_seconds = 0.1, .duration_seconds = 0.1, .curve = "linear"};
  const FlangerSpec blend = spec(kBlend + R"(, "transition_duration": 0.1)");
  const auto moved = [&](Fidelity fidelity) {
    voices::VoiceFlanger flanger(blend, synth, context(fidelity));
    return interleaved(processed(flanger, two_tones(kFrames, kRate)));
  };
  const auto of = [&](const std::string& set, Fidelity fidelity) {
    return flanged(spec(set), {}, fidelity);
  };
  const auto with_synth = [](double t) { return std::clamp((t - 0.1) / 0.1, 0.0, 1.0); };
  EXPECT_LT(
      largest_error(moved(Fidelity::corrected), mixed(of(kStart, Fidelity::corrected),
                                                      of(kEnd, Fidelity::corrected), with_synth)),
      1e-7);
  const auto whole_voice = [](double t) { return t / 0.32; };
  EXPECT_LT(
      largest_error(moved(Fidelity::reference), mixed(of(kStart, Fidelity::reference),
                                                      of(kEnd, Fidelity::reference), whole_voice)),
      1e-7);
}

TEST(VoiceFlanger, StartsAgainAfterAResetAndGoesOnInACopy) {
  const StereoBuffer input = two_tones(kFrames, kRate);
  voices::VoiceFlanger flanger(spec(kBlend), {}, context(Fidelity::reference));
  const StereoBuffer first = processed(flanger, input);
  voices::VoiceFlanger copy = flanger;
  const auto later = static_cast<std::int64_t>(kFrames);
  EXPECT_EQ(processed(copy, input, later), processed(flanger, input, later));
  flanger.enter(0);
  EXPECT_EQ(processed(flanger, input), first);
}

}  // namespace
}  // namespace bbplay::test
