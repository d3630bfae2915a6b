// SPDX-License-Identifier: MIT
// Plans are kept and found again, and nothing that happens to them shows in the sound.
#include "bbplay/playback/plan_cache.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "bbplay/plan/plan_codec.h"

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class KeptPlans : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_, two_step_track(3));
    start_.environment = {"XDG_CACHE_HOME=" + (folder_ / "cache").string()};
  }

  std::string rendered(std::vector<std::string> options, const std::string& name = "out.raw") {
    const std::string path = (folder_ / name).string();
    options.insert(options.end(), {"--force", "--render", path, track_});
    const Outcome outcome = bbplay(options, start_);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return bytes_of(path);
  }

  std::vector<std::filesystem::path> plans() const {
    std::vector<std::filesystem::path> found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "cache/bbplay", none)) {
      found.push_back(entry.path());
    }
    return found;
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
  Start start_;
};

TEST_F(KeptPlans, ServeEveryPartOfTheTrack) {
  const std::string whole = rendered({});
  ASSERT_THAT(plans(), SizeIs(1));
  const auto written = std::filesystem::last_write_time(plans().front());
  EXPECT_TRUE(rendered({}) == whole);
  rendered({"--start", "1", "--duration", "2"});
  rendered({"--gain", "-6"});
  EXPECT_EQ(bbplay({"--check", track_}, start_).exit_code, 0);
  ASSERT_THAT(plans(), SizeIs(1));
  EXPECT_EQ(std::filesystem::last_write_time(plans().front()), written) << "planned again";
}

TEST_F(KeptPlans, AreForNobodyElse) {
  std::filesystem::create_directories(folder_ / "cache/bbplay");
  std::filesystem::permissions(folder_ / "cache/bbplay", std::filesystem::perms(0755));
  rendered({});
  const auto mode_of = [](const std::filesystem::path& path) {
    return static_cast<unsigned>(std::filesystem::status(path).permissions());
  };
  EXPECT_EQ(mode_of(folder_ / "cache/bbplay"), 0700u);
  ASSERT_THAT(plans(), SizeIs(1));
  EXPECT_EQ(mode_of(plans().front()), 0600u);
}

TEST_F(KeptPlans, AreNotReadFromWhatIsNoPlainFile) {
  const std::string whole = rendered({});
  ASSERT_THAT(plans(), SizeIs(1));
  const std::filesystem::path plan = plans().front();
  const std::string bytes = bytes_of(plan);
  const std::uint64_t key = std::stoull(plan.stem().string(), nullptr, 16);
  const auto instead = [&](const auto& put) {
    std::filesystem::remove(plan);
    put();
    EXPECT_TRUE(rendered({}) == whole);
  };
  instead([&] { ASSERT_EQ(::mkfifo(plan.c_str(), 0600), 0); });  // would wait for a writer
  instead([&] { std::filesystem::create_symlink("/dev/zero", plan); });
  instead([&] {  // a forged level would be heard
    std::optional<RenderPlan> forged = decode_plan(bytes, key);
    ASSERT_TRUE(forged);
    forged->master_gain *= 0.5;
    put_bytes(folder_ / "forged", encode_plan(*forged, key));
    std::filesystem::create_symlink(folder_ / "forged", plan);
  });
  instead([&] { std::filesystem::resize_file((put_bytes(plan, bytes), plan), 1ull << 40); });
  instead([&] {
    std::optional<RenderPlan> forged = decode_plan(bytes, key);
    ASSERT_TRUE(forged);
    forged->steps.front().step = 1'000'000;
    put_bytes(plan, encode_plan(*forged, key));
  });
}

TEST_F(KeptPlans, AreOfOneTrackAndOneSetOfOptions) {
  std::size_t expected = 0;
  for (const std::vector<std::string>& options : {std::vector<std::string>{},
                                                  {"--level", "0.5"},
                                                  {"--fidelity", "corrected"},
                                                  {"--seed", "2"},
                                                  {"--rate", "48000"},
                                                  {"--no-normalize"}}) {
    rendered(options);
    EXPECT_THAT(plans(), SizeIs(++expected));
  }
  put_bytes(track_, two_step_track(4));
  rendered({});
  EXPECT_THAT(plans(), SizeIs(++expected));
}

TEST_F(KeptPlans, OfAnotherTrackCountAsAbsentUnderItsName) {
  rendered({});
  ASSERT_THAT(plans(), SizeIs(1));
  const std::string others = bytes_of(plans().front().string());
  std::filesystem::remove(plans().front());
  put_bytes(track_, two_step_track(4));
  const std::string whole = rendered({});
  ASSERT_THAT(plans(), SizeIs(1));
  const std::string own = bytes_of(plans().front().string());
  put_bytes(plans().front().string(), others);
  EXPECT_TRUE(rendered({}) == whole);
  EXPECT_TRUE(bytes_of(plans().front().string()) == own) << "not repaired";
}

TEST_F(KeptPlans, AreNotMissed) {
  const std::string whole = rendered({"--no-cache"});
  EXPECT_THAT(plans(), IsEmpty());
  put_bytes((folder_ / "cache").string(), "a file where the folder should be");
  EXPECT_TRUE(rendered({}) == whole);
}

TEST_F(KeptPlans, CountAsAbsentWhenDamaged) {
  const std::string whole = rendered({});
  ASSERT_THAT(plans(), SizeIs(1));
  const std::string plan = plans().front().string();
  const std::string intact = bytes_of(plan);
  std::vector<std::string> damaged{"", intact.substr(0, intact.size() / 2), intact + "x",
                                   std::string(100'000, '\0')};
  for (std::size_t at = 0; at < intact.size(); at += 1 + intact.size() / 16) {
    damaged.push_back(intact);
    damaged.back()[at] = static_cast<char>(damaged.back()[at] ^ 0x40);
  }
  for (const std::string& bytes : damaged) {
    put_bytes(plan, bytes);
    EXPECT_TRUE(rendered({}) == whole);
    EXPECT_TRUE(bytes_of(plan) == intact) << "not repaired";
  }
}

TEST_F(KeptPlans, MayBeWrittenAndReadByManyAtOnce) {
  const std::string whole = rendered({"--no-cache"});
  std::vector<std::string> results(6);
  {
    std::vector<std::jthread> programs;
    for (std::size_t i = 0; i < results.size(); ++i) {
      programs.emplace_back([&, i] {
        results[i] = rendered({"--jobs", "1"}, std::to_string(i) + ".raw");
      });
    }
  }
  for (const std::string& result : results) EXPECT_TRUE(result == whole);
  EXPECT_THAT(plans(), SizeIs(1));
}

TEST_F(KeptPlans, MakeRoomForNewOnes) {
  const PlanCache cache(folder_ / "cache/bbplay");
  RenderPlan plan;
  plan.rate = 44'100;
  for (std::uint64_t key = 0; key < PlanCache::kMaxPlans + 20; ++key) cache.store(key, plan);
  EXPECT_THAT(plans(), SizeIs(PlanCache::kMaxPlans));
  EXPECT_TRUE(cache.find(PlanCache::kMaxPlans + 19)) << "the latest";
}

}  // namespace
}  // namespace bbplay::test
