// SPDX-License-Identifier: MIT
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "support/allocations.h"
#include "voices/sam/rendering.h"

namespace bbplay::test {
namespace {

constexpr const char* kStill = "spatial_angle_modulation_monaural_beat";
constexpr const char* kMoving = "spatial_angle_modulation_monaural_beat_transition";

std::unique_ptr<Voice> voice(const char* function, std::string params,
                             const VoiceContext& context) {
  return voice_of<SamMonauralBeatPatch>(spec_of(function, std::move(params)), context);
}

TEST(SamMonauralBeat, EqualsTheReference) {
  check_golden<SamMonauralBeatPatch>("sam", {kStill, kMoving});
}

TEST(SamMonauralBeat, SeeksClonesAndDoesNotAllocate) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    const VoiceContext context = context_of(0.5, 22'050, fidelity);
    const auto built = voice(kMoving, R"({"endBaseFreq": 300, "sam_ampOscDepth": 0.4,
        "start_sam_ampOscFreq": 3, "end_sam_ampOscFreq": 9, "endAmp": 1.5})",
                             context);
    const StereoBuffer whole = render(*built, context.frames);
    for (const std::int64_t quantum : {20, 0, 7}) expect_seek_equals(*built, whole, quantum * 256);
    built->seek(512);
    expect_seek_equals(*built->clone(), whole, 1024);
    EXPECT_LE(static_cast<double>(largest_sample(whole)), built->peak_bound());
    QuantumBuffer out;
    const std::size_t before = allocations();
    built->render(out.block());
    EXPECT_EQ(allocations(), before);
  }
}

TEST(SamMonauralBeat, IsTheSameInBothEarsAndTurnsNowhere) {
  const VoiceContext context = context_of(0.3, 8000);
  const auto plain = voice(kStill, R"({"amp_lower_L": 0.9})", context);
  const auto turning = voice(kStill, R"({"amp_lower_L": 0.9, "pathRadius": 3,
      "spatialBeatFreq": 2, "rotationDirection": "ccw"})",
                             context);
  const StereoBuffer heard = render(*plain, context.frames);
  EXPECT_EQ(render(*turning, context.frames), heard);
  EXPECT_TRUE(std::equal(heard.block().left.begin(), heard.block().left.end(),
                         heard.block().right.begin()));
}

TEST(SamMonauralBeat, ComesDownToNinetyEightPercentOnlyWhenItWouldClip) {
  const VoiceContext context = context_of(0.5, 44'100);
  const auto loud = voice(kStill, R"({"amp": 1.8})", context);
  EXPECT_NEAR(largest_sample(render(*loud, context.frames)), 0.98, 1e-6);
  const auto full = voice(kStill, R"({"amp": 1})", context);
  EXPECT_GT(largest_sample(render(*full, context.frames)), 0.99f);
}

TEST(SamMonauralBeat, LongVoicesAreLimitedByTheirLoudEnd) {
  const VoiceContext context = context_of(400, 1000);
  const auto rising = voice(kMoving, R"({"startAmp": 0, "endAmp": 2, "baseFreq": 100})", context);
  rising->seek(390'144);
  const StereoBuffer end = render(*rising, 9856);
  EXPECT_NEAR(largest_sample(end), 0.98, 1e-4);
}

TEST(CorrectedSamMonauralBeat, MovesByItsTiming) {
  const char* const params = R"({"startAmp": 0, "endAmp": 1, "initial_offset": 0.2,
      "transition_duration": 0.2})";
  const auto level_between = [&](Fidelity fidelity, std::size_t from, std::size_t to) {
    const VoiceContext context = context_of(1, 8000, fidelity);
    const StereoBuffer heard = render(*voice(kMoving, params, context), context.frames);
    float level = 0;
    for (std::size_t i = from; i < to; ++i) {
      level = std::max(level, std::abs(heard.block().left[i]));
    }
    return level;
  };
  EXPECT_EQ(level_between(Fidelity::corrected, 0, 1600), 0.0f);
  EXPECT_GT(level_between(Fidelity::corrected, 3200, 8000), 0.99f);
  EXPECT_GT(level_between(Fidelity::reference, 800, 1600), 0.1f);
  EXPECT_LT(level_between(Fidelity::reference, 3200, 4800), 0.7f);
}

TEST(CorrectedSamMonauralBeat, ItsTremoloNeverRunsFasterThanItsRate) {
  // A rate from 2 to 6 Hz: 4 cycles in a second. Multiplied with the time it would make 6.
  const char* const params = R"({"amp": 1, "beatFreq": 0, "baseFreq": 2000, "sam_ampOscDepth": 1,
      "start_sam_ampOscFreq": 2, "end_sam_ampOscFreq": 6, "startStartPhaseL_monaural": 0})";
  const auto dips = [&](Fidelity fidelity) {
    const VoiceContext context = context_of(1, 8000, fidelity);
    const StereoBuffer heard = render(*voice(kMoving, params, context), context.frames);
    int count = 0;
    bool soft = false;
    for (std::size_t i = 0; i + 40 <= heard.frames(); i += 40) {
      float level = 0;
      for (std::size_t k = i; k < i + 40; ++k) {
        level = std::max(level, std::abs(heard.block().left[k]));
      }
      if (level < 0.1f && !soft) ++count;
      soft = level < 0.1f;
    }
    return count;
  };
  EXPECT_EQ(dips(Fidelity::corrected), 4);
  EXPECT_EQ(dips(Fidelity::reference), 6);
}

}  // namespace
}  // namespace bbplay::test
