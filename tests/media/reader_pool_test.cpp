// SPDX-License-Identifier: MIT
#include "media/reader_pool.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"

namespace bbplay::media {
namespace {

/// Goes on at the place behind the one it was last at.
struct Reader {
  explicit Reader(int opened) : number(opened) {}
  bool is_near(std::int64_t place) const { return place == at + 1; }
  int number;
  std::int64_t at = -1;
};

class ReaderPoolTest : public testing::Test {
 protected:
  int reader_at(std::int64_t place) {
    int number = 0;
    pool_.with_reader_at(place, [&](Reader& reader) {
      reader.at = place;
      number = reader.number;
    });
    return number;
  }

  std::atomic<int> opened_ = 0, most_open_ = 100;
  ReaderPool<Reader> pool_{[this] {
    if (opened_ >= most_open_) throw InputError("too many open files");
    return std::make_unique<Reader>(++opened_);
  }};
};

TEST_F(ReaderPoolTest, EachPlaceKeepsItsReader) {
  EXPECT_EQ(reader_at(0), 1);
  EXPECT_EQ(reader_at(1), 1);
  for (const int place : {2, 3, 4}) EXPECT_EQ(reader_at(1'000 * place), place);
  for (std::int64_t i = 2; i < 20; ++i) {
    EXPECT_EQ(reader_at(i), 1);
    for (const int place : {2, 3, 4}) EXPECT_EQ(reader_at(1'000 * place + i - 1), place);
  }
  // At a fifth place the one that has not been used for longest goes on.
  EXPECT_EQ(reader_at(9'000), 1);
  EXPECT_EQ(opened_, 4);
}

TEST_F(ReaderPoolTest, WhatFailedIsNotUsedAgain) {
  EXPECT_EQ(reader_at(0), 1);
  EXPECT_THROW(pool_.with_reader_at(1, [](Reader&) { throw std::runtime_error("no disk"); }),
               std::runtime_error);
  EXPECT_EQ(reader_at(1), 2);
}

TEST_F(ReaderPoolTest, WhereNoMoreFilesCanBeOpenedOneIsShared) {
  most_open_ = 1;
  std::atomic<int> inside = 0, at_a_time = 0, calls = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        pool_.with_reader_at(1'000 * thread, [&](Reader&) {
          if (++inside > 1) ++at_a_time;
          ++calls;
          std::this_thread::yield();
          --inside;
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(calls, 200);
  EXPECT_EQ(at_a_time, 0);
  EXPECT_EQ(opened_, 1);
}

TEST_F(ReaderPoolTest, WhereNoneCanBeOpenedAtAllThatIsSaid) {
  most_open_ = 0;
  EXPECT_THROW(reader_at(0), InputError);
  EXPECT_THROW(reader_at(0), InputError);
}

}  // namespace
}  // namespace bbplay::media
