// SPDX-License-Identifier: MIT
// Voices whose phases have no sum in closed form, entered at marks.
#include "bbplay/audio/way_marks.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/audio/renewal.h"
#include "bbplay/voices/voice.h"

#include "support/golden_voice.h"

namespace bbplay::voices {
namespace {

constexpr int kRate = 44'100;
constexpr double kSeconds = 60;  // ten marks
constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

struct Case {
  const char* name;
  const char* function;
  const char* params;
  std::size_t sums;
  const char* curve = "";
};

/// Frequencies along it have no sum in closed form if they change their sign.
constexpr const char* kAlongASine = R"(, "transition_curve": "1.5 * np.sin(40 * alpha) * alpha")";

constexpr const char* kSuppressed = "pulses that stop, with suppression";

std::vector<Case> cases() {
  return {
      {"vibrato below 0 Hz", "binaural_beat_transition",
       R"("startBaseFreq": 90, "endBaseFreq": 0, "startBeatFreq": 3, "startFreqOscRangeL": 4,
          "endFreqOscRangeL": 5, "startFreqOscFreqL": 0.3, "endFreqOscFreqL": 0.7)",
       1},
      {"skewed and triangle vibrato", "binaural_beat_transition",
       R"("startBaseFreq": 90, "endBaseFreq": 120, "startBeatFreq": 3, "startFreqOscRangeL": 4,
          "endFreqOscRangeL": 5, "startFreqOscFreqL": 0.3, "endFreqOscFreqL": 0.7,
          "freqOscSkewL": 0.4, "startFreqOscRangeR": 4, "endFreqOscRangeR": 5,
          "startFreqOscFreqR": 0.3, "endFreqOscFreqR": 0.7, "freqOscShape": "triangle")",
       2},
      {"still vibrato below 0 Hz", "binaural_beat",
       R"("baseFreq": 1, "beatFreq": 1, "freqOscRangeL": 9, "freqOscFreqL": 0.2)", 1},
      {kSuppressed, "isochronic_tone_transition",
       R"("startBaseFreq": 150, "endBaseFreq": 170, "startBeatFreq": 3, "endBeatFreq": 9,
          "harmonicSuppression": true)",
       1, kAlongASine},
      {"pan", "isochronic_tone_transition",
       R"("startBaseFreq": 150, "endBaseFreq": 150, "startBeatFreq": 3, "endBeatFreq": 3,
          "startPanRangeMin": -0.5, "endPanRangeMin": -0.5, "startPanRangeMax": 0.7,
          "endPanRangeMax": 0.7, "startPanFreq": 1, "endPanFreq": -2)",
       1, kAlongASine},
      {"two tones", "monaural_beat_stereo_amps_transition",
       R"("startBaseFreq": 60, "endBaseFreq": -30, "startBeatFreq": 2, "endBeatFreq": 2)", 2,
       kAlongASine},
      {"pulses in each ear", "dual_pulse_binaural_transition",
       R"("startBaseFreq": 60, "endBaseFreq": -30, "startBeatFreq": 2, "endBeatFreq": 2)", 2,
       kAlongASine},
      {"place", "binaural_beat_transition",
       R"("startBaseFreq": 60, "endBaseFreq": -30, "startBeatFreq": 2, "endBeatFreq": 2,
          "spatialEnable": true)",
       2, kAlongASine},
  };
}

SynthSpec spec_of(const Case& each) {
  return test::synth_of(each.function, '{' + std::string(each.params) + each.curve + '}');
}

std::unique_ptr<Voice> voice_of(const Case& each, std::shared_ptr<const WayMarks> marks = nullptr) {
  VoiceContext context = test::context_of(kSeconds, kRate);
  context.marks = std::move(marks);
  return make_voice(spec_of(each), context);
}

std::shared_ptr<const WayMarks> marks_of(const Case& each) {
  return voice_of(each)->mark_way(test::context_of(kSeconds, kRate).frames, [] {});
}

/// From `frame` on, of a voice that may have been elsewhere before.
StereoBuffer heard_at(Voice& voice, std::int64_t frame) {
  voice.seek(frame);
  return test::play(voice, 40 * kQuantumFrames);
}

TEST(WayMarks, StandAtEveryRenewal) {
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.name);
    const auto marks = marks_of(each);
    ASSERT_TRUE(marks);
    EXPECT_EQ(kRenewalFrames % marks->distance, 0);
    EXPECT_EQ(marks->sums, each.sums);
    EXPECT_EQ(marks->size(), 10u);
    EXPECT_FALSE(voice_of(each)->seeks_at_once());
    EXPECT_FALSE(voice_of(each)->renews());
    EXPECT_TRUE(voice_of(each, marks)->renews());
  }
}

TEST(WayMarks, AreNotMadeOfClosedForms) {
  const Case still{"", "binaural_beat", R"("baseFreq": 200, "beatFreq": 4)", 0};
  EXPECT_EQ(marks_of(still), nullptr);
  const Case placed{"", "binaural_beat", R"("baseFreq": 200, "spatialEnable": true)", 0};
  EXPECT_EQ(marks_of(placed), nullptr);
}

TEST(WayMarks, LeadToTheSamplesOfAVoiceThatWasHeardFromItsBeginning) {
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.name);
    const auto followed = voice_of(each), marked = voice_of(each, marks_of(each));
    for (const std::int64_t frame :
         {std::int64_t{0}, kQuantumFrames, kRenewalFrames - kQuantumFrames, kRenewalFrames,
          kRenewalFrames + 9 * kQuantumFrames, 2 * kRenewalFrames,
          2 * kRenewalFrames + 1'000 * kQuantumFrames}) {
      EXPECT_EQ(heard_at(*marked, frame), heard_at(*followed, frame)) << frame;
    }
    // Back, to where the nearest mark is before, and on over a mark.
    for (const std::int64_t frame :
         {kRenewalFrames + 3 * kQuantumFrames, 5 * kQuantumFrames, 2 * kRenewalFrames}) {
      EXPECT_EQ(heard_at(*marked, frame), heard_at(*followed, frame)) << frame;
    }
  }
}

/// The way from the beginning is not gone again.
TEST(WayMarks, AreWhereAVoiceIsEntered) {
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.name);
    const auto marks = marks_of(each);
    ASSERT_TRUE(marks);
    WayMarks turned = *marks;
    for (double& turns : turned.turns) turns += 0.4;
    const auto followed = voice_of(each);
    const auto misled = voice_of(each, std::make_shared<const WayMarks>(turned));
    EXPECT_EQ(heard_at(*misled, 99 * kQuantumFrames), heard_at(*followed, 99 * kQuantumFrames));
    const std::int64_t behind = kRenewalFrames + 99 * kQuantumFrames;
    EXPECT_NE(heard_at(*misled, behind), heard_at(*followed, behind));
  }
}

TEST(WayMarks, OfAnotherVoiceAreLeftAlone) {
  const Case one = cases()[0], two = cases()[1];
  EXPECT_FALSE(voice_of(one, marks_of(two))->renews());
  WayMarks odd = *marks_of(one);
  odd.distance = kQuantumFrames / 2;
  EXPECT_FALSE(voice_of(one, std::make_shared<const WayMarks>(odd))->renews());
  odd.distance = 0;
  EXPECT_FALSE(voice_of(one, std::make_shared<const WayMarks>(odd))->renews());
}

TEST(WayMarks, LeadToTheSameLastPhases) {
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(voice_of(each, marks_of(each))->final_phases(), voice_of(each)->final_phases());
  }
}

/// So that a voice that is heard anyway need not go its way again.
TEST(WayMarks, AreNotedByVoicesThatPassThem) {
  int noting = 0;
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.name);
    const auto marks = marks_of(each);
    const auto voice = voice_of(each);
    const std::int64_t frames = test::context_of(kSeconds, kRate).frames;
    voice->note_marks(frames);
    EXPECT_EQ(voice->noted_marks() != nullptr, each.name != std::string(kSuppressed));
    if (!voice->noted_marks()) continue;
    EXPECT_EQ(voice->noted_marks()->size(), 0u);
    // Up to the fourth, whose quantum is not heard yet.
    test::play(*voice, 4 * marks->distance);
    const auto noted = voice->noted_marks();
    EXPECT_EQ(noted->size(), 3u);
    EXPECT_FALSE(noted->are_all_of(frames));
    EXPECT_TRUE(marks->are_all_of(frames));
    EXPECT_TRUE(std::ranges::equal(noted->turns, std::span(marks->turns).first(3 * marks->sums)));
    test::play(*voice, frames - 4 * marks->distance);
    EXPECT_EQ(*voice->noted_marks(), *marks);
    ++noting;
  }
  EXPECT_GT(noting, 5);
}

TEST(WayMarks, CanBeStoppedOnTheWay) {
  struct Enough {};
  const auto voice = voice_of(cases()[0]);
  int called = 0;
  const auto stop = [&] {
    if (++called == 3) throw Enough();
  };
  EXPECT_THROW(voice->mark_way(test::context_of(kSeconds, kRate).frames, stop), Enough);
}

TEST(WayMarks, OfALongStepAreNoMoreThanOfAShorterOne) {
  EXPECT_EQ(kRenewalFrames % WayMarks::distance_in(0), 0);
  const std::int64_t hour = std::int64_t{3'600} * kRate;
  EXPECT_EQ(WayMarks::distance_in(hour), WayMarks::distance_in(0));
  for (const int hours : {10, 24, 1'000}) {
    const std::int64_t distance = WayMarks::distance_in(hours * hour);
    EXPECT_LE(hours * hour / distance, 2'048) << hours;
    EXPECT_EQ(std::max(distance, kRenewalFrames) % std::min(distance, kRenewalFrames), 0) << hours;
  }
}

TEST(WayMarks, AreCounted) {
  const WayMarks marks{.distance = 8, .sums = 2, .turns = {1, 2, 3, 4}};
  EXPECT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks.up_to(7), 0u);
  EXPECT_EQ(marks.up_to(8), 1u);
  EXPECT_EQ(marks.up_to(1'000), 2u);
  EXPECT_EQ(marks.frame_of(2), 16);
  EXPECT_TRUE(std::ranges::equal(marks.sums_of(2), std::vector<double>{3, 4}));
}

}  // namespace
}  // namespace bbplay::voices
