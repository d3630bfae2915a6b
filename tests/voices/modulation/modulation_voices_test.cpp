// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/voices/voice.h"

#include "support/allocations.h"
#include "support/golden_voice.h"

namespace bbplay {
namespace {

struct Patched {
  const char* function;
  const char* params;
  bool at_once;  // seeks in bounded time
};
void PrintTo(const Patched& patched, std::ostream* out) { *out << patched.function; }

constexpr char kWholeQam[] = R"({
    "ampL": 0.42, "ampR": 0.58, "qamAm2FreqL": 11.7, "qamAm2DepthL": 0.25, "modShapeL": 1.7,
    "modShapeR": 0.6, "crossModDepth": 0.4, "crossModDelay": 0.123, "harmonicDepth": 0.3,
    "harmonicRatio": 2.5, "subHarmonicFreq": 2.3, "subHarmonicDepth": 0.2, "phaseOscFreq": 1.9,
    "phaseOscRange": 1.4, "beatingSidebands": true, "attackTime": 0.07, "releaseTime": 0.11})";
constexpr char kMovingQam[] = R"({
    "startBaseFreqL": 190, "endBaseFreqL": 260, "startQamAmFreqR": 8.2, "endQamAmFreqR": 3.6,
    "startAmpL": 0.2, "startQamAm2FreqL": 2.1, "endQamAm2FreqL": 6.2, "qamAm2DepthL": 0.4,
    "startModShapeL": 0.7, "endModShapeL": 1.9, "endCrossModDepth": 0.6, "crossModDelay": 0.021,
    "endHarmonicDepth": 0.4, "harmonicRatio": 3.3, "endPhaseOscRange": 1.8, "phaseOscFreq": 2,
    "subHarmonicFreq": 3, "startSubHarmonicDepth": 0.3, "endSubHarmonicDepth": 0.1})";

const Patched kAll[] = {
    {"rhythmic_waveshaping", R"({"pan": -0.4, "modFreq": 6.3, "modDepth": 1.6})", true},
    {"rhythmic_waveshaping_transition", R"({"startShapeAmount": 0, "pan": 1})", true},
    {"rhythmic_waveshaping_transition", R"({"startCarrierFreq": 150, "endCarrierFreq": -90})",
     true},
    {"rhythmic_waveshaping_transition",
     R"json({"endCarrierFreq": -90, "transition_curve": "np.sin(7*alpha)"})json", false},
    {"stereo_am_independent", R"({"modDepthL": 2.2, "modDepthR": -0.8, "stereo_width_hz": 13})",
     true},
    {"stereo_am_independent_transition",
     R"({"endModDepthR": -0.7, "initial_offset": 0.5, "transition_curve": "alpha**3"})", true},
    {"wave_shape_stereo_am", R"({"shapeAmount": 3, "stereoModDepthR": 1.9})", true},
    {"wave_shape_stereo_am_transition", R"({"endShapeAmount": 9, "endShapeModDepth": -1})", true},
    {"qam_beat", "{}", true},
    {"qam_beat", kWholeQam, true},
    {"qam_beat_transition", kMovingQam, true},
    {"hybrid_qam_monaural_beat", R"({"monoFmRangeR": 24, "monoFmFreqR": 2.7, "ampR": -0.8})", true},
    {"hybrid_qam_monaural_beat", R"({"monoFmRangeR": 240, "monoFmFreqR": 2.7})", false},
    {"hybrid_qam_monaural_beat_transition",
     R"({"endMonoCarrierFreqR": 180, "monoAmFreqR": 3, "endMonoAmDepthR": 1.4,
         "monoPhaseOscFreqR": 1, "endMonoPhaseOscRangeR": 2, "endQamAmDepthL": 1.8})",
     true},
    {"hybrid_qam_monaural_beat_transition", R"({"endMonoFmRangeR": 60, "monoFmFreqR": 4})", false},
};

constexpr int kRate = 8'000;

std::unique_ptr<Voice> voice_of(const Patched& patched, double seconds,
                                Fidelity fidelity = Fidelity::reference) {
  VoiceContext context = test::context_of(seconds, kRate);
  context.fidelity = fidelity;
  return make_voice(test::synth_of(patched.function, patched.params), context);
}

StereoBuffer part(const StereoBuffer& whole, std::int64_t first) {
  const ConstStereoBlock block = whole.block().dropping(static_cast<std::size_t>(first));
  StereoBuffer out(block.frames());
  std::copy(block.left.begin(), block.left.end(), out.block().left.begin());
  std::copy(block.right.begin(), block.right.end(), out.block().right.begin());
  return out;
}

double peak_of(const StereoBuffer& audio) {
  double out = 0;
  for (const float x : audio.block().left) out = std::max(out, std::abs(double{x}));
  for (const float x : audio.block().right) out = std::max(out, std::abs(double{x}));
  return out;
}

class ModulationVoice : public testing::TestWithParam<std::tuple<Patched, Fidelity>> {
 protected:
  std::unique_ptr<Voice> voice(double seconds) const {
    return voice_of(std::get<0>(GetParam()), seconds, std::get<1>(GetParam()));
  }
};
INSTANTIATE_TEST_SUITE_P(All, ModulationVoice,
                         testing::Combine(testing::ValuesIn(kAll),
                                          testing::Values(Fidelity::reference,
                                                          Fidelity::corrected)));

TEST_P(ModulationVoice, PlaysFromAnywhereWithTheSameBits) {
  const auto frames = std::int64_t{2} * kRate + 77;
  const auto seconds = static_cast<double>(frames) / kRate;
  const StereoBuffer whole = test::play(*voice(seconds), frames);
  const auto seeking = voice(seconds);
  for (const std::int64_t first : {12'800, 256, 15'872, 8'192, 0}) {
    seeking->seek(first);
    EXPECT_EQ(test::play(*seeking, frames - first), part(whole, first)) << first;
  }
}

TEST_P(ModulationVoice, KnowsWhetherSeekingTakesLong) {
  EXPECT_EQ(voice(1)->seeks_at_once(), std::get<0>(GetParam()).at_once);
}

TEST_P(ModulationVoice, ACloneGoesOnWithTheSameBits) {
  const auto original = voice(2);
  test::play(*original, 20 * 256);
  const auto copy = original->clone();
  EXPECT_EQ(test::play(*copy, 5'000), test::play(*original, 5'000));
}

TEST_P(ModulationVoice, StaysBelowItsPeakBound) {
  const auto loud = voice(2);
  const StereoBuffer audio = test::play(*loud, 2 * kRate);
  EXPECT_LE(peak_of(audio), loud->peak_bound());
  EXPECT_GT(peak_of(audio), 0);
}

TEST_P(ModulationVoice, PlaysWithoutAllocating) {
  const auto playing = voice(2);
  QuantumBuffer quantum;
  const std::size_t before = test::allocations();
  for (int i = 0; i < 70; ++i) playing->render(quantum.block());  // to past the end
  EXPECT_EQ(test::allocations(), before);
}

TEST_P(ModulationVoice, AVoiceWithoutFramesCanBeMade) {
  for (const double seconds : {0.0, 1.0 / kRate}) {
    const auto shortest = voice(seconds);
    QuantumBuffer quantum;
    shortest->render(quantum.block());
    EXPECT_TRUE(std::isfinite(quantum.left[0]));
  }
}

TEST(SineVoices, BoundTheirPeakTightly) {
  for (const Patched& patched : kAll) {
    if (std::string_view(patched.function).find("qam") != std::string_view::npos) continue;
    const auto loud = voice_of(patched, 3);
    EXPECT_GT(peak_of(test::play(*loud, 3 * kRate)), 0.5 * loud->peak_bound()) << patched.params;
  }
}

TEST(Transitions, BetweenEqualEndsAreTheStillVoiceToTheLastBit) {
  struct Pair {
    const char *function, *still, *moving;
  };
  const Pair pairs[] = {
      {"rhythmic_waveshaping", R"({"carrierFreq": 90, "modFreq": 3})",
       R"({"startCarrierFreq": 90, "endCarrierFreq": 90, "startModFreq": 3, "endModFreq": 3})"},
      {"stereo_am_independent", R"({"modFreqR": 4.1})",
       R"({"endCarrierFreq": 200, "endModFreqL": 4, "endModFreqR": 4.1})"},
      {"wave_shape_stereo_am", R"({"stereoModPhaseR": 0, "stereoModDepthR": 0.9})",
       R"({"endCarrierFreq": 200, "endShapeModFreq": 4, "endStereoModFreqL": 4.1,
           "endStereoModFreqR": 4})"},
      {"qam_beat", kWholeQam, kWholeQam},
      {"hybrid_qam_monaural_beat", R"({"monoFmRangeR": 24, "monoFmFreqR": 2.7})",
       R"({"monoFmRangeR": 24, "monoFmFreqR": 2.7, "transition_curve": "exponential"})"},
  };
  for (const Pair& pair : pairs) {
    const std::string moving = std::string(pair.function) + "_transition";
    const StereoBuffer steady = test::play(*voice_of({pair.function, pair.still, true}, 1), kRate);
    EXPECT_EQ(test::play(*voice_of({moving.c_str(), pair.moving, true}, 1), kRate), steady)
        << pair.function;
  }
}

TEST(QamVoices, TooShortForTheirFiltersTheyAreSilent) {
  for (const char* function : {"qam_beat", "qam_beat_transition", "hybrid_qam_monaural_beat",
                               "hybrid_qam_monaural_beat_transition"}) {
    const Patched patched{function, "{}", true};
    EXPECT_EQ(peak_of(test::play(*voice_of(patched, 15.5 / kRate), 15)), 0) << function;
    EXPECT_GT(peak_of(test::play(*voice_of(patched, 16.5 / kRate), 16)), 0) << function;
  }
}

TEST(QamBeat, TakesOverTheCarriedPhasesUnlessTheStartIsPinned) {
  VoiceContext context = test::context_of(1, kRate);
  context.carried = CarriedPhases{1.25, 2.5};
  const auto play = [&](const char* function, const char* params, bool carried) {
    VoiceContext with = context;
    if (!carried) with.carried.reset();
    return test::play(*make_voice(test::synth_of(function, params), with), kRate);
  };
  const char* kMoved = R"({"startPhaseL": 1.25, "startPhaseR": 2.5})";
  EXPECT_EQ(play("qam_beat", R"({"startPhaseL": 3})", true), play("qam_beat", kMoved, false));
  EXPECT_EQ(play("qam_beat_transition", R"({"startPhaseL": 3})", true),
            play("qam_beat_transition", kMoved, false));
  const char* kPinned = R"({"startStartPhaseL": 0.5, "startStartPhaseR": 0})";
  EXPECT_EQ(play("qam_beat_transition", kPinned, true),
            play("qam_beat_transition", kPinned, false));
}

TEST(QamBeat, ADelayBeforeTheFutureCouplesNothing) {
  const auto play = [](const char* params) {
    return test::play(*voice_of({"qam_beat", params, true}, 1), kRate);
  };
  const StereoBuffer plain = play("{}");
  EXPECT_EQ(play(R"({"crossModDepth": 0.5, "crossModDelay": -0.1})"), plain);
  EXPECT_EQ(play(R"({"crossModDepth": 0.5, "crossModDelay": 0})"), plain);
  EXPECT_NE(play(R"({"crossModDepth": 0.5, "crossModDelay": 0.1})"), plain);
}

}  // namespace
}  // namespace bbplay
