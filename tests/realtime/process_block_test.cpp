// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <memory>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "bbplay/scheduler/track_scheduler.h"

#include "realtime/locks.h"
#include "realtime/syscall_filter.h"
#include "realtime/tracks.h"
#include "support/golden.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

constexpr double kTrackSeconds = 2;

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
  for (const auto& [name, json] : tracks_of_everything(kTrackSeconds)) {
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
  for (const auto& [name, json] : tracks_of_everything(kTrackSeconds)) {
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
