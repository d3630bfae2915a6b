// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <memory>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "bbplay/scheduler/track_scheduler.h"

#include "locks.h"
#include "model/read_synth.h"
#include "support/golden.h"
#include "support/render.h"
#include "syscall_filter.h"

namespace bbplay::test {
namespace {

std::string step_of(const std::string& function, const std::string& params, double seconds) {
  const bool moving = function.ends_with("_transition");
  return R"({"duration": )" + std::to_string(seconds) +
         R"(, "voices": [{"synth_function_name": ")" + function + R"(", "is_transition": )" +
         (moving ? "true" : "false") + R"(, "params": {)" + params + "}}]}";
}

std::string track_of(const std::string& steps, const std::string& rest = {}) {
  return R"({"global_settings": {"sample_rate": 48000, "crossfade_duration": 0.2}, "steps": [)" +
         steps + "]" + rest + "}";
}

/// Every synth function in both forms, every effect, clips and blends.
std::vector<std::pair<std::string, std::string>> tracks() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto name : model::synth_names()) {
    const std::string function(name);
    out.emplace_back(function, track_of(step_of(function, "", 2)));
    out.emplace_back(function + "_transition", track_of(step_of(function + "_transition", "", 2)));
  }
  out.emplace_back("flanger", track_of(step_of("binaural_beat", R"("flangeEnable": true)", 1)));
  out.emplace_back("spatial stage",
                   track_of(step_of("binaural_beat", R"("spatialEnable": true)", 1)));
  out.emplace_back(
      "curve expression",
      track_of(step_of("binaural_beat_transition",
                       R"x("endBaseFreq": 300, "transition_curve": "np.sqrt(alpha)")x", 1)));
  out.emplace_back("blends of steps", track_of(step_of("binaural_beat", "", 1) + "," +
                                               step_of("isochronic_tone", "", 1) + "," +
                                               step_of("binaural_beat", R"("baseFreq": 300)", 1)));
  out.emplace_back(
      "clip", track_of(step_of("binaural_beat", "", 1),
                       R"(, "clips": [{"path": "clip_stereo_11k025.wav", "start_time": 0.2}])"));
  return out;
}

struct Player {
  explicit Player(const Session& session) : scheduler(session.track, session.plan), block(64) {}
  void play(std::size_t blocks) noexcept {
    for (std::size_t i = 0; i < blocks; ++i) scheduler.process_block(block.block());
  }
  TrackScheduler scheduler;
  StereoBuffer block;
};

// Two seconds in blocks of 64 frames, from the start and after a seek into the middle.
constexpr std::size_t kBlocks = 700;

TEST(ProcessBlock, NeitherAllocatesNorLocks) {
  for (const auto& [name, json] : tracks()) {
    Player player(session_of_text(json));
    watch_this_thread(true);
    const std::size_t before = forbidden_calls();
    player.play(kBlocks);
    const std::size_t after = forbidden_calls();
    watch_this_thread(false);
    EXPECT_EQ(after - before, 0u) << name;
  }
}

TEST(ProcessBlock, TheWatchSeesWhatItForbids) {
  watch_this_thread(true);
  const std::size_t before = forbidden_calls();
  void* volatile memory = std::malloc(1);  // volatile: the pair would be optimised away
  std::free(memory);
  const std::size_t after = forbidden_calls();
  watch_this_thread(false);
  EXPECT_GE(after - before, 2u);
}

TEST(ProcessBlock, MakesNoSystemCall) {
  for (const auto& [name, json] : tracks()) {
    Player player(session_of_text(json));
    player.scheduler.seek(24'000);
    player.scheduler.service();
    EXPECT_EQ(run_without_system_calls([&player] { player.play(kBlocks); }), 0) << name;
  }
}

TEST(ProcessBlock, TheFilterEndsAProcessThatMakesASystemCall) {
  const int status = run_without_system_calls([] { getppid(); });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << status;
}

}  // namespace
}  // namespace bbplay::test
