// SPDX-License-Identifier: MIT
#include "bbplay/model/sam_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bbplay {
namespace {

constexpr double kNoEdge = 1e-12;  // seconds; shorter edges are none

}  // namespace

double bent(SceneCurve curve, double x) noexcept {
  constexpr double kSteepness = 3;
  switch (curve) {
    case SceneCurve::linear:
      return x;
    case SceneCurve::smooth:
      return smooth_step(x);
    case SceneCurve::exponential:
      return (std::exp(kSteepness * x) - 1) / (std::exp(kSteepness) - 1);
    case SceneCurve::hold:
      return x >= 1 ? 1 : 0;
  }
  return x;
}

double weight_at(const StageWindow& window, double seconds) noexcept {
  const StageWindow stage = window.fitted();
  const double end_s = stage.end_s();
  if (seconds < stage.start_s || seconds >= end_s) return 0;
  double weight = 1;
  if (stage.fade_in_s > kNoEdge && seconds < stage.start_s + stage.fade_in_s) {
    weight = smooth_step((seconds - stage.start_s) / stage.fade_in_s);
  }
  if (stage.fade_out_s > kNoEdge && seconds >= end_s - stage.fade_out_s) {
    weight = std::min(weight, smooth_step((end_s - seconds) / stage.fade_out_s));
  }
  return weight;
}

double wave_at(const ModulatorRoute& route, double seconds) noexcept {
  const double cycles = route.rate_hz * seconds;
  const double turns = cycles - std::floor(cycles) + route.phase_deg / 360;
  const double x = std::sin(2 * std::numbers::pi * turns);
  if (!route.square) return (x + 1) / 2;
  return x > 0 ? 1 : x < 0 ? 0 : 0.5;
}

double value_at(const AutomatedValue& value, double seconds) noexcept {
  double weight = 0, sum = 0;
  for (const StageValue& stage : value.stages) {
    const double of_stage = bent(stage.curve, weight_at(stage.window, seconds));
    weight += of_stage;
    sum += of_stage * stage.value;
  }
  double out = weight >= 1 ? sum / weight : sum + (1 - weight) * value.base.from;
  for (const ModulatorRoute& route : value.routes) {
    out += route.depth * bent(route.curve, wave_at(route, seconds));
  }
  return out;
}

}  // namespace bbplay
