// SPDX-License-Identifier: MIT
// With too little memory there is no output, with too few threads the same one.
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/golden.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

/// A voice of everything that brings a library of its own: a head, a message, a clip, a curve.
std::string full_track() {
  const std::string clips = (golden_folder() / "tracks").string();
  return R"({"global": {"sample_rate": 8000, "crossfade_duration": 0.05}, "progression": [
    {"duration": 0.2, "voices": [{"synth_function_name": "spatial_angle_modulation"},
      {"synth_function_name": "subliminal_encode", "params": {"audio_path": ")" +
         clips + R"(/clip_mono_6k.wav"}}]},
    {"duration": 0.2, "voices": [{"synth_function_name": "noise_swept_notch"},
      {"synth_function_name": "binaural_beat", "is_transition": true,
       "params": {"startBaseFreq": 200, "endBaseFreq": 150, "transition_curve": "alpha**2"}}]}],
    "overlay_clips": [{"path": ")" +
         clips + R"(/clip_stereo_11k025.wav", "start_time": 0.1, "gain": 0.5}]})";
}

/// Before main() libraries get ready; one of them asks the more often the busier the machine is.
bool was_before_main(const Outcome& outcome) {
  return outcome.exit_code == 128 + SIGABRT && outcome.err.find("bbplay:") == std::string::npos;
}

class Scarcity : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_, full_track());
    ASSERT_EQ(render({}, "4").exit_code, 0);
    meant_ = bytes_of(output_);
  }

  Outcome render(const std::string& scarcity, const std::string& jobs) const {
    std::filesystem::remove(output_);
    Start start;
    if (!scarcity.empty()) start.environment = {"LD_PRELOAD=" BBPLAY_SCARCITY, scarcity};
    return bbplay({"--no-cache", "--jobs", jobs, "--render", output_, track_}, start);
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "full.json").string();
  const std::string output_ = (folder_ / "out.wav").string();
  std::string meant_;
};

TEST_F(Scarcity, WithoutThreadsTheSameIsRendered) {
  for (const char* jobs : {"1", "4"}) {
    const Outcome outcome = render("SCARCITY_THREADS=0", jobs);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(bytes_of(output_), meant_);
  }
}

TEST_F(Scarcity, WithoutMemoryNothingElseIsWritten) {
  int refused = 0;
  for (int nth = 1'000; nth < 40'000; nth += nth / 10 + 7) {
    const Outcome outcome = render("SCARCITY_ALLOCATION=" + std::to_string(nth), "1");
    // It may fail when all is done, but for a last message.
    if (std::filesystem::exists(output_)) {
      EXPECT_EQ(bytes_of(output_), meant_) << nth;
    }
    if (outcome.exit_code == 0 || was_before_main(outcome)) continue;
    ++refused;
    EXPECT_EQ(outcome.exit_code, 70) << nth << ": " << outcome.err;
  }
  EXPECT_GT(refused, 20);
}

TEST_F(Scarcity, WithoutMemoryTheFirstWordsOfMainAreOrderlyToo) {
  int in_main = 0;
  for (int nth = 400; in_main < 120 && nth < 4'000; ++nth) {
    const Outcome outcome = render("SCARCITY_ALLOCATION=" + std::to_string(nth), "1");
    if (was_before_main(outcome)) continue;
    ++in_main;
    if (outcome.exit_code == 0) continue;  // of a library that can do without
    EXPECT_EQ(outcome.exit_code, 70) << nth;
    EXPECT_EQ(outcome.err, "bbplay: error: out of memory\n") << nth;
  }
  EXPECT_EQ(in_main, 120);
}

}  // namespace
}  // namespace bbplay::test
