// SPDX-License-Identifier: MIT
#include "sinks/device/stream_callback.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "playback/counting_source.h"

namespace bbplay::sinks {
namespace {

using Next = StreamCallback::Next;
using test::CountingSource;

constexpr int kRate = 1'000;

struct Device {
  explicit Device(std::size_t block) : left(block), right(block) {}

  /// Asks for a block that will be heard 50 ms later.
  Next ask(StreamCallback& callback, bool ran_dry = false) {
    const std::array<float*, 2> channels{left.data(), right.data()};
    const Next next = callback.fill(channels.data(), left.size(), {now_s, now_s + 0.05}, ran_dry);
    now_s += static_cast<double>(left.size()) / kRate;
    return next;
  }

  std::vector<float> left, right;
  double now_s = 0;
};

TEST(StreamCallback, HandsTheSourceOnAndCounts) {
  CountingSource source(1'000);
  StreamCallback callback(source, kRate, 2);
  Device device(100);
  EXPECT_FALSE(callback.thread());
  EXPECT_EQ(device.ask(callback), Next::go_on);
  EXPECT_EQ(device.ask(callback, true), Next::go_on);
  EXPECT_EQ(device.left[99], CountingSource::left_at(199));
  EXPECT_EQ(device.right[99], CountingSource::right_at(199));
  const StreamCounters counters = callback.counters();
  EXPECT_EQ(counters.callbacks, 2u);
  EXPECT_EQ(counters.frames, 200u);
  EXPECT_EQ(counters.underruns, 1u);
  EXPECT_EQ(counters.block_frames, 100u);
  EXPECT_EQ(counters.loads.total(), 2u);
  EXPECT_GT(counters.loads.max(), 0);
  ASSERT_TRUE(callback.thread());
  EXPECT_TRUE(pthread_equal(*callback.thread(), pthread_self()));
}

TEST(StreamCallback, MixesBothSidesForOneChannel) {
  CountingSource source(1'000);
  StreamCallback callback(source, kRate, 1);
  Device device(600);  // more than is mixed at a time
  std::fill(device.right.begin(), device.right.end(), 9.0f);
  EXPECT_EQ(device.ask(callback), Next::go_on);
  for (std::int64_t i = 0; i < 600; ++i) {
    ASSERT_EQ(device.left[std::size_t(i)],
              0.5f * (CountingSource::left_at(i) + CountingSource::right_at(i)));
  }
  EXPECT_EQ(device.right[0], 9) << "there is no second channel";
  EXPECT_EQ(device.ask(callback), Next::go_on);
  EXPECT_EQ(device.left[400], 0) << "silence after the end";
  EXPECT_EQ(callback.counters().frames, 1'000u);
}

TEST(StreamCallback, EndsWhenTheLastFrameHasLeftTheDevice) {
  CountingSource source(150);
  StreamCallback callback(source, kRate, 2);
  callback.set_latency(0.2);  // two blocks
  Device device(100);
  int blocks = 1;
  while (device.ask(callback) == Next::go_on) ++blocks;
  // 50 frames of silence in the second block, 200 more in the buffer, and the block on its way.
  EXPECT_EQ(blocks, 5);
  EXPECT_TRUE(callback.played_out());
  EXPECT_EQ(callback.counters().frames, 150u);
}

}  // namespace
}  // namespace bbplay::sinks
