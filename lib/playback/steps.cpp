// SPDX-License-Identifier: MIT
#include "bbplay/playback/steps.h"

#include <algorithm>
#include <vector>

#include "bbplay/audio/frames.h"

namespace bbplay {
namespace {

/// "Previous step" goes to the start of this one once so much of it is over.
constexpr double kRestartSeconds = 3;

std::vector<std::int64_t> starts_of(const RenderPlan& plan) {
  std::vector<std::int64_t> starts;
  for (const StepPlan& placed : plan.steps) starts.push_back(placed.start);
  std::sort(starts.begin(), starts.end());
  return starts;
}

}  // namespace

std::optional<std::size_t> step_at(const RenderPlan& plan, std::int64_t frame) {
  const auto& steps = plan.steps;
  if (steps.empty()) return std::nullopt;
  std::size_t found = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].start <= frame && steps[i].start >= steps[found].start) found = i;
  }
  return found;
}

std::optional<std::int64_t> next_step(const RenderPlan& plan, std::int64_t frame) {
  const auto starts = starts_of(plan);
  const auto next = std::upper_bound(starts.begin(), starts.end(), frame);
  return next != starts.end() ? std::optional(*next) : std::nullopt;
}

std::optional<std::int64_t> previous_step(const RenderPlan& plan, std::int64_t frame) {
  const auto starts = starts_of(plan);
  if (starts.empty()) return std::nullopt;
  const std::int64_t before = frame - nearest_frame(kRestartSeconds, plan.rate);
  const auto after = std::upper_bound(starts.begin(), starts.end(), before);
  return after == starts.begin() ? starts.front() : *(after - 1);
}

}  // namespace bbplay
