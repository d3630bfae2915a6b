// SPDX-License-Identifier: MIT
#include "bbplay/playback/planning.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "bbplay/analysis/estimate.h"

namespace bbplay {
namespace {

/// Starts `make` on `thread`, or does it at once when the system has no thread for it. Given is what
/// cancels it: `stop` in the latter case, when nobody can look out for one.
template <class Make>
auto start(std::thread& thread, const std::atomic<bool>& cancel, const std::atomic<bool>* stop,
           Make make) {
  using Result = std::invoke_result_t<Make, const std::atomic<bool>&>;
  const auto task =
      std::make_shared<std::packaged_task<Result(const std::atomic<bool>&)>>(std::move(make));
  auto result = task->get_future();
  try {
    thread = std::thread([task, &cancel] { (*task)(cancel); });
  } catch (const std::system_error&) {
    (*task)(stop != nullptr ? *stop : cancel);
  }
  return result;
}

template <class Result>
bool is_ready(const std::future<Result>& result) {
  return result.valid() && result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

}  // namespace

std::shared_ptr<const RenderPlan> planned(const Track& track, const AnalyzeOptions& analysis,
                                          const std::optional<PlanCache>& cache) {
  if (auto known = known_plan(track, analysis, cache)) return known;
  AnalyzeOptions watched = analysis;
  std::atomic<bool> whole{true};
  if (analysis.unreadable) {
    watched.unreadable = [&](const std::string& message) {
      whole = false;
      analysis.unreadable(message);
    };
  }
  const std::uint64_t key = cache ? plan_key(track, analysis) : 0;
  auto plan = std::make_shared<const RenderPlan>(analyze(track, watched));
  // What was heard of a file that became another one meanwhile is the plan of neither.
  if (cache && whole && plan_key(track, analysis) == key) cache->store(key, *plan);
  return plan;
}

std::shared_ptr<const RenderPlan> known_plan(const Track& track, const AnalyzeOptions& analysis,
                                             const std::optional<PlanCache>& cache) {
  if (!cache) return nullptr;
  auto known = cache->find(plan_key(track, analysis));
  if (!known || !fits(*known, track, analysis.rate > 0 ? analysis.rate : track.sample_rate)) {
    return nullptr;
  }
  return std::make_shared<const RenderPlan>(*std::move(known));
}

Planning::Planning(PlanRequest request)
    : request_(std::move(request)),
      rate_(request_.analysis.rate > 0 ? request_.analysis.rate : request_.track->sample_rate) {
  AnalyzeOptions beside_player = request_.analysis;
  if (beside_player.jobs == 0) {
    beside_player.jobs = std::max(2u, std::thread::hardware_concurrency()) - 1;
  }
  beside_player.progress = [this](double done) { done_.store(done, std::memory_order_relaxed); };
  exact_ = start(analysing_, cancel_, request_.stop,
                 [this, beside_player](const std::atomic<bool>& cancel) mutable {
                   beside_player.cancel = &cancel;
                   return planned(*request_.track, beside_player, request_.cache);
                 });
}

Planning::~Planning() {
  cancel_ = true;
  if (analysing_.joinable()) analysing_.join();
  if (aligning_.joinable()) aligning_.join();
}

bool Planning::is_exact_ready() const { return is_ready(exact_); }

std::shared_ptr<const RenderPlan> Planning::exact(const std::function<void(double)>& meanwhile) {
  while (exact_.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    if (stopped()) cancel_ = true;
    if (meanwhile) meanwhile(done_.load(std::memory_order_relaxed));
  }
  return exact_.get();
}

StagedPlan Planning::first() {
  if (is_exact_ready()) return {exact_.get(), true};
  const auto patience_ends = began_ + kPatience;
  EstimateOptions estimation;
  estimation.analysis = request_.analysis;
  estimation.first_frame = request_.first_frame;
  // Voices have to be built afterwards, too.
  const auto listening_ends = patience_ends - std::chrono::milliseconds(50);
  estimation.enough = [this, listening_ends] {
    return std::chrono::steady_clock::now() > listening_ends || is_exact_ready();
  };
  auto estimated = std::make_shared<const RenderPlan>(estimate(*request_.track, estimation));
  if (exact_.wait_until(patience_ends) == std::future_status::ready) return {exact_.get(), true};
  if (lacks_lags(*estimated, estimation.first_frame)) {
    with_all_lags_ = start(
        aligning_, cancel_, request_.stop,
        [this, estimated, analysis = estimation.analysis](const std::atomic<bool>& cancel) mutable {
          analysis.cancel = &cancel;
          return std::make_shared<const RenderPlan>(
              bbplay::with_all_lags(*request_.track, *estimated, analysis));
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

}  // namespace bbplay
