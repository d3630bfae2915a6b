// SPDX-License-Identifier: MIT
/// Plans made while something else goes on.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/playback/plan_cache.h"

namespace bbplay {

/// The exact plan of a track: from `cache`, where it is at hand, otherwise by analyze(), and then it
/// is kept there, unless files could not be read.
///
/// throws  as analyze()
std::shared_ptr<const RenderPlan> planned(const Track& track, const AnalyzeOptions& analysis,
                                          const std::optional<PlanCache>& cache);

/// The same if it is at hand; otherwise null.
std::shared_ptr<const RenderPlan> known_plan(const Track& track, const AnalyzeOptions& analysis,
                                             const std::optional<PlanCache>& cache);

/// A plan and whether it is what a render would have.
struct StagedPlan {
  std::shared_ptr<const RenderPlan> plan;
  bool is_exact = true;
};

/// What a plan is wanted for.
struct PlanRequest {
  std::shared_ptr<const Track> track;
  AnalyzeOptions analysis = {};  // `cancel` and `progress` are not used
  std::int64_t first_frame = 0;  // of the track, where playing begins
  std::optional<PlanCache> cache = {};
  /// Ends what is waited for with Cancelled; outlives the planning.
  const std::atomic<bool>* stop = nullptr;
};

/// A track being planned on threads of its own, before or while it plays, or while the one before
/// does. Leaves a core to the player. Its plan comes in up to three stages: an estimate that is there
/// at once, the same with all lags, and the exact one.
///
/// All functions are for the thread that made it; what is thrown by them is what analyze() throws,
/// Cancelled when a stop was requested.
class Planning {
 public:
  /// From the cache it is exact from the beginning.
  explicit Planning(PlanRequest request);
  /// Gives up what nobody has taken.
  ~Planning();
  Planning(const Planning&) = delete;
  Planning& operator=(const Planning&) = delete;

  int rate() const noexcept { return rate_; }  // Hz
  const std::shared_ptr<const Track>& track() const noexcept { return request_.track; }

  /// The exact plan; waits for it.
  /// meanwhile  told 50 times a second how much is done, 0..1
  std::shared_ptr<const RenderPlan> exact(const std::function<void(double)>& meanwhile = {});

  /// Something to begin with: the exact plan if it is there kPatience after planning began,
  /// otherwise an estimate.
  StagedPlan first();
  static constexpr std::chrono::milliseconds kPatience{150};

  /// The next better plan, if there is one since the last call; does not wait.
  std::optional<StagedPlan> better();

 private:
  using Plan = std::shared_ptr<const RenderPlan>;

  bool stopped() const { return request_.stop != nullptr && *request_.stop; }
  bool is_exact_ready() const;

  PlanRequest request_;
  int rate_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::atomic<bool> cancel_{false};
  std::atomic<double> done_{0};  // 0..1
  std::future<Plan> exact_, with_all_lags_;
  std::thread analysing_, aligning_;
};

}  // namespace bbplay
