// SPDX-License-Identifier: MIT
/// What is heard of a track, whatever is done to it meanwhile: captured where a device would be.
#include "bbplay/playback/player.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/sinks/capture/capture_output.h"

#include "support/render.h"

namespace bbplay::test {
namespace {

constexpr int kRate = 44'100;

/// Two steps of three seconds.
std::string text_of(double beat_hz = 4, double volume = 0.4, double seconds = 3) {
  const std::string step = R"({"duration": )" + std::to_string(seconds) +
                           R"(, "binaural_volume": )" + std::to_string(volume) +
                           R"(, "voices": [{"synth_function_name": "binaural_beat", "params":
                           {"ampL": 0.5, "ampR": 0.5, "baseFreq": 210, "beatFreq": )" +
                           std::to_string(beat_hz) + "}}]}";
  return R"({"global_settings": {"sample_rate": 44100}, "steps": [)" + step + "," + step + "]}";
}

/// As it was said: no master gain, so that a change in volume is heard.
AnalyzeOptions unscaled() {
  AnalyzeOptions options;
  options.normalize = false;
  return options;
}

class Listener final : public PlayerListener {
 public:
  void happened(std::string_view event, const PlayStatus&) override { events.emplace_back(event); }
  void warn(const std::string& message) override {
    if (!is_warned) ADD_FAILURE() << message;
    warnings.push_back(message);
  }
  void note(const std::string&) override {}

  bool is_warned = false;  // what is tried is worth a warning
  std::vector<std::string> events, warnings;
};

/// A player whose output pulls as fast as it goes, some blocks at a time.
class Playing {
 public:
  explicit Playing(const Session& session, Handover::AtEnd at_end = Handover::AtEnd::ends,
                   std::vector<std::size_t> blocks = {480}, PlayRange range = {})
      : output_({.speed = 0, .blocks = std::move(blocks), .channels = 2}),
        player_(std::make_unique<Performance>(session.track, StagedPlan{session.plan}, nullptr,
                                              [range](const RenderPlan& plan) {
                                                PlayRange part = range;
                                                part.end = plan.frames;
                                                return part;
                                              }),
                output_, {.at_end = at_end, .waits = true}, listener_) {
    player_.start();
  }

  Player& operator*() { return player_; }
  Player* operator->() { return &player_; }
  Listener& listener() { return listener_; }

  std::size_t frames() const { return output_.frames(); }
  float left(std::size_t frame) const { return output_.samples()[2 * frame]; }
  float right(std::size_t frame) const { return output_.samples()[2 * frame + 1]; }

  /// Plays at least so much more.
  void pull(std::size_t frames) {
    const std::size_t until = output_.frames() + frames;
    while (output_.frames() < until && !player_.over()) player_.service();
  }
  void pull_all() {
    while (!player_.over()) player_.service();
  }

  /// The largest change from one sample to the next.
  float largest_step(std::size_t from, std::size_t to) const {
    float largest = 0;
    for (std::size_t i = from + 1; i < to; ++i) {
      largest =
          std::max({largest, std::abs(left(i) - left(i - 1)), std::abs(right(i) - right(i - 1))});
    }
    return largest;
  }

  /// Whether frames from `at` on are those of a render from `frame` on.
  void expect_render(const Session& session, std::size_t at, std::int64_t frame,
                     std::size_t count) const {
    const StereoBuffer expected = render(session, 4'096, frame, std::int64_t(count));
    ASSERT_GE(frames(), at + count);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_EQ(left(at + i), expected.block().left[i]) << i;
      ASSERT_EQ(right(at + i), expected.block().right[i]) << i;
    }
  }

 private:
  Listener listener_;
  CaptureOutput output_;
  Player player_;
};

PlanRequest request_of(const Session& session) {
  PlanRequest request;
  request.track = session.track;
  request.analysis = unscaled();
  return request;
}

PlayRange whole(const RenderPlan& plan) { return {0, plan.frames}; }

class PlayedInBlocks : public testing::TestWithParam<std::vector<std::size_t>> {};

TEST_P(PlayedInBlocks, IsTheRender) {
  const Session session = session_of_text(text_of());
  Playing playing(session, Handover::AtEnd::ends, GetParam());
  playing.pull_all();
  ASSERT_EQ(playing.frames(), std::size_t(session.plan->frames));
  playing.expect_render(session, 0, 0, playing.frames());
}

INSTANTIATE_TEST_SUITE_P(Blocks, PlayedInBlocks,
                         testing::Values(std::vector<std::size_t>{1}, std::vector<std::size_t>{64},
                                         std::vector<std::size_t>{441},
                                         std::vector<std::size_t>{480},
                                         std::vector<std::size_t>{4'096},
                                         std::vector<std::size_t>{1, 441, 4'096, 17}));

TEST(Player, PausesWithARampAndLosesNothing) {
  const Session session = session_of_text(text_of());
  Playing playing(session);
  playing.pull(50'000);
  const std::size_t paused_at = playing.frames();
  playing->pause();
  playing.pull(100'000);
  const std::size_t resumed_at = playing.frames();
  playing->resume();
  playing.pull_all();
  const std::size_t ramp = 882;
  for (std::size_t i = paused_at + ramp; i < resumed_at; ++i) ASSERT_EQ(playing.left(i), 0) << i;
  EXPECT_LT(playing.largest_step(paused_at - 10, paused_at + ramp + 10), 0.02f);
  // The ramps are heard of the track as well; what follows is the track.
  const std::size_t after = resumed_at + ramp;
  playing.expect_render(session, after, std::int64_t(paused_at + 2 * ramp),
                        std::size_t(session.plan->frames) - paused_at - 2 * ramp);
  EXPECT_EQ(playing.listener().events,
            (std::vector<std::string>{"start", "pause", "resume", "step"}));
}

TEST(Player, SeeksToTheFrame) {
  const Session session = session_of_text(text_of());
  Playing playing(session);
  playing.pull(50'000);
  const std::size_t sought_at = playing.frames();
  playing->seek(200'000);
  EXPECT_EQ(playing->destination(), 200'000);
  playing.pull(20'000);
  const std::size_t ramp = 882;
  playing.expect_render(session, sought_at + 2 * ramp, 200'000 + std::int64_t(ramp), 10'000);
}

TEST(Player, StopsWithAFadeAndEnds) {
  const Session session = session_of_text(text_of());
  Playing playing(session);
  playing.pull(50'000);
  const std::size_t stopped_at = playing.frames();
  playing->stop(0.5);
  playing.pull_all();
  EXPECT_EQ(playing.frames(), stopped_at + kRate / 2);
}

TEST(Player, AStopCutsAFadeOutShortAndNeverDrawsItOut) {
  const Session session = session_of_text(text_of());
  Playing playing(session);
  playing.pull(50'000);
  playing->stop(0.5);
  playing->stop(600);
  playing.pull(1'000);
  const std::size_t stopped_at = playing.frames();
  playing->stop(0.1);
  playing.pull_all();
  EXPECT_EQ(playing.frames(), stopped_at + kRate / 10);
}

TEST(Player, TellsOfATrackThatIsSilent) {
  for (const double volume : {0.4, 0.0}) {
    const Session session = session_of_text(text_of(4, volume), unscaled());
    Playing playing(session);
    playing.listener().is_warned = volume == 0;
    playing.pull_all();
    EXPECT_EQ(playing.listener().warnings,
              volume == 0 ? std::vector<std::string>{session.track->name +
                                                     " is silent from beginning to end"}
                          : std::vector<std::string>{});
  }
}

/// An output that asks for nothing, so that whatever it has been given is never heard: a device with
/// so long a buffer.
class DeepOutput final : public Output {
 public:
  explicit DeepOutput(double latency_s) : latency_s_(latency_s) {}
  std::unique_ptr<OutputStream> open(AudioSource& source, int, const std::string&) override {
    return std::make_unique<Stream>(source, latency_s_);
  }
  std::unique_ptr<OutputStream> reopen(AudioSource& source, int rate,
                                       const std::string& title) override {
    return open(source, rate, title);
  }
  void forget() override {}
  std::string name() const override { return "deep"; }
  double patience_s() const override { return 60; }

 private:
  class Stream final : public OutputStream {
   public:
    Stream(AudioSource& source, double latency_s) : source_(source), latency_s_(latency_s) {}
    void start() override {}
    void halt() override {}
    void service() override {
      StereoBuffer block(1'024);
      source_.process_block(block.block());
    }
    bool active() const override { return true; }
    bool played_out() const override { return false; }
    double latency_s() const override { return latency_s_; }
    StreamCounters counters() const override { return {}; }
    double load() const override { return 0; }

   private:
    AudioSource& source_;
    double latency_s_;
  };
  double latency_s_;
};

TEST(Player, AStopDoesNotWaitForWhatADeviceHolds) {
  using Clock = std::chrono::steady_clock;
  const Session session = session_of_text(text_of());
  for (const double fade_s : {0.0, 0.2}) {
    Listener listener;
    DeepOutput output(10);
    Player player(std::make_unique<Performance>(session.track, StagedPlan{session.plan}, nullptr,
                                                [](const RenderPlan& plan) {
                                                  return PlayRange{0, plan.frames};
                                                }),
                  output, {.fade_out_s = fade_s}, listener);
    player.start();
    player.service();
    const auto began = Clock::now();
    player.stop();
    while (!player.over()) {
      player.service();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      ASSERT_LT(Clock::now() - began, std::chrono::seconds(5));
    }
    const double took_s = std::chrono::duration<double>(Clock::now() - began).count();
    EXPECT_GE(took_s, fade_s + 0.2);
    EXPECT_LT(took_s, fade_s + 1) << "on a busy machine; 0.3 otherwise";
  }
  // By the clock, which has reckoned with all that, everything is heard.
  Listener listener;
  DeepOutput output(10);
  Player player(std::make_unique<Performance>(session.track, StagedPlan{session.plan}, nullptr,
                                              [](const RenderPlan& plan) {
                                                return PlayRange{0, plan.frames};
                                              }),
                output, {}, listener);
  player.start();
  player.stop_on_time(0.02);
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  player.service();
  EXPECT_FALSE(player.over());
}

TEST(Player, AVolumeIsReachedByARamp) {
  const Session session = session_of_text(text_of());
  Playing playing(session);
  playing.pull(50'000);
  const std::size_t changed_at = playing.frames();
  playing->set_volume_linear(0.5);
  playing.pull(20'000);
  const StereoBuffer expected = render(session, 4'096, std::int64_t(changed_at), 10'000);
  for (std::size_t i = 882; i < 10'000; ++i) {
    ASSERT_EQ(playing.left(changed_at + i), 0.5f * expected.block().left[i]) << i;
  }
}

TEST(Player, AnotherTextOfTheSessionGoesOnInTheSamePlace) {
  for (const auto& [beat_hz, volume] : {std::pair(4.0, 0.2), std::pair(6.5, 0.4)}) {
    const Session before = session_of_text(text_of(), unscaled());
    const Session after = session_of_text(text_of(beat_hz, volume), unscaled());
    Playing playing(before);
    playing.pull(50'000);
    const std::size_t changed_at = playing.frames();
    playing->update(request_of(after), whole);
    EXPECT_FALSE(playing->settled());
    playing.pull(40'000);
    EXPECT_TRUE(playing->settled());
    const bool level_alone = beat_hz == 4;
    const std::size_t joint = level_alone ? 882 : 2'205;
    playing.expect_render(before, 0, 0, changed_at);
    // Nearest to the joint is what is changed over between two calls of the player.
    std::size_t first_after = changed_at;
    const StereoBuffer expected =
        render(after, 4'096, std::int64_t(changed_at), std::int64_t(40'000));
    for (std::size_t i = 0; i < 40'000 && changed_at + i < playing.frames(); ++i) {
      if (playing.left(changed_at + i) != expected.block().left[i])
        first_after = changed_at + i + 1;
    }
    std::size_t last_before = changed_at;
    const StereoBuffer leaving =
        render(before, 4'096, std::int64_t(changed_at), std::int64_t(40'000));
    while (playing.left(last_before) == leaving.block().left[last_before - changed_at]) {
      ++last_before;
    }
    EXPECT_LE(first_after - last_before, joint);
    EXPECT_GE(first_after - last_before, joint - 3) << "samples that happen to be the same";
    playing.expect_render(after, changed_at + joint + 16'384,
                          std::int64_t(changed_at + joint + 16'384), 10'000);
    EXPECT_LT(playing.largest_step(changed_at - 100, changed_at + 40'000),
              1.2f * playing.largest_step(20'000, changed_at));
    EXPECT_EQ(playing->track().steps.size(), after.track->steps.size());
  }
}

TEST(Player, TheSameTextAgainIsNotHeard) {
  const Session session = session_of_text(text_of(), unscaled());
  Playing playing(session);
  playing.pull(50'000);
  playing->update(request_of(session), whole);
  playing.pull_all();
  ASSERT_EQ(playing.frames(), std::size_t(session.plan->frames));
  const StereoBuffer expected = render(session);
  for (std::size_t i = 0; i < playing.frames(); ++i) {
    ASSERT_NEAR(playing.left(i), expected.block().left[i], 2e-7) << i;
  }
}

TEST(Player, OfSeveralTextsTheLastCounts) {
  const Session before = session_of_text(text_of(), unscaled());
  Playing playing(before);
  playing.pull(30'000);
  for (const double beat_hz : {5.0, 6.0, 7.0, 8.0}) {
    playing->update(request_of(session_of_text(text_of(beat_hz), unscaled())), whole);
  }
  playing.pull(60'000);
  EXPECT_TRUE(playing->settled());
  const Session last = session_of_text(text_of(8), unscaled());
  playing.expect_render(last, playing.frames() - 1'000, std::int64_t(playing.frames()) - 1'000,
                        1'000);
  EXPECT_EQ(std::ranges::count(playing.listener().events, "update"), 1);
}

TEST(Player, AJumpMeanwhileLeadsIntoTheNewText) {
  const Session before = session_of_text(text_of(), unscaled());
  const Session after = session_of_text(text_of(9), unscaled());
  Playing playing(before);
  playing.pull(30'000);
  playing->update(request_of(after), whole);
  playing->seek(150'000);
  playing.pull(60'000);
  EXPECT_TRUE(playing->settled());
  const std::int64_t position = playing->position();
  EXPECT_GT(position, 150'000);
  playing.expect_render(after, playing.frames() - 1'000, position - 1'000, 1'000);
}

TEST(Player, AJumpRightAfterTheNewTextHasBegunIsObeyed) {
  const Session before = session_of_text(text_of(), unscaled());
  const Session after = session_of_text(text_of(9), unscaled());
  Playing playing(before);
  playing.pull(30'000);
  playing->update(request_of(after), whole);
  // It plays, and nobody has looked yet.
  playing->service();
  EXPECT_FALSE(playing->settled());
  playing->seek(200'000);
  EXPECT_EQ(playing->destination(), 200'000);
  playing.pull(20'000);
  EXPECT_TRUE(playing->settled());
  EXPECT_GT(playing->position(), 200'000);
  playing.expect_render(after, playing.frames() - 1'000, playing->position() - 1'000, 1'000);
}

TEST(Player, ATextThatEndsWhereItTakesOverIsTheOneThatEnded) {
  const Session before = session_of_text(text_of(), unscaled());
  const Session after = session_of_text(text_of(4, 0.4, 0.4), unscaled());
  // The block in which it takes over goes beyond its end.
  Playing playing(before, Handover::AtEnd::ends, {100'000});
  playing.pull(100'000);
  playing->update(request_of(after), whole);
  playing.pull_all();
  EXPECT_EQ(playing->range().end, after.plan->frames);
  EXPECT_EQ(std::ranges::count(playing.listener().events, "update"), 1);
}

TEST(Player, AShorterTextIsSilentFromItsEndOn) {
  const Session before = session_of_text(text_of(), unscaled());
  const Session after = session_of_text(text_of(4, 0.4, 0.4), unscaled());
  Playing playing(before, Handover::AtEnd::stays_silent);
  playing.pull(100'000);
  const std::size_t changed_at = playing.frames();
  playing->update(request_of(after), whole);
  playing.pull(60'000);
  EXPECT_TRUE(playing->settled());
  for (std::size_t i = changed_at + 30'000; i < playing.frames(); ++i)
    ASSERT_EQ(playing.left(i), 0);
  // And can be sought.
  playing->seek(1'000);
  playing.pull(10'000);
  EXPECT_GT(playing.largest_step(playing.frames() - 8'000, playing.frames()), 0);
}

TEST(Player, ATextWhoseSoundIsGoneIsRefusedAndTheOldOneGoesOn) {
  const Session session = session_of_text(text_of(), unscaled());
  Track lost = *session.track;
  lost.fingerprint ^= 1;
  lost.noise.emplace();
  lost.noise->sound_file = "/nonexistent/rain.wav";
  PlanRequest request = request_of(session);
  request.track = std::make_shared<const Track>(lost);

  Playing playing(session);
  playing.listener().is_warned = true;
  playing.pull(50'000);
  playing->update(std::move(request), whole);
  playing.pull_all();
  ASSERT_EQ(playing.frames(), std::size_t(session.plan->frames));
  playing.expect_render(session, 0, 0, playing.frames());
  ASSERT_EQ(playing.listener().warnings.size(), 1u);
  EXPECT_NE(playing.listener().warnings.front().find("/nonexistent/rain.wav"), std::string::npos)
      << playing.listener().warnings.front();
  EXPECT_TRUE(playing->settled());
}

TEST(Player, APausedOneChangesWhereItStands) {
  const Session before = session_of_text(text_of(), unscaled());
  const Session after = session_of_text(text_of(9), unscaled());
  Playing playing(before);
  playing.pull(30'000);
  playing->pause();
  playing.pull(20'000);
  const std::int64_t stands_at = playing->position();
  playing->update(request_of(after), whole);
  playing.pull(20'000);
  EXPECT_EQ(playing->position(), stands_at);
  playing->resume();
  playing.pull(40'000);
  EXPECT_TRUE(playing->settled());
  playing.expect_render(after, playing.frames() - 1'000, playing->position() - 1'000, 1'000);
}

TEST(Player, IsSilentAfterTheEndAndCanStillBeUsed) {
  const Session session = session_of_text(text_of());
  Playing playing(session, Handover::AtEnd::stays_silent);
  playing.pull(std::size_t(session.plan->frames) + kRate);
  EXPECT_FALSE(playing->over());
  const std::size_t ended_at = std::size_t(session.plan->frames);
  for (std::size_t i = ended_at; i < playing.frames(); ++i) ASSERT_EQ(playing.left(i), 0) << i;
  playing->pause();
  playing->resume();
  playing->set_muted(true);
  playing->set_muted(false);
  playing->set_volume(-6);
  playing.pull(1'000);
  // The last frame comes with a ramp, which the end cuts short.
  playing->seek(session.plan->frames);
  playing.pull(20'000);
  playing->seek(1'000);
  playing.pull(20'000);
  EXPECT_LT(playing->position(), 100'000);
  EXPECT_GT(playing->position(), 1'000);
  EXPECT_GT(playing.largest_step(playing.frames() - 10'000, playing.frames()), 0);
}

TEST(Player, PassesFollowOneAnother) {
  const Session session = session_of_text(text_of());
  Playing playing(session, Handover::AtEnd::ends, {480}, {.repeats = 3});
  playing.pull_all();
  const auto frames = std::size_t(session.plan->frames);
  ASSERT_EQ(playing.frames(), 3 * frames);
  playing.expect_render(session, 2 * frames, 0, frames);
}

}  // namespace
}  // namespace bbplay::test
