// SPDX-License-Identifier: MIT
#include "voices/sam/scene_curve.h"

#include <cmath>
#include <limits>

#include "dsp/block/exp_log.h"

namespace bbplay::voices {
namespace {

constexpr double kSteepness = 3;
const double kFullHeight = std::exp(kSteepness) - 1;

}  // namespace

double steepest(SceneCurve curve) noexcept {
  switch (curve) {
    case SceneCurve::linear:
      return 1;
    case SceneCurve::smooth:
      return 1.5;
    case SceneCurve::exponential:
      return kSteepness * (kFullHeight + 1) / kFullHeight;
    case SceneCurve::hold:
      break;
  }
  return std::numeric_limits<double>::infinity();
}

void bend(SceneCurve curve, std::span<double> inout) noexcept {
  switch (curve) {
    case SceneCurve::linear:
      return;
    case SceneCurve::smooth:
      for (double& x : inout) x = smooth_step(x);
      return;
    case SceneCurve::exponential:
      for (double& x : inout) x *= kSteepness;
      dsp::exponential(inout, inout);
      for (double& x : inout) x = (x - 1) / kFullHeight;
      return;
    case SceneCurve::hold:
      for (double& x : inout) x = x >= 1 ? 1 : 0;
      return;
  }
}

}  // namespace bbplay::voices
