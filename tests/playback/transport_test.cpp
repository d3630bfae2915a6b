// SPDX-License-Identifier: MIT
#include "bbplay/playback/transport.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "playback/counting_source.h"

namespace bbplay {
namespace {

using test::CountingSource;

constexpr int kRate = 1'000;  // a ramp takes 20 frames

/// A constant signal of 1, for `frames` frames.
class Ones final : public AudioSource {
 public:
  explicit Ones(std::size_t frames = 1'000'000) : left_(frames) {}
  std::size_t process_block(StereoBlock out) noexcept override {
    const std::size_t count = std::min(out.frames(), left_);
    std::fill(out.left.begin(), out.left.end(), 0.0f);
    std::fill(out.right.begin(), out.right.end(), 0.0f);
    std::fill_n(out.left.begin(), count, 1.0f);
    std::fill_n(out.right.begin(), count, 1.0f);
    left_ -= count;
    return count;
  }
  std::size_t left() const { return left_; }

 private:
  std::size_t left_;
};

struct Heard {
  std::size_t sounding = 0;
  std::vector<float> left;
};

Heard pull(Transport& transport, std::size_t frames) {
  StereoBuffer buffer(frames);
  Heard heard;
  heard.sounding = transport.process_block(buffer.block());
  heard.left.assign(buffer.block().left.begin(), buffer.block().left.end());
  return heard;
}

TEST(Transport, LeavesTheSamplesAloneWhileNothingMoves) {
  CountingSource source(10'000);
  Transport transport(source, kRate);
  for (std::int64_t at = 0; at < 1'000; at += 100) {
    const Heard heard = pull(transport, 100);
    EXPECT_EQ(heard.sounding, 100u);
    for (std::int64_t i = 0; i < 100; ++i) {
      ASSERT_EQ(heard.left[std::size_t(i)], CountingSource::left_at(at + i));
    }
  }
}

TEST(Transport, KnowsWhetherTheSourceHasSounded) {
  CountingSource silent(10'000, 0, 1e-7f), quiet(10'000, 0, 1.0f / 65'536);
  Transport of_silent(silent, kRate), of_quiet(quiet, kRate);
  pull(of_silent, 100);
  EXPECT_FALSE(of_silent.has_sounded()) << "nothing that 16 bits can hold";
  of_quiet.set_muted(true);
  of_quiet.reconnect();
  EXPECT_FALSE(of_quiet.has_sounded());
  pull(of_quiet, 10'000);
  EXPECT_FALSE(of_quiet.has_sounded());
  CountingSource loud(10'000);
  Transport of_loud(loud, kRate);
  of_loud.set_muted(true);
  of_loud.reconnect();
  pull(of_loud, 100);
  EXPECT_TRUE(of_loud.has_sounded()) << "muted by the listener, not by the track";
}

TEST(Transport, PauseAndResumeLoseNothingOfTheSource) {
  Ones source;
  Transport transport(source, kRate);
  pull(transport, 100);
  transport.pause();
  const Heard fading = pull(transport, 100);
  EXPECT_EQ(fading.sounding, 100u) << "a pause is not the end";
  EXPECT_NEAR(fading.left[9], 0.5, 1e-6);
  EXPECT_EQ(fading.left[19], 0);
  EXPECT_EQ(fading.left[99], 0);
  const std::size_t at_pause = source.left();
  EXPECT_EQ(at_pause, 1'000'000u - 120u) << "only the ramp was taken from the source";
  pull(transport, 500);
  EXPECT_EQ(source.left(), at_pause);
  transport.resume();
  const Heard back = pull(transport, 100);
  EXPECT_NEAR(back.left[9], 0.5, 1e-6);
  EXPECT_EQ(back.left[19], 1);
  EXPECT_EQ(back.left[99], 1);
  EXPECT_EQ(source.left(), at_pause - 100);
}

TEST(Transport, StopsWithARampAndThenHasEnded) {
  Ones source;
  Transport transport(source, kRate);
  pull(transport, 100);
  transport.stop();
  const Heard last = pull(transport, 100);
  EXPECT_EQ(last.sounding, 20u);
  for (std::size_t i = 1; i < 20; ++i) ASSERT_LE(last.left[i - 1] - last.left[i], 0.0501f);
  EXPECT_EQ(last.left[20], 0);
  EXPECT_EQ(pull(transport, 100).sounding, 0u);
  transport.resume();
  EXPECT_EQ(pull(transport, 100).sounding, 0u);
}

TEST(Transport, StopTakesAsLongAsItIsTold) {
  Ones source;
  Transport transport(source, kRate);
  transport.stop(150);
  EXPECT_EQ(pull(transport, 100).sounding, 100u);
  EXPECT_EQ(pull(transport, 100).sounding, 50u);
}

TEST(Transport, StopsAtOnceWhilePaused) {
  Ones source;
  Transport transport(source, kRate);
  transport.pause();
  pull(transport, 100);
  transport.stop(1'000);
  EXPECT_LE(pull(transport, 100).sounding, 1u);
  EXPECT_EQ(pull(transport, 100).sounding, 0u);
}

TEST(Transport, VolumeAndMuteMoveWithoutAStep) {
  Ones source;
  Transport transport(source, kRate);
  transport.set_volume(0.5f);
  const Heard lower = pull(transport, 100);
  for (std::size_t i = 1; i < 100; ++i) ASSERT_LE(lower.left[i - 1] - lower.left[i], 0.0251f);
  EXPECT_EQ(lower.left[99], 0.5f);
  transport.set_muted(true);
  EXPECT_EQ(pull(transport, 100).left[99], 0);
  transport.set_muted(false);
  EXPECT_EQ(pull(transport, 100).left[99], 0.5f);
  transport.set_volume(1);
  EXPECT_EQ(pull(transport, 100).left[99], 1);
}

TEST(Transport, GoesOnWhereItWasOnAnotherDevice) {
  CountingSource source(10'000);
  Transport transport(source, kRate);
  pull(transport, 100);
  transport.set_volume(0.5f);
  transport.reconnect();
  const Heard heard = pull(transport, 100);
  EXPECT_NEAR(heard.left[0], CountingSource::left_at(100) * 0.5f / 20, 1e-6);
  EXPECT_EQ(heard.left[20], CountingSource::left_at(120) * 0.5f) << "faded in, at the new volume";
}

TEST(Transport, WhatIsCommandedWhileNobodyPlaysIsInForceAfterwards) {
  for (const bool another_device : {false, true}) {
    CountingSource source(10'000);
    Transport transport(source, kRate);
    pull(transport, 100);
    for (int i = 0; i < 500; ++i) {  // more than the queue holds
      transport.pause();
      transport.set_volume(0.25f);
      transport.resume();
    }
    transport.set_muted(true);
    transport.set_muted(false);
    transport.pause();
    if (another_device) {
      transport.reconnect();
    } else {
      pull(transport, 100);
      transport.service();
      pull(transport, 100);
    }
    EXPECT_EQ(pull(transport, 100).left[99], 0) << "paused";
    transport.resume();
    const Heard heard = pull(transport, 200);
    EXPECT_EQ(heard.sounding, 200u);
    EXPECT_NE(heard.left[100], 0);
    transport.stop();
    transport.reconnect();
    EXPECT_EQ(pull(transport, 100).sounding, 0u);
  }
}

TEST(Transport, TellsItsSourceThatNothingIsHeard) {
  struct Source final : AudioSource {
    std::size_t process_block(StereoBlock out) noexcept override {
      empty_blocks += out.frames() == 0 ? 1 : 0;
      return out.frames();
    }
    int empty_blocks = 0;
  } source;
  Transport transport(source, kRate);
  pull(transport, 100);
  EXPECT_EQ(source.empty_blocks, 0);
  transport.pause();
  pull(transport, 100);
  pull(transport, 100);
  EXPECT_EQ(source.empty_blocks, 2);
}

TEST(Transport, EndsWithItsSourceAlsoInsideARamp) {
  Ones source(10);
  Transport transport(source, kRate);
  transport.pause();
  transport.resume();
  const Heard heard = pull(transport, 100);
  EXPECT_EQ(heard.sounding, 10u);
  EXPECT_EQ(heard.left[10], 0);
}

TEST(Transport, ReportsTheLargestSampleSinceItWasAsked) {
  Ones source;
  Transport transport(source, kRate);
  pull(transport, 100);
  EXPECT_EQ(transport.take_peak(), 1);
  EXPECT_EQ(transport.take_peak(), 0);
  transport.set_volume(0.25f);
  pull(transport, 100);
  transport.take_peak();
  pull(transport, 100);
  EXPECT_EQ(transport.take_peak(), 0.25f);
}

TEST(Transport, TakesCommandsWhileAnotherThreadPlays) {
  Ones source(1u << 30);
  Transport transport(source, kRate);
  std::atomic<bool> over{false};
  std::thread audio([&] {
    while (pull(transport, 64).sounding == 64) {
    }
    over = true;
  });
  for (int i = 0; i < 2'000; ++i) {
    transport.pause();
    transport.set_volume(i % 2 == 0 ? 0.5f : 1.0f);
    transport.resume();
    std::this_thread::yield();
  }
  while (!over) {  // the queue may be full
    transport.stop();
    std::this_thread::yield();
  }
  audio.join();
  EXPECT_EQ(pull(transport, 64).sounding, 0u);
}

}  // namespace
}  // namespace bbplay
