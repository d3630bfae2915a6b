// SPDX-License-Identifier: MIT
#include "session/plan_ahead.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "session/session.h"
#include "terminal/interrupt.h"

namespace bbplay::app {

PlanAhead::PlanAhead(std::shared_ptr<const Track> track, int rate, const Options& options)
    : track_(std::move(track)), rate_(rate) {
  Options shared = options;
  if (shared.engine.jobs == 0) {
    shared.engine.jobs = std::max(2u, std::thread::hardware_concurrency()) - 1;
  }
  std::packaged_task<std::shared_ptr<const RenderPlan>()> task([this, shared] {
    return plan_quietly(*track_, rate_, shared, cancel_,
                        [this](double done) { done_.store(done, std::memory_order_relaxed); });
  });
  plan_ = task.get_future();
  thread_ = std::thread(std::move(task));
}

PlanAhead::~PlanAhead() {
  cancel_ = true;
  thread_.join();
}

std::shared_ptr<const RenderPlan> PlanAhead::take(Console& console) {
  while (plan_.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    if (stop_requested()) cancel_ = true;
    if (!console.status_is_due()) continue;
    console.show(TaskProgress{.task = "analysing", .track = track_->name, .done = done_.load()});
  }
  console.clear_status();
  return plan_.get();
}

}  // namespace bbplay::app
