// SPDX-License-Identifier: MIT
// Voices whose scenes move slowly are rendered as curves: frame by frame they are what the format
// says, wherever paths turn back, stages begin and end, and whatever is too fast for a curve.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/sam_scene.h"

#include "voices/sam/rendering.h"
#include "voices/sam/scene_clock.h"

namespace bbplay::test {
namespace {

using voices::SceneClock;

constexpr double kPi = std::numbers::pi;
constexpr int kRate = 44'100;
constexpr double kSeconds = 3.3;

/// A still voice by the letter of format sam 3.1 and sam-scenes 2 to 5, in double.
class Letter {
 public:
  Letter(const Sam2Patch& patch, const Sam2Scene& scene)
      : patch_(patch), scene_(scene), clock_(SceneClock::of(scene, kRate)) {}

  /// The next frame, left and right.
  std::pair<double, double> next() {
    const double s = clock_.seconds(static_cast<double>(frame_));
    const auto value = [&](const std::optional<AutomatedValue>& followed, const Ramp& still) {
      return followed ? value_at(*followed, s) : still.from;
    };
    const double carrier = turns(scene_.carrier_hz, patch_.carrier_freq_hz.from, s, carrier_);
    const double path = turns(scene_.mod_hz, patch_.mod_freq_hz.from, s, path_);
    const double u = path - std::floor(path);
    const bool closed = patch_.path_type.index == static_cast<int>(Sam2Patch::PathType::closed);
    const double around = patch_.rotation.index == 1 ? 1 - u : u;
    const double shape = std::sin(2 * kPi * (closed ? around : 1 - 2 * std::abs(u - 0.5)));
    const double degrees = value(scene_.direction_deg, patch_.direction_deg) +
                           value(scene_.arc_width_deg, patch_.arc_width_deg) * shape / 2;
    const double deviation =
        value(scene_.scale_rad, patch_.spatial_scale_rad) * std::sin(degrees * kPi / 180);
    double gain = patch_.amp;
    double level = 1;
    for (const StageValue& stage : scene_.level.stages) {
      level *= 1 + bent(stage.curve, weight_at(stage.window, s)) * (stage.value - 1);
    }
    for (const ModulatorRoute& route : scene_.level.routes) {
      level += route.depth * bent(route.curve, wave_at(route, s));
    }
    gain *= level * scene_.level.gain;
    ++frame_;
    const double theta = 2 * kPi * carrier;
    return {gain * std::sin(theta + patch_.polarity_left * deviation + patch_.phase_left_rad),
            gain * std::sin(theta + patch_.polarity_right * deviation + patch_.phase_right_rad)};
  }

 private:
  struct Sum {
    long double turns = 0;
    double last_hz = 0;
  };
  double turns(const std::optional<AutomatedValue>& hz, double still_hz, double seconds, Sum& sum) {
    if (!hz) {
      const double all = still_hz * static_cast<double>(frame_) / kRate;
      return all - std::floor(all);
    }
    const double now = value_at(*hz, seconds);
    if (frame_ > 0) sum.turns += (static_cast<long double>(sum.last_hz) + now) / 2 / kRate;
    sum.last_hz = now;
    return static_cast<double>(sum.turns - std::floor(sum.turns));
  }

  const Sam2Patch& patch_;
  const Sam2Scene& scene_;
  SceneClock clock_;
  std::int64_t frame_ = 0;
  Sum carrier_, path_;
};

void expect_letter(const std::string& params, const Sam2Scene& scene, const std::string& what) {
  SynthSpec spec = spec_of("spatial_angle_modulation_sam2", std::string(params));
  Sam2Patch& patch = std::get<Sam2Patch>(spec.patch);
  patch.scene = std::make_shared<const Sam2Scene>(scene);
  const VoiceContext context = context_of(kSeconds, kRate);
  const auto voice = voice_of<Sam2Patch>(spec, context);
  const StereoBuffer heard = render(*voice, context.frames);
  Letter letter(patch, scene);
  double worst = 0;
  for (std::size_t i = 0; i < heard.frames(); ++i) {
    const auto [left, right] = letter.next();
    worst = std::max(
        {worst, std::abs(heard.block().left[i] - left), std::abs(heard.block().right[i] - right)});
  }
  EXPECT_LT(worst, 6e-7) << what << ' ' << params;  // of samples up to 1
  for (const std::int64_t quantum : {400, 3, 77, 0}) {
    expect_seek_equals(*voice, heard, quantum * 256);
  }
}

AutomatedValue moving(double base, double stage, double depth, double rate_hz, SceneCurve curve) {
  return {{base, base},
          {{{0.5, 1.5, 0.7, 0.4}, stage, curve}, {{1.8, 1.4, 0.2, 1}, 0.9 * stage, curve}},
          {{rate_hz, 40, false, depth, curve}}};
}

constexpr const char* kParams[] = {
    R"({"amp": 0.6, "carrierFreq": 210, "modFreq": 3.3, "spatialScale": 1.4, "phaseOffsetLRad": 1})",
    R"({"amp": 0.6, "carrierFreq": 97, "modFreq": 11, "directionOffsetDeg": 30})",
    R"({"amp": 0.6, "carrierFreq": 440, "modFreq": 47})",  // too fast for a curve
    R"({"amp": 0.6, "carrierFreq": 210, "modFreq": 2.7, "pathType": "closed",
        "pathShape": "sinusoidal"})",
    R"({"amp": 0.6, "carrierFreq": 210, "modFreq": 2.7, "pathType": "closed",
        "pathShape": "sinusoidal", "rotationDirection": "ccw", "arcWidthDeg": 170})"};

TEST(SceneCurves, OfAStillVoiceAreTheFormat) {
  for (const char* params : kParams) expect_letter(params, {}, "no scene");
}

TEST(SceneCurves, OfEveryMovingValueAreTheFormat) {
  for (const SceneCurve curve :
       {SceneCurve::linear, SceneCurve::smooth, SceneCurve::exponential, SceneCurve::hold}) {
    for (const double rate_hz : {0.07, 0.9, 6.0}) {
      Sam2Scene scene;
      scene.step_start_s = 0.25;
      scene.carrier_hz = moving(210, 300, 20, rate_hz, curve);
      scene.mod_hz = moving(2.3, 4, -3, 0.8 * rate_hz, curve);  // turns back, too
      scene.arc_width_deg = moving(80, 120, 40, 1.1 * rate_hz, curve);
      scene.direction_deg = moving(0, -40, 60, 1.3 * rate_hz, curve);
      scene.scale_rad = moving(1, 0.4, 0.9, 0.9 * rate_hz, curve);
      scene.level.stages = {{{0.6, 1.2, 0.3, 0.3}, 0.4, SceneCurve::linear}};
      scene.level.routes = {{0.7 * rate_hz, 0, false, -0.5, SceneCurve::linear}};
      for (const std::size_t which : {0u, 4u}) {
        expect_letter(kParams[which], scene, std::to_string(rate_hz) + " Hz");
      }
      // One at a time, so that the others stand still.
      const Sam2Scene all = scene;
      scene = {};
      scene.mod_hz = all.mod_hz;
      expect_letter(kParams[0], scene, "path");
      scene = {};
      scene.level = all.level;
      expect_letter(kParams[0], scene, "level");
    }
  }
}

TEST(SceneCurves, OfWeightsThatPass1AreTheFormat) {
  Sam2Scene scene;
  scene.carrier_hz = AutomatedValue{
      {200, 200},
      {{{0.2, 3, 1, 0.5}, 320, SceneCurve::linear}, {{0.4, 3, 1.3, 0.5}, 150, SceneCurve::smooth}},
      {}};
  scene.direction_deg = AutomatedValue{
      {0, 0},
      {{{0, 2, 0.5, 0.8}, 60, SceneCurve::linear}, {{1.2, 2, 0.8, 0.5}, -60, SceneCurve::linear}},
      {}};
  expect_letter(kParams[0], scene, "weights");
}

TEST(SceneCurves, OfAPathThatStandsAtAnEndAreTheFormat) {
  expect_letter(R"({"amp": 0.6, "carrierFreq": 210, "modFreq": 0})", {}, "still path");
  Sam2Scene scene;  // comes to rest, and goes back
  scene.mod_hz = AutomatedValue{{0, 0}, {}, {{0.25, 180, false, 4}, {0.25, 90, false, -4}}};
  expect_letter(kParams[0], scene, "path that turns back");
}

}  // namespace
}  // namespace bbplay::test
