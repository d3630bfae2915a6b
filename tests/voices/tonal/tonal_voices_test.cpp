// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/allocations.h"
#include "support/golden_voice.h"

namespace bbplay {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr int kRate = 8000;

struct Example {
  const char* function;
  const char* params;
  bool seeks_at_once;
};

// Closed forms and running sums, still and moving, each with something of everything.
const Example kExamples[] = {
    {"binaural_beat", "{}", true},
    {"binaural_beat", R"({"freqOscRangeL": 20, "freqOscFreqL": 3, "ampOscDepthL": 0.5,
      "ampOscFreqL": 2, "ampOscSkewL": 0.3, "phaseOscFreq": 1, "phaseOscRange": 2,
      "panRangeMin": -1, "panRangeMax": 1, "panFreq": 0.7, "panType": "inward"})",
     true},
    {"binaural_beat", R"({"freqOscRangeL": 20, "freqOscFreqL": 3, "freqOscSkewL": 0.4,
      "freqOscRangeR": 600, "freqOscFreqR": 2})",
     false},
    {"binaural_beat_transition", R"({"startBaseFreq": 300, "endBaseFreq": 100, "endAmpL": 0.2,
      "endPanRangeMax": 1, "endPanFreq": 3, "glitchInterval": 0.1, "glitchDur": 0.05,
      "glitchNoiseLevel": 0.3, "glitchFocusWidth": 50, "glitchFocusExp": 2})",
     true},
    {"binaural_beat_transition", R"({"startBaseFreq": 60, "endBaseFreq": -40,
      "transition_curve": "1.2*alpha-0.1", "endFreqOscRangeL": 30, "freqOscFreqL": 4,
      "startPanFreq": -2, "endPanFreq": 9, "panRangeMax": 0.5})",
     false},
    {"isochronic_tone", R"({"beatFreq": 7.3, "rampPercent": 0.3, "pan": 0.4})", true},
    {"binaural_beat_transition", R"({"startBaseFreq": 300, "endBaseFreq": 100,
      "startFreqOscRangeL": 20, "endFreqOscRangeL": 30, "startFreqOscFreqL": 4,
      "endFreqOscFreqL": 6, "endFreqOscPhaseOffsetL": 2, "freqOscRangeR": 30,
      "startFreqOscFreqR": 0, "endFreqOscFreqR": -1, "initial_offset": 0.3,
      "transition_duration": 0.8, "transition_curve": "exponential"})",
     true},
    {"binaural_beat", R"({"freqOscRangeL": 20, "freqOscFreqL": 3, "freqOscSkewL": 0.4,
      "freqOscRangeR": 60, "freqOscFreqR": 2, "freqOscShape": "triangle"})",
     true},
    {"isochronic_tone", R"({"beatFreq": 7.3, "freqOscRangeR": 20, "freqOscFreqR": 3,
      "freqOscSkewR": -0.5})",
     true},
    {"isochronic_tone_transition", R"({"startBeatFreq": 6, "endBeatFreq": 15,
      "startFreqOscRangeL": 40, "endFreqOscRangeL": 10, "freqOscFreqL": 8,
      "freqOscRangeR": 4, "startFreqOscFreqR": 2, "endFreqOscFreqR": 3})",
     true},
    {"isochronic_tone", R"({"beatFreq": 9, "harmonicSuppression": true})", true},
    {"isochronic_tone_transition", R"({"startBaseFreq": 150, "endBaseFreq": 260,
      "startBeatFreq": 20, "endBeatFreq": -10, "endRampPercent": 0.6, "endStartPhaseL": 4,
      "phaseOscFreq": 2, "phaseOscRange": 1})",
     true},
    {"isochronic_tone_transition", R"({"startBeatFreq": 6, "endBeatFreq": 15,
      "freqOscRangeL": 40, "freqOscFreqL": 8, "endForceMono": true, "harmonicSuppression": 1})",
     false},
    {"isochronic_tone_transition", R"({"startBeatFreq": 8, "startRampPercent": 0,
      "endGapPercent": 0.6})",
     true},
    {"monaural_beat_stereo_amps", R"({"amp_lower_L": 0.9, "ampOscDepth": 0.7, "ampOscFreq": 3})",
     true},
    {"monaural_beat_stereo_amps_transition", R"({"startBaseFreq": 120, "endBaseFreq": -60,
      "endBeatFreq": 160, "end_amp_lower_L": 0.2, "endAmpOscDepth": 1, "endAmpOscFreq": 9})",
     true},
    {"dual_pulse_binaural", R"({"beatFreq": 7.7, "pulseShapeL": "square", "pulseShapeR": "hann",
      "pulseDepth": 0.8})",
     true},
    {"dual_pulse_binaural_transition", R"({"startBaseFreq": 180, "endBaseFreq": 240,
      "endPulseDepth": 0.5, "endPulseRateL": 11, "startHarmonicSuppression": true})",
     true},
};

std::string name_of(const Example& example) {
  return std::string(example.function) + ' ' + example.params;
}

std::unique_ptr<Voice> voice_of(const Example& example, double seconds = 1.51) {
  VoiceContext context = test::context_of(seconds, kRate);
  context.seed = 5;
  return make_voice(test::synth_of(example.function, example.params), context);
}

const std::int64_t kFrames = test::context_of(1.51, kRate).frames;

std::vector<double> tail_of(const StereoBuffer& audio, std::int64_t first) {
  const std::vector<double> all = test::interleaved(audio);
  return {all.begin() + 2 * first, all.end()};
}

TEST(TonalVoices, GoOnAtAFrameAsIfEverythingBeforeHadBeenPlayed) {
  for (const Example& example : kExamples) {
    const StereoBuffer whole = test::play(*voice_of(example), kFrames);
    const std::unique_ptr<Voice> voice = voice_of(example);
    EXPECT_EQ(voice->seeks_at_once(), example.seeks_at_once) << name_of(example);
    for (const std::int64_t quantum : {30, 7, 7, 46, 0}) {  // forwards, backwards, on the spot
      const std::int64_t first = quantum * static_cast<std::int64_t>(kQuantum);
      voice->seek(first);
      EXPECT_EQ(test::interleaved(test::play(*voice, kFrames - first)), tail_of(whole, first))
          << name_of(example) << " from " << first;
    }
  }
}

/// Which frames of a voice are silent that has a carrier of a constant 1: frequency 0, a quarter of
/// a turn ahead.
std::vector<bool> silences(const char* function, const std::string& params, double seconds,
                           int rate) {
  const VoiceContext context = test::context_of(seconds, rate);
  const auto voice =
      make_voice(test::synth_of(function, R"({"baseFreq": 0, "startBaseFreq": 0, "startPhaseL": 1.5,
                                   "startPhaseR": 1.5, )" +
                                              params + '}'),
                 context);
  const StereoBuffer heard = test::play(*voice, context.frames);
  std::vector<bool> silent;
  for (const float sample : heard.block().right) silent.push_back(sample == 0);
  return silent;
}

TEST(TonalVoices, PulsesWithoutRampsCountTheirCyclesAsTheReferenceDoes) {
  // At 6 Hz and 44.1 kHz every cycle begins on a frame. The sum of the rate decides whether that
  // frame belongs to it, the rounding of every addition included (format voices-tonal 5).
  constexpr int kCdRate = 44'100;
  const auto expect_counted = [](const char* params, std::size_t frames) {
    const std::vector<bool> silent = silences("isochronic_tone_transition", params, 12, kCdRate);
    double cycles = 0;
    for (std::size_t i = 0; i < frames; ++i) {
      cycles += 6 * (1.0 / kCdRate);
      ASSERT_EQ(silent[i], !(cycles - std::floor(cycles) < 1 - 0.15)) << params << ' ' << i;
    }
  };
  expect_counted(R"("startBeatFreq": 6, "startRampPercent": 0)", 12 * kCdRate);
  // As long as a rate that moves has not begun to.
  constexpr std::size_t kAtRest = 11 * kCdRate / kQuantum * kQuantum;
  expect_counted(R"("startBeatFreq": 6, "endBeatFreq": 9, "startRampPercent": 0,
                 "initial_offset": 11)",
                 kAtRest);
  expect_counted(R"("startBeatFreq": 4, "endBeatFreq": 8, "startRampPercent": 0,
                 "initial_offset": 11, "transition_curve": "0.5 + alpha / 3")",
                 kAtRest);
}

TEST(TonalVoices, DualPulsesTakeTheirTimeModuloACycle) {
  // (format voices-tonal 8): a square sounds above 0 of its trapezoid, in which a cycle begins and
  // ends with ramps of a fifth of its audible part.
  constexpr int kCdRate = 44'100;
  for (const double offset : {0.0, 0.25}) {
    const std::vector<bool> silent =
        silences("dual_pulse_binaural",
                 R"("beatFreq": 0, "pulseRate": 6, "pulseShape": "square", "pulsePhaseOffset": )" +
                     std::to_string(offset),
                 12, kCdRate);
    const double cycle = 1.0 / 6, audible = (1 - 0.15) * cycle;
    const double up = 2 * audible * 0.2 / 2, down = up + (audible - 2 * audible * 0.2);
    for (std::size_t i = 0; i < silent.size(); ++i) {
      const double t = std::fmod(static_cast<double>(i) / kCdRate + offset * cycle, cycle);
      const double height = t >= audible ? 0 : t < up ? t / up : t < down ? 1 : 1 - (t - down) / up;
      ASSERT_EQ(silent[i], !(height > 0)) << i << ", offset " << offset;
    }
  }
}

TEST(TonalVoices, HarmonicSuppressionNextToHalfTheRateLetsEverythingPass) {
  // The edge is held to rate/2 - 1: the response to the carrier is 1 / (1 + tan^8 ...), less than
  // 1e-20 away from 1, and what the mirrored ends add decays from 1e-6. (The reference rounds this
  // filter to noise of 3e-3; see the deviations in the book of the format.)
  const VoiceContext context = test::context_of(2, 32'000);
  const auto play = [&](const char* suppressed) {
    const std::string params =
        std::string(R"({"baseFreq": 11285, "harmonicSuppression": )") + suppressed + '}';
    return test::play(*make_voice(test::synth_of("isochronic_tone", params), context),
                      context.frames);
  };
  const StereoBuffer filtered = play("true"), plain = play("false");
  for (std::size_t i = 0; i < plain.frames(); ++i) {
    ASSERT_NEAR(filtered.block().left[i], plain.block().left[i], 2e-6) << i;
  }
}

TEST(TonalVoices, ACloneGoesItsOwnWay) {
  for (const Example& example : kExamples) {
    const StereoBuffer whole = test::play(*voice_of(example), kFrames);
    const std::unique_ptr<Voice> voice = voice_of(example);
    test::play(*voice, 10 * kQuantum);
    const std::unique_ptr<Voice> clone = voice->clone();
    const std::int64_t rest = kFrames - 10 * static_cast<std::int64_t>(kQuantum);
    const auto expected = tail_of(whole, kFrames - rest);
    EXPECT_EQ(test::interleaved(test::play(*voice, rest)), expected) << name_of(example);
    EXPECT_EQ(test::interleaved(test::play(*clone, rest)), expected) << name_of(example);
  }
}

TEST(TonalVoices, RenderWithoutAllocating) {
  for (const Example& example : kExamples) {
    const std::unique_ptr<Voice> voice = voice_of(example);
    QuantumBuffer quantum;
    const std::size_t before = test::allocations();
    for (std::int64_t at = 0; at < kFrames; at += std::int64_t{kQuantum})
      voice->render(quantum.block());
    EXPECT_EQ(test::allocations(), before) << name_of(example);
  }
}

TEST(TonalVoices, StayWithinTheirPeakBound) {
  for (const Example& example : kExamples) {
    const std::unique_ptr<Voice> voice = voice_of(example);
    const double bound = voice->peak_bound();
    EXPECT_TRUE(std::isfinite(bound)) << name_of(example);
    for (const double x : test::interleaved(test::play(*voice, kFrames))) {
      ASSERT_LE(std::abs(x), bound + 1e-6) << name_of(example);
    }
  }
}

std::vector<double> sound_of(const char* function, const char* params) {
  return test::interleaved(test::play(*voice_of({function, params, true}), kFrames));
}

TEST(TonalVoices, ATransitionBetweenEqualEndsIsTheStillVoice) {
  // Vibrato and isochronic tones count differently in a transition (format voices-tonal 3 and 5).
  const char* const kBinaural = R"({"ampL": 0.4, "baseFreq": 210, "beatFreq": 7, "startPhaseL": 1,
    "ampOscDepthL": 0.5, "ampOscFreqL": 2, "ampOscSkewL": 0.2, "phaseOscFreq": 1,
    "phaseOscRange": 2, "panRangeMin": -1, "panRangeMax": 1, "panFreq": 0.7})";
  EXPECT_EQ(sound_of("binaural_beat_transition", kBinaural), sound_of("binaural_beat", kBinaural));
  const char* const kMonaural = R"({"baseFreq": 210, "amp_upper_R": 0.1, "phaseOscFreq": 1,
    "phaseOscRange": 2, "ampOscDepth": 0.5, "ampOscFreq": 2})";
  EXPECT_EQ(sound_of("monaural_beat_stereo_amps_transition", kMonaural),
            sound_of("monaural_beat_stereo_amps", kMonaural));
  const char* const kDual = R"({"beatFreq": 7, "pulseRate": 9, "rampPercentL": 0.4,
    "pulseShapeR": "hann", "pulseDepth": 0.7})";
  EXPECT_EQ(sound_of("dual_pulse_binaural_transition", kDual),
            sound_of("dual_pulse_binaural", kDual));
}

TEST(TonalVoices, ATransitionThatIsOverAtOnceIsTheStillVoiceOfItsEnds) {
  EXPECT_EQ(sound_of("binaural_beat_transition", R"({"endBaseFreq": 310, "endAmpL": 0.2,
                     "transition_duration": 0})"),
            sound_of("binaural_beat", R"({"baseFreq": 310, "ampL": 0.2})"));
  EXPECT_EQ(sound_of("dual_pulse_binaural_transition", R"({"endPulseDepth": 0.3, "beatFreq": 5,
                     "transition_duration": 0})"),
            sound_of("dual_pulse_binaural", R"({"pulseDepth": 0.3, "beatFreq": 5})"));
}

CarriedPhases phases_after(const char* function, const char* params,
                           std::optional<CarriedPhases> carried, double seconds = 0.25) {
  VoiceContext context = test::context_of(seconds, kRate);
  context.carried = carried;
  return make_voice(test::synth_of(function, params), context)->final_phases().value();
}

void expect_near(CarriedPhases actual, CarriedPhases expected) {
  EXPECT_NEAR(std::remainder(actual.left - expected.left, kTurn), 0, 1e-9);
  EXPECT_NEAR(std::remainder(actual.right - expected.right, kTurn), 0, 1e-9);
}

TEST(CarriedPhasesOfTonalVoices, ReplaceStartPhasesThatAreNotPinned) {
  const CarriedPhases carried{1, 2};
  // Whole periods lead back to the start.
  const char* const kWhole = R"({"baseFreq": 200, "beatFreq": 8, "startPhaseL": 5})";
  expect_near(phases_after("binaural_beat", kWhole, std::nullopt), {5, 0});
  expect_near(phases_after("binaural_beat", kWhole, carried), carried);
  expect_near(phases_after("binaural_beat_transition", kWhole, carried), carried);
  expect_near(phases_after("dual_pulse_binaural", kWhole, carried), carried);
  expect_near(phases_after("binaural_beat_transition", R"({"beatFreq": 8, "startStartPhaseL": 4})",
                           carried),
              {4, 2});
}

TEST(CarriedPhasesOfTonalVoices, AVoiceWithoutFramesHandsOnItsStart) {
  for (const char* function : {"binaural_beat", "binaural_beat_transition", "isochronic_tone",
                               "isochronic_tone_transition", "dual_pulse_binaural"}) {
    expect_near(phases_after(function, R"({"startPhaseL": 7, "startPhaseR": -1})", std::nullopt, 0),
                {7, -1});
  }
}

TEST(CarriedPhasesOfTonalVoices, AMonauralBeatTakesThemButHandsOnNone) {
  VoiceContext context = test::context_of(0.1, kRate);
  const SynthSpec spec =
      test::synth_of("monaural_beat_stereo_amps", R"({"startPhaseL": 3, "phaseOscRange": 0})");
  context.carried = CarriedPhases{1, 2};
  const std::unique_ptr<Voice> carried = make_voice(spec, context);
  EXPECT_EQ(carried->final_phases(), std::nullopt);
  const StereoBuffer heard = test::play(*carried, 1);
  const double expected =
      0.5 * std::sin(1 + kTurn * 198 / kRate) + 0.5 * std::sin(2 + kTurn * 202 / kRate);
  EXPECT_NEAR(heard.block().left[0], expected, 3e-7);
}

TEST(CarriedPhasesOfTonalVoices, AreAskedForWithoutDisturbingTheVoice) {
  for (const Example& example : kExamples) {
    const std::unique_ptr<Voice> voice = voice_of(example);
    test::play(*voice, 512);
    const auto phases = voice->final_phases();
    const StereoBuffer rest = test::play(*voice, kFrames - 512);
    EXPECT_EQ(test::interleaved(rest), tail_of(test::play(*voice_of(example), kFrames), 512));
    EXPECT_EQ(voice->final_phases(), phases);
  }
}

TEST(TonalVoices, PhasesOfAStillBeatAreExactAfterEightHours) {
  const double seconds = 8 * 3600;
  VoiceContext context = test::context_of(seconds, 48'000);
  const auto voice =
      make_voice(test::synth_of("binaural_beat", R"({"baseFreq": 200.25})"), context);
  const std::int64_t first = context.frames - 256 * 200;
  voice->seek(first);
  const StereoBuffer heard = test::play(*voice, 256);
  for (std::int64_t i = 0; i < 256; ++i) {
    // 198.25 Hz in quarters: whole turns are taken off in integers.
    const std::int64_t quarter_turns = (first + i + 1) * 793 % (4 * 48'000);
    const double expected = 0.5 * std::sin(kTurn * static_cast<double>(quarter_turns) / 192'000);
    ASSERT_NEAR(heard.block().left[static_cast<std::size_t>(i)], expected, 2e-7);
  }
}

TEST(TonalVoices, ANegativeDurationOfABinauralTransitionIsNone) {
  const char* const kMembers = R"({"endBaseFreq": 300, "transition_duration": -1})";
  EXPECT_EQ(sound_of("binaural_beat_transition", kMembers),
            sound_of("binaural_beat_transition", R"({"endBaseFreq": 300})"));
  EXPECT_NE(sound_of("monaural_beat_stereo_amps_transition", kMembers),
            sound_of("monaural_beat_stereo_amps_transition", R"({"endBaseFreq": 300})"));
}

TEST(TonalVoices, HarmonicSuppressionWithoutAnEdgeOrRoomIsSkipped) {
  EXPECT_EQ(sound_of("dual_pulse_binaural", R"({"baseFreq": 0, "harmonicSuppression": true})"),
            sound_of("dual_pulse_binaural", R"({"baseFreq": 0})"));
  const auto shortest = [](const char* params) {
    return test::interleaved(
        test::play(*voice_of({"isochronic_tone", params, true}, 15.0 / kRate), 15));
  };
  EXPECT_EQ(shortest(R"({"harmonicSuppression": true})"), shortest("{}"));
}

}  // namespace
}  // namespace bbplay
