// SPDX-License-Identifier: MIT
#include "terminal/step_details.h"

#include "bbplay/playback/steps.h"

#include "terminal/values.h"

namespace bbplay::app {

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
