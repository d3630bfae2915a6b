// SPDX-License-Identifier: MIT
/// Playing begins by an estimate and goes on exactly, without a device.
#include "bbplay/playback/takeover.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/playback/decks.h"
#include "bbplay/reader/read_track.h"

#include "support/layered_track.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

/// Long enough to analyse that playing begins before the end of it.
std::shared_ptr<const Track> long_track() {
  const LayeredTrack track{.layers = 20, .steps = 2, .step_s = 1'800, .blend_s = 10};
  Diagnostics findings;
  return std::make_shared<const Track>(
      read_track_text(track.text(), "long.json", {}, {}, findings));
}

/// A track that plays while it is being planned; pulled here instead of by a device.
class Playing {
 public:
  explicit Playing(std::shared_ptr<const Track> track) : track_(std::move(track)) {
    PlanRequest request{.track = track_};
    request.analysis.jobs = 1;
    auto planning = std::make_unique<Planning>(request);
    staged_ = planning->first();
    player_.emplace(decks_of(track_, staged_.plan), PlayRange{0, staged_.plan->frames}, 44'100);
    takeover_.emplace(track_, *player_, std::move(planning));
  }

  bool began_exact() const { return staged_.is_exact; }
  Takeover& takeover() { return *takeover_; }
  RangePlayer& player() { return *player_; }
  const RenderPlan& first_plan() const { return *staged_.plan; }

  /// The next block, at some twenty times the pace of a device.
  ConstStereoBlock next() {
    player_->service();
    takeover_->service();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    player_->process_block(buffer_.block());
    return buffer_.block();
  }

 private:
  std::shared_ptr<const Track> track_;
  StagedPlan staged_;
  std::optional<RangePlayer> player_;
  std::optional<Takeover> takeover_;
  StereoBuffer buffer_{1'000};
};

std::vector<float> exact_samples(const std::shared_ptr<const Track>& track, std::int64_t first,
                                 std::size_t frames) {
  AnalyzeOptions options;
  options.rate = 44'100;
  const Session session{track, std::make_shared<const RenderPlan>(analyze(*track, options))};
  const StereoBuffer audio = render(session, 4'096, first, static_cast<std::int64_t>(frames));
  const auto left = audio.block().left;
  return {left.begin(), left.end()};
}

TEST(Takeover, FromAnEstimateToTheVerySamplesOfARender) {
  const auto track = long_track();
  Playing playing(track);
  ASSERT_FALSE(playing.began_exact());
  EXPECT_FALSE(playing.takeover().is_exact());
  float largest = 0;
  while (!playing.takeover().is_exact()) {
    ASSERT_LT(playing.player().position(), playing.first_plan().frames) << "never exact";
    for (const float sample : playing.next().left) largest = std::max(largest, std::abs(sample));
  }
  const std::int64_t first = playing.player().position();
  std::vector<float> heard;
  for (int i = 0; i < 20; ++i) {
    const ConstStereoBlock block = playing.next();
    heard.insert(heard.end(), block.left.begin(), block.left.end());
  }
  EXPECT_EQ(heard, exact_samples(track, first, heard.size()));
  EXPECT_EQ(playing.player().late_blocks(), 0u);
  // The estimate may be off by a little, but not hurt.
  EXPECT_LT(largest, 0.25f * 1.1f);
}

TEST(Takeover, AJumpMeanwhileIsObeyedAndExactAfterwards) {
  const auto track = long_track();
  Playing playing(track);
  ASSERT_FALSE(playing.began_exact());
  playing.next();
  playing.player().jump(2'500 * 44'100LL);
  while (!playing.takeover().is_exact()) {
    ASSERT_LT(playing.player().position(), playing.first_plan().frames) << "never exact";
    playing.next();
  }
  EXPECT_GT(playing.player().position(), 2'500 * 44'100LL);
  const std::int64_t first = playing.player().position();
  const ConstStereoBlock block = playing.next();
  const std::vector<float> heard(block.left.begin(), block.left.end());
  EXPECT_EQ(heard, exact_samples(track, first, heard.size()));
}

TEST(Takeover, EndsWithoutWaitingForTheAnalysis) {
  // Two days of filters, every frame of which has to be listened to: this test ends, or it does not.
  Diagnostics findings;
  const auto track = std::make_shared<const Track>(read_track_text(
      R"({"steps": [{"duration": 172800, "voices": [{"synth_function_name": "qam_beat"}]}]})",
      "long.json", {}, {}, findings));
  Playing playing(track);
  EXPECT_FALSE(playing.began_exact());
  for (int i = 0; i < 10; ++i) playing.next();
  EXPECT_FALSE(playing.takeover().is_exact());
}

TEST(Takeover, AfterTheExactPlanThereIsNoBetterOne) {
  Diagnostics findings;
  const auto track = std::make_shared<const Track>(read_track_text(
      R"({"steps": [{"duration": 2, "voices": [{"synth_function_name": "binaural_beat"}]}]})",
      "short.json", {}, {}, findings));
  Planning planning({.track = track});
  const auto exact = planning.exact();
  ASSERT_TRUE(exact);
  EXPECT_FALSE(planning.better());
}

}  // namespace
}  // namespace bbplay::test
