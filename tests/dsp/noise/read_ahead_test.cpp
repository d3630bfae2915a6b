// SPDX-License-Identifier: MIT
#include "dsp/noise/read_ahead.h"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr int kRate = 8'000;
constexpr std::int64_t kLength = 500'000;

/// Sample i is i + 1.
void count_up(std::int64_t first, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(first) + 1 + float(i);
}

std::vector<float> read(ReadAhead& recording, std::int64_t first, std::size_t count) {
  std::vector<float> out(count, -1);
  recording.read(first, out);
  return out;
}

std::vector<float> expected(std::int64_t first, std::size_t count) {
  std::vector<float> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t at = first + static_cast<std::int64_t>(i);
    out[i] = at < 0 || at >= kLength ? 0.0f : static_cast<float>(at + 1);
  }
  return out;
}

TEST(ReadAhead, GivesWhatWasReadInTime) {
  ReadAhead recording(count_up, kLength, kRate);
  for (std::int64_t at = 0; at < kLength + 3'000; at += 1'777) {
    recording.service(1'777);
    ASSERT_EQ(read(recording, at, 1'777), expected(at, 1'777)) << at;
  }
}

TEST(ReadAhead, HoldsAsMuchAsItSays) {
  ReadAhead recording(count_up, kLength, kRate);
  recording.seek(5'000);
  recording.service(kLength);
  EXPECT_EQ(read(recording, 5'000, ReadAhead::kFrames), expected(5'000, ReadAhead::kFrames));
}

TEST(ReadAhead, IsSilentWhereNothingWasRead) {
  ReadAhead recording(count_up, kLength, kRate);
  EXPECT_EQ(read(recording, 0, 100), std::vector<float>(100));
  recording.service(100);
  EXPECT_EQ(read(recording, 100, 100), expected(100, 100));
}

TEST(ReadAhead, BeginsAgainAnywhereAlsoBeforeTheStart) {
  ReadAhead recording(count_up, kLength, kRate);
  for (const std::int64_t at : {400'000, 0, 20'000, -300, 250'000, 249'000, 499'990}) {
    recording.seek(at);
    recording.service(1'000);
    EXPECT_EQ(read(recording, at, 1'000), expected(at, 1'000)) << at;
  }
}

TEST(ReadAhead, ACopyGoesOnByItself) {
  ReadAhead recording(count_up, kLength, kRate);
  recording.seek(1'000);
  recording.service(500);
  ReadAhead copy = recording;
  EXPECT_EQ(read(copy, 1'000, 500), std::vector<float>(500));
  copy.seek(30'000);
  copy.service(500);
  EXPECT_EQ(read(copy, 30'000, 500), expected(30'000, 500));
  EXPECT_EQ(read(recording, 1'000, 500), expected(1'000, 500));
}

TEST(ReadAhead, AfterAFailureTheRestIsSilent) {
  int calls = 0;
  ReadAhead recording(
      [&calls](std::int64_t first, std::span<float> out) {
        ++calls;
        if (first > 0) throw std::runtime_error("broken disk");
        count_up(first, out);
      },
      kLength, kRate);
  EXPECT_THROW(recording.service(kLength), std::runtime_error);
  EXPECT_NO_THROW(recording.service(kLength));
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(read(recording, 0, 300), expected(0, 300));
  EXPECT_EQ(read(recording, 100'000, 300), std::vector<float>(300));
}

}  // namespace
}  // namespace bbplay::dsp
