// SPDX-License-Identifier: MIT
// Whichever allocation fails, reading, planning and playing end in std::bad_alloc, or in the sound
// that was meant.
#include <new>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "support/allocations.h"
#include "support/golden.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

/// All of it on this thread.
StereoBuffer played(const std::string& json) {
  AnalyzeOptions options;
  options.jobs = 1;
  return render(session_of_text(json, options));
}

std::string track_of(const std::string& voices, const std::string& more = {}) {
  return R"({"global_settings": {"sample_rate": 8000, "crossfade_duration": 0.01}, "steps": [
      {"duration": 0.05, "voices": [)" +
         voices +
         R"(]}, {"duration": 0.05, "voices": [{"synth_function_name": "binaural_beat"}]}])" + more +
         "}";
}

enum class Which { each, some };

/// The sound with each allocation failing in turn, or some more and more apart, until one run needs
/// no more of them.
void expect_bad_alloc_or_the_same(const std::string& json, Which which) {
  std::vector<StereoBuffer> played_all_the_same;
  std::size_t nth = 1;
  for (;; nth += which == Which::each ? 1 : 1 + nth / 50) {
    const FailingAllocation failing(nth);
    try {
      StereoBuffer sound = played(json);
      if (!failing.has_failed()) break;
      played_all_the_same.push_back(std::move(sound));
    } catch (const std::bad_alloc&) {
      EXPECT_TRUE(failing.has_failed());
    }
  }
  EXPECT_GT(nth, 100u);
  const StereoBuffer meant = played(json);
  for (const StereoBuffer& sound : played_all_the_same) EXPECT_EQ(sound, meant);
}

TEST(OutOfMemory, EndsInBadAllocWithTones) {
  expect_bad_alloc_or_the_same(
      track_of(
          R"({"synth_function_name": "isochronic_tone", "is_transition": true,
          "params": {"startBaseFreq": 200, "endBaseFreq": 150, "transition_curve": "alpha**2 + 0.01"}})"),
      Which::each);
}

TEST(OutOfMemory, EndsInBadAllocWithNoise) {
  expect_bad_alloc_or_the_same(
      track_of(R"({"synth_function_name": "noise_swept_notch", "params": {}})",
               R"(, "background_noise": {"params": {"noise_parameters":
                                  {"name": "pink"}}, "gain": 0.1})"),
      Which::some);
}

TEST(OutOfMemory, EndsInBadAllocWithAHeadAndAClip) {
  expect_bad_alloc_or_the_same(
      track_of(
          R"({"synth_function_name": "spatial_angle_modulation", "params": {}})",
          R"(, "overlay_clips": [{"path": "clip_stereo_11k025.wav", "start_time": 0.01, "gain": 0.5}])"),
      Which::some);
}

TEST(OutOfMemory, EndsInBadAllocWithAMessage) {
  expect_bad_alloc_or_the_same(
      track_of(
          R"({"synth_function_name": "subliminal_encode", "params": {"audio_path": "clip_mono_6k.wav"}})"),
      Which::each);
}

}  // namespace
}  // namespace bbplay::test
