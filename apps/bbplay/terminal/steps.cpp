// SPDX-License-Identifier: MIT
#include "terminal/steps.h"

#include <algorithm>
#include <vector>

#include "terminal/values.h"

namespace bbplay::app {
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
  const std::int64_t before = frame - frames_in(kRestartSeconds, plan.rate);
  const auto after = std::upper_bound(starts.begin(), starts.end(), before);
  return after == starts.begin() ? starts.front() : *(after - 1);
}

std::string details_at(const Track& track, const RenderPlan& plan, std::int64_t frame) {
  const auto index = step_at(plan, frame);
  if (!index) return "no steps";
  const auto clock = [&](std::int64_t at) {
    return clock_text(static_cast<double>(at) / plan.rate);
  };
  const StepPlan& placed = plan.steps[*index];
  const Step& step = track.steps[placed.step];
  std::string text = "step " + std::to_string(placed.step + 1);
  if (!step.description.empty()) text += " \"" + step.description + "\"";
  text += " from " + clock(placed.start) + " to " + clock(placed.end());
  for (const VoiceSpec& voice : step.voices) {
    text += "\n  " + voice.function;
    if (!voice.description.empty()) text += " (" + voice.description + ")";
  }
  return text;
}

}  // namespace bbplay::app
