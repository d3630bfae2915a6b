// SPDX-License-Identifier: MIT
// The whole of what the device calls, steered meanwhile from another thread.
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bbplay/playback/handover.h"
#include "bbplay/playback/range_player.h"
#include "bbplay/playback/transport.h"
#include "bbplay/scheduler/track_scheduler.h"

#include "realtime/locks.h"
#include "realtime/syscall_filter.h"
#include "realtime/tracks.h"
#include "sinks/device/stream_callback.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

constexpr int kRate = 48'000;
// Longer than what is repeated from memory, so that passes and jumps change decks.
constexpr double kTrackSeconds = 4;

/// Spins; sleeping would be a system call.
void spin(std::chrono::microseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

struct Stage {
  Stage(const Session& session, int channels, std::int64_t repeats)
      : make_deck([session](std::int64_t first) {
          return source_of(std::make_unique<TrackScheduler>(session.track, session.plan, first));
        }),
        range{.start = 0, .end = session.plan->frames, .repeats = repeats, .fade_in = 1'000},
        player(std::make_unique<RangePlayer>(make_deck, range, kRate)),
        handover(*player, Handover::AtEnd::ends),
        transport(handover, kRate),
        callback(transport, kRate, channels) {
    callback.set_latency(0.01);
  }

  void fill(std::size_t frames) {
    const std::array<float*, 2> channels{left.data(), right.data()};
    now_s += static_cast<double>(frames) / kRate;
    callback.fill(channels.data(), frames, {now_s, now_s + 0.01}, false);
  }

  RangePlayer::MakeDeck make_deck;
  PlayRange range;
  std::unique_ptr<RangePlayer> player;
  Handover handover;
  Transport transport;
  sinks::StreamCallback callback;
  std::array<float, 1'024> left{}, right{};
  double now_s = 0;
};

/// Lets decks like those that play take over, soon; whether there is time for it.
bool exchange_decks(RangePlayer& player, const RangePlayer::MakeDeck& make_deck) {
  player.adopt(make_deck);
  const auto at = player.exchange_point(2'000);
  return at && player.exchange(player.substitute(*at));
}

/// Lets another player go on where this one is, as after a change of the text; whether it came to that.
bool hand_over(Stage& stage) {
  RangePlayer& leaving = *stage.player;
  if (leaving.exchanging() || leaving.jumping() || !leaving.plays_adopted()) return false;
  const std::int64_t at = leaving.played() + 2'000;
  RangePlayer twin(leaving.decks(), stage.range, kRate, at);
  auto next = std::make_unique<RangePlayer>(stage.make_deck, stage.range, kRate, at);
  Joint joint = Joint::between(twin, *next, kRate);
  stage.handover.follow(*next, joint);
  stage.transport.resume();
  while (!stage.handover.taken_over()) {
    if (leaving.played() > at && stage.handover.withdraw()) return false;
    std::this_thread::yield();
  }
  stage.player = std::move(next);
  return true;
}

/// How often something was done that is not always possible.
struct Done {
  int exchanges = 0, handovers = 0;
};

/// What housekeeping, keys and signals do, in no particular order.
void steer(Stage& stage, unsigned seed, int rounds, Done& done) {
  std::minstd_rand random(seed);
  const auto end = stage.range.end;
  for (int i = 0; i < rounds; ++i) {
    stage.player->service();
    stage.transport.service();
    switch (random() % 9) {
      case 0:
        stage.transport.pause();
        break;
      case 1:
        stage.transport.set_volume(static_cast<float>(random() % 4) * 0.5f);
        break;
      case 2:
        stage.transport.set_muted(random() % 2 == 0);
        break;
      case 3:
        stage.player->jump(static_cast<std::int64_t>(random()) % end);
        break;
      case 4:
        stage.player->jump(static_cast<std::int64_t>(random()) % 4'000);
        break;
      case 5:
        done.exchanges += exchange_decks(*stage.player, stage.make_deck);
        break;
      case 6:
        done.handovers += hand_over(stage);
        break;
      default:
        stage.transport.resume();
        break;
    }
    for (const auto before = stage.callback.counters().callbacks;
         stage.callback.counters().callbacks < before + 2;) {
      std::this_thread::yield();
    }
  }
}

/// What a forked process can count for its parent.
class SharedDone {
 public:
  SharedDone() {
    void* memory =
        mmap(nullptr, sizeof(Done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("mmap failed");
    value_ = new (memory) Done;
  }
  ~SharedDone() { munmap(value_, sizeof(Done)); }
  SharedDone(const SharedDone&) = delete;
  SharedDone& operator=(const SharedDone&) = delete;

  Done& value() noexcept { return *value_; }

 private:
  Done* value_;
};

std::string ended_by(int status) {
  if (!WIFSIGNALED(status)) return {};
  const int signal = WTERMSIG(status);
  return signal == SIGSYS ? ": a system call" : ": signal " + std::to_string(signal);
}

TEST(Callback, NeitherAllocatesNorLocksNorCallsTheSystemWhateverIsDoneMeanwhile) {
  std::uint64_t blocks = 0;
  const auto tracks = tracks_of_everything(kTrackSeconds);
  unsigned seed = 1;
  SharedDone done;
  for (const auto& [name, json] : tracks) {
    const std::size_t frames = std::array<std::size_t, 3>{64, 256, 1'024}[seed % 3];
    Stage stage(session_of_text(json), seed % 5 == 0 ? 1 : 2, PlayRange::kForEver);
    const AudioThreadReport report = run_audio_thread(
        [&] {
          stage.fill(frames);
          spin(std::chrono::microseconds(50));
        },
        [&] { steer(stage, seed, 60, done.value()); });
    EXPECT_EQ(report.status, 0) << name << ended_by(report.status);
    EXPECT_EQ(report.forbidden, 0u) << name;
    EXPECT_GT(report.blocks, 0u) << name;
    blocks += report.blocks;
    ++seed;
  }
  const auto [exchanges, handovers] = done.value();
  EXPECT_GT(exchanges, 0);
  EXPECT_GT(handovers, 0);
  std::printf(
      "%zu tracks, %d exchanges of decks, %d of players, %llu callbacks: no system call, no "
      "allocation, no lock\n",
      tracks.size(), exchanges, handovers, static_cast<unsigned long long>(blocks));
}

TEST(Callback, ItsEndIsAsQuiet) {
  Stage stage(session_of_text(tracks_of_everything(0.2).front().second), 2, 1);
  const AudioThreadReport report = run_audio_thread([&] { stage.fill(256); },
                                                    [&] {
                                                      while (!stage.callback.played_out())
                                                        std::this_thread::yield();
                                                      stage.transport.stop();
                                                    });
  EXPECT_EQ(report.status, 0);
  EXPECT_EQ(report.forbidden, 0u);
}

TEST(Callback, TheAudioThreadOfTheTestIsWatchedIndeed) {
  std::atomic<int> calls{0};
  const auto idle = [&] {
    while (calls < 2) std::this_thread::yield();
  };
  const int status = run_audio_thread([] { getppid(); }, idle).status;
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << status;
  const AudioThreadReport allocating = run_audio_thread(
      [&] {
        void* volatile memory = std::malloc(1);
        std::free(memory);
        ++calls;
      },
      idle);
  EXPECT_GE(allocating.forbidden, 2u);
}

}  // namespace
}  // namespace bbplay::test
