// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Plans a track on a thread of its own, while another one plays. Leaves a core to that one.
class PlanAhead {
 public:
  PlanAhead(std::shared_ptr<const Track> track, int rate, const Options& options);
  /// Gives up if nobody has taken the plan.
  ~PlanAhead();
  PlanAhead(const PlanAhead&) = delete;
  PlanAhead& operator=(const PlanAhead&) = delete;

  int rate() const noexcept { return rate_; }  // Hz

  /// The plan, once; waits for it, showing how far it has got.
  ///
  /// throws  what analyze() throws; Cancelled when a stop was requested
  std::shared_ptr<const RenderPlan> take(Console& console);

 private:
  std::shared_ptr<const Track> track_;
  int rate_;
  std::atomic<bool> cancel_{false};
  std::atomic<double> done_{0};  // 0..1
  std::future<std::shared_ptr<const RenderPlan>> plan_;
  std::thread thread_;
};

}  // namespace bbplay::app
