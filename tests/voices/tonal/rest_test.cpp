// SPDX-License-Identifier: MIT
// Moving voices in front of their transition and behind it.
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "support/golden_voice.h"
#include "voices/tonal/binaural_beat.h"
#include "voices/tonal/isochronic_tone.h"
#include "voices/tonal/monaural_beat.h"

namespace bbplay::voices {
namespace {

constexpr int kRate = 8000;
constexpr double kSeconds = 2;
// They rest until frame 4000 and from 8000 on.
constexpr const char* kTimes = R"("initial_offset": 0.5, "transition_duration": 0.5)";
constexpr int kQuantaAtRest = 15 + 31;

VoiceContext context() { return test::context_of(kSeconds, kRate); }

template <class Kernel>
struct Beat {
  Kernel kernel;
  dsp::Transition transition;
};

Beat<BinauralBeat> binaural(const std::string& params) {
  const SynthSpec spec =
      test::synth_of("binaural_beat_transition", '{' + params + ',' + kTimes + '}');
  const auto& patch = std::get<BinauralBeatPatch>(spec.patch);
  const dsp::Transition transition = binaural_transition(patch, spec, context());
  return {BinauralBeat(patch, spec, context(), transition), transition};
}

Beat<IsochronicTone> isochronic(const std::string& params) {
  const SynthSpec spec =
      test::synth_of("isochronic_tone_transition", '{' + params + ',' + kTimes + '}');
  const auto& patch = std::get<IsochronicTonePatch>(spec.patch);
  return {IsochronicTone(patch, spec, context()), transition_of(patch, spec, context())};
}

Beat<MonauralBeat> monaural(const std::string& params) {
  const SynthSpec spec =
      test::synth_of("monaural_beat_stereo_amps_transition", '{' + params + ',' + kTimes + '}');
  const auto& patch = std::get<MonauralBeatPatch>(spec.patch);
  return {MonauralBeat(patch, spec, context()), transition_of(patch, spec, context())};
}

void expect_near(ConstStereoBlock actual, ConstStereoBlock expected, std::int64_t first) {
  for (std::size_t i = 0; i < kQuantum; ++i) {
    ASSERT_NEAR(actual.left[i], expected.left[i], 2e-6) << first << " + " << i;
    ASSERT_NEAR(actual.right[i], expected.right[i], 2e-6) << first << " + " << i;
  }
}

/// At rest a voice is what it would be if every frame were asked how far it has moved.
template <class Kernel>
void expect_same_sound(const Beat<Kernel>& beat) {
  Kernel resting = beat.kernel, moving = beat.kernel;
  int quanta_at_rest = 0;
  for (std::int64_t first = 0; first < context().frames; first += std::int64_t{kQuantum}) {
    dsp::TransitionBlock memory[2];
    QuantumBuffer actual, expected;
    const dsp::Progress progress = resting.progress(first, memory[0]);
    if (progress.still()) ++quanta_at_rest;
    resting.render(progress, actual.block());
    moving.render(beat.transition.at(first, memory[1]), expected.block());
    expect_near(actual.block(), expected.block(), first);
  }
  EXPECT_EQ(quanta_at_rest, kQuantaAtRest);
}

/// So it is where frames are left out.
template <class Kernel>
void expect_same_sparse_frames(const Beat<Kernel>& beat) {
  ASSERT_TRUE(beat.kernel.tones(0, context().frames));
  for (const std::int64_t first : {0, 8192}) {
    Kernel resting = beat.kernel, moving = beat.kernel;
    dsp::TransitionBlock memory[2];
    QuantumBuffer actual, expected;
    dsp::Progress at_rest = resting.progress(first, memory[0], 8);
    dsp::Progress by_frame = beat.transition.at(first, memory[1], 8);
    EXPECT_TRUE(at_rest.still());
    at_rest.turns_ahead = by_frame.turns_ahead = 0.25;
    resting.render(at_rest, actual.block());
    moving.render(by_frame, expected.block());
    expect_near(actual.block(), expected.block(), first);
  }
}

const char* const kTremolo = R"("startBaseFreq": 300, "endBaseFreq": 100, "startAmpL": 0.7,
  "endAmpL": 0.2, "startAmpOscDepthL": 0.2, "endAmpOscDepthL": 0.9, "startAmpOscFreqL": 2,
  "endAmpOscFreqL": 5, "endAmpOscPhaseOffsetL": 1, "ampOscFreqR": 3, "ampOscDepthR": 0.5)";
const char* const kVibrato = R"("startBaseFreq": 300, "endBaseFreq": 280, "startFreqOscRangeL": 2,
  "endFreqOscRangeL": 3, "startFreqOscFreqL": 4, "endFreqOscFreqL": 6,
  "endFreqOscPhaseOffsetL": 2, "freqOscRangeR": 3, "startFreqOscFreqR": 1,
  "endFreqOscFreqR": -1, "transition_curve": "exponential")";
const char* const kWobble = R"("endBaseFreq": 280, "freqOscRangeL": 30, "startFreqOscFreqL": 0,
  "endFreqOscFreqL": 0.5, "startPhaseOscFreq": 1, "endPhaseOscFreq": 3,
  "startPhaseOscRange": 1, "endPhaseOscRange": 2)";
const char* const kTriangle = R"("endBaseFreq": 280, "freqOscRangeL": 6, "freqOscFreqL": 3,
  "freqOscShape": "triangle", "endAmpOscSkewR": 0.6, "ampOscFreqR": 3, "ampOscDepthR": 0.5,
  "transition_curve": "logarithmic")";
const char* const kPan = R"("startPanRangeMin": -1, "endPanRangeMin": 0.2,
  "startPanRangeMax": 0.4, "endPanRangeMax": 0.8)";
const char* const kSwingingPan = R"("startPanRangeMin": -1, "endPanRangeMin": 0.2,
  "startPanRangeMax": 0.4, "endPanRangeMax": 0.8, "startPanFreq": 2, "endPanFreq": 3)";
const char* const kRunningSums = R"("startBaseFreq": 50, "endBaseFreq": -20, "freqOscRangeL": 90,
  "freqOscFreqL": 3, "startPanFreq": -2, "endPanFreq": 9, "panRangeMax": 0.5,
  "transition_curve": "alpha**1.5 / 2")";
const char* const kSilence = R"("startAmpL": 0, "endAmpL": 0.3, "startAmpR": 0.4, "endAmpR": 0)";

TEST(VoicesAtRest, SoundAsIfEveryFrameWereAsked) {
  for (const char* params :
       {kTremolo, kVibrato, kWobble, kTriangle, kPan, kSwingingPan, kRunningSums, kSilence}) {
    SCOPED_TRACE(params);
    expect_same_sound(binaural(params));
    expect_same_sound(isochronic(params));
  }
  const std::string pulses = R"("startRampPercent": 0.1, "endRampPercent": 0.6,
    "startGapPercent": 0.1, "endGapPercent": 0.5, )";
  for (const char* rates :
       {R"("startBeatFreq": 6.1, "endBeatFreq": 14.3)", R"("startBeatFreq": 6.1, "endBeatFreq": 0)",
        R"("startBeatFreq": 9.3, "endBeatFreq": -3,
                               "transition_curve": "alpha * 1.1")"}) {
    SCOPED_TRACE(rates);
    expect_same_sound(isochronic(pulses + rates));
  }
  for (const char* params : {R"("startBaseFreq": 120, "endBaseFreq": 60, "endBeatFreq": 9,
                                "end_amp_lower_L": 0.2, "start_amp_upper_R": 0.1)",
                             R"("endAmpOscDepth": 1, "startAmpOscFreq": 2, "endAmpOscFreq": 9,
                                "startPhaseOscFreq": 1, "endPhaseOscFreq": 2,
                                "phaseOscRange": 1)",
                             R"("startBaseFreq": 120, "endBaseFreq": -60, "endBeatFreq": 160,
                                "transition_curve": "alpha * 1.1")"}) {
    SCOPED_TRACE(params);
    expect_same_sound(monaural(params));
  }
}

TEST(VoicesAtRest, MayLeaveFramesOut) {
  for (const char* params : {kTremolo, kVibrato, kSilence}) {
    SCOPED_TRACE(params);
    expect_same_sparse_frames(binaural(params));
    expect_same_sparse_frames(isochronic(std::string(params) + R"(, "rampPercent": 0.4)"));
  }
  expect_same_sparse_frames(
      monaural(R"("startBaseFreq": 120, "endBaseFreq": 60, "end_amp_lower_L": 0.2)"));
}

TEST(VoicesAtRest, AreKnownAsTheStillTonesThatTheyAre) {
  const BinauralBeat beat = binaural(R"("startBaseFreq": 300, "endBaseFreq": 100, "startAmpL": 0.7,
      "endAmpL": 0.2, "startAmpR": 0.5, "endAmpR": 0)")
                                .kernel;
  const MonauralBeat mix = monaural(R"("startBaseFreq": 120, "endBaseFreq": 60, "beatFreq": 0,
      "start_amp_lower_L": 0.7, "end_amp_lower_L": 0.2, "amp_upper_L": 0, "start_amp_lower_R": 0.5,
      "end_amp_lower_R": 0, "amp_upper_R": 0)")
                               .kernel;
  const auto expect_known = [](const auto& kernel) {
    const auto before = kernel.tones(0, 3999), behind = kernel.tones(8001, 16000);
    ASSERT_TRUE(before && behind);
    EXPECT_EQ(before->left.level, 0.7);
    EXPECT_DOUBLE_EQ(behind->left.level, 0.2);
    EXPECT_EQ(behind->right.level, 0);
    for (const ToneBound& tone : {before->left, before->right, behind->left}) {
      EXPECT_EQ(tone.low, tone.high);
      EXPECT_EQ(tone.glide, 0);
      EXPECT_EQ(tone.bent_slope, 0);
    }
    EXPECT_GT(kernel.tones(3999, 4001)->left.bent_slope, 0);
  };
  expect_known(beat);
  expect_known(mix);
}

}  // namespace
}  // namespace bbplay::voices
