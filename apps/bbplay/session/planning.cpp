// SPDX-License-Identifier: MIT
#include "session/planning.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "bbplay/analysis/estimate.h"

#include "session/session.h"
#include "terminal/interrupt.h"

namespace bbplay::app {
namespace {

/// Starts `make` on `thread`, or does it at once when the system has no thread for it. Given is what
/// cancels it: a stop that is asked for in the latter case, when nobody can look out for one.
template <class Make>
auto start(std::thread& thread, const std::atomic<bool>& cancel, Make make) {
  using Result = std::invoke_result_t<Make, const std::atomic<bool>&>;
  const auto task =
      std::make_shared<std::packaged_task<Result(const std::atomic<bool>&)>>(std::move(make));
  auto result = task->get_future();
  try {
    thread = std::thread([task, &cancel] { (*task)(cancel); });
  } catch (const std::system_error&) {
    (*task)(stop_requested());
  }
  return result;
}

template <class Result>
bool is_ready(const std::future<Result>& result) {
  return result.valid() && result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

}  // namespace

Planning::Planning(std::shared_ptr<const Track> track, int rate, const Options& options,
                   Unreadable unreadable)
    : track_(std::move(track)), rate_(rate), options_(options), unreadable_(std::move(unreadable)) {
  Options beside_player = options;
  if (beside_player.engine.jobs == 0) {
    beside_player.engine.jobs = std::max(2u, std::thread::hardware_concurrency()) - 1;
  }
  exact_ = start(analysing_, cancel_, [this, beside_player](const std::atomic<bool>& cancel) {
    return plan_quietly(
        *track_, rate_, beside_player, cancel,
        [this](double done) { done_.store(done, std::memory_order_relaxed); }, unreadable_);
  });
}

Planning::~Planning() {
  cancel_ = true;
  if (analysing_.joinable()) analysing_.join();
  if (aligning_.joinable()) aligning_.join();
}

bool Planning::is_exact_ready() const { return is_ready(exact_); }

std::shared_ptr<const RenderPlan> Planning::exact(Console& console) {
  while (exact_.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    if (stop_requested()) cancel_ = true;
    if (!console.status_is_due()) continue;
    console.show(TaskProgress{.task = "analysing", .track = track_->name, .done = done_.load()});
  }
  console.clear_status();
  return exact_.get();
}

StagedPlan Planning::first() {
  if (is_exact_ready()) return {exact_.get(), true};
  const auto patience_ends = began_ + kPatience;
  EstimateOptions estimation;
  estimation.analysis = analysis_of(*track_, rate_, options_);
  estimation.analysis.unreadable = unreadable_;
  estimation.first_frame = first_frame_of(rate_, options_.part);
  // Voices have to be built afterwards, too.
  const auto listening_ends = patience_ends - std::chrono::milliseconds(50);
  estimation.enough = [this, listening_ends] {
    return std::chrono::steady_clock::now() > listening_ends || is_exact_ready();
  };
  auto estimated = std::make_shared<const RenderPlan>(estimate(*track_, estimation));
  if (exact_.wait_until(patience_ends) == std::future_status::ready) return {exact_.get(), true};
  if (lacks_lags(*estimated, estimation.first_frame)) {
    with_all_lags_ = start(
        aligning_, cancel_,
        [this, estimated, analysis = estimation.analysis](const std::atomic<bool>& cancel) mutable {
          analysis.cancel = &cancel;
          return std::make_shared<const RenderPlan>(
              bbplay::with_all_lags(*track_, *estimated, analysis));
        });
  }
  return {std::move(estimated), false};
}

std::optional<StagedPlan> Planning::better() {
  if (is_exact_ready()) {
    with_all_lags_ = {};
    return StagedPlan{exact_.get(), true};
  }
  if (is_ready(with_all_lags_)) return StagedPlan{with_all_lags_.get(), false};
  return std::nullopt;
}

}  // namespace bbplay::app
