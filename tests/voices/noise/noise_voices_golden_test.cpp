// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/voices/voice.h"

#include "dsp/level/breakpoint_envelope.h"
#include "reader/read_swept_notches.h"
#include "reader/read_synth.h"
#include "support/golden.h"
#include "support/golden_voice.h"
#include "voices/noise/recording_filters.h"

namespace bbplay {
namespace {

SynthSpec spec_of(const test::GoldenCase& golden) {
  Diagnostics diagnostics;
  const auto spec = reader::read_synth(golden.function, golden.params, diagnostics,
                                       reader::AssetPaths(golden.folder));
  EXPECT_FALSE(diagnostics.has_errors()) << golden.name;
  return spec.value();
}

TEST(NoiseVoices, SoundLikeTheReference) {
  const test::GoldenFamily family("noise");
  test::WorstErrors errors("noise");
  for (const test::GoldenCase& golden :
       family.of({"noise_swept_notch", "noise_swept_notch_transition", "noise_generator",
                  "noise_generator_transition", "generate_swept_notch_pink_sound",
                  "generate_swept_notch_pink_sound_transition"})) {
    const test::AudioData expected = golden.expected();
    VoiceContext context = test::context_of(golden.duration, golden.rate);
    context.frames = static_cast<std::int64_t>(expected.frames());  // the length of the file
    const StereoBuffer played = test::play(*make_voice(spec_of(golden), context), context.frames);
    errors.check(golden, test::largest_error(test::interleaved(played), expected.samples));
  }
}

TEST(NoiseVoices, ConditionRecordingsLikeTheReference) {
  const test::GoldenFamily family("noise");
  test::WorstErrors errors("noise");
  for (const test::GoldenCase& golden : family.of({"stage_prepare_input"})) {
    const std::vector<double> made =
        voices::conditioned_recording(golden.input("x").channel(0), golden.rate);
    errors.check(golden, test::largest_error(made, golden.expected().channel(0)));
  }
}

TEST(NoiseVoices, FadeAndFollowTheirEnvelopeLikeTheReference) {
  const test::GoldenFamily family("noise");
  test::WorstErrors errors("noise");
  for (const test::GoldenCase& golden : family.of({"stage_envelope"})) {
    Diagnostics diagnostics;
    const std::vector<LevelPoint> points =
        reader::read_level_points(golden.params["amp_envelope"], diagnostics);
    const std::vector<double> expected = golden.expected().channel(0);
    const auto frames = static_cast<std::int64_t>(expected.size());
    const auto fade = [&](const char* key) {
      const double seconds = golden.params[key].number().value();
      return std::min(static_cast<std::int64_t>(std::nearbyint(seconds * golden.rate)), frames);
    };
    const dsp::FadedLevel level(points, golden.rate,
                                {0, frames, fade("fade_in"), fade("fade_out")});
    std::vector<double> made(expected.size(), 1.0);
    level.multiply(0, made);
    errors.check(golden, test::largest_error(made, expected));
  }
}

}  // namespace
}  // namespace bbplay
