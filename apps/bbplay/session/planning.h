// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "bbplay/model/read_error.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// A plan and whether it is what a render would have.
struct StagedPlan {
  std::shared_ptr<const RenderPlan> plan;
  bool is_exact = true;
};

/// A track being planned on threads of its own, before or while it plays, or while the one before
/// does. Leaves a core to the player. Its plan comes in up to three stages: an estimate that is there
/// at once, the same with all lags, and the exact one.
///
/// All functions are for the thread that made it; what is thrown by them is what analyze() throws,
/// Cancelled when a stop was requested.
class Planning {
 public:
  /// From the user's cache it is exact from the beginning.
  /// unreadable  as AnalyzeOptions has it
  Planning(std::shared_ptr<const Track> track, int rate, const Options& options,
           Unreadable unreadable = {});
  /// Gives up what nobody has taken.
  ~Planning();
  Planning(const Planning&) = delete;
  Planning& operator=(const Planning&) = delete;

  int rate() const noexcept { return rate_; }  // Hz

  /// The exact plan; waits for it, showing how far it has got.
  std::shared_ptr<const RenderPlan> exact(Console& console);

  /// Something to begin with: the exact plan if it is there kPatience after planning began,
  /// otherwise an estimate.
  StagedPlan first();
  static constexpr std::chrono::milliseconds kPatience{150};

  /// The next better plan, if there is one since the last call; does not wait.
  std::optional<StagedPlan> better();

 private:
  using Plan = std::shared_ptr<const RenderPlan>;

  bool is_exact_ready() const;

  std::shared_ptr<const Track> track_;
  int rate_;
  Options options_;
  Unreadable unreadable_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::atomic<bool> cancel_{false};
  std::atomic<double> done_{0};  // 0..1
  std::future<Plan> exact_, with_all_lags_;
  std::thread analysing_, aligning_;
};

}  // namespace bbplay::app
