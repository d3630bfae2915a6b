// SPDX-License-Identifier: MIT
// What a scene does to a voice, block by block, against the letter of the format.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/model/sam_scene.h"

#include "support/allocations.h"
#include "voices/sam/followed_level.h"
#include "voices/sam/followed_phase.h"
#include "voices/sam/followed_value.h"
#include "voices/sam/modulator_wave.h"
#include "voices/sam/rendering.h"

namespace bbplay::test {
namespace {

using voices::FollowedLevel;
using voices::FollowedPhase;
using voices::FollowedValue;
using voices::ModulatorWave;
using voices::SceneClock;
using voices::StraightBase;

constexpr const char* kStill = "spatial_angle_modulation_sam2";
constexpr const char* kMoving = "spatial_angle_modulation_sam2_transition";
constexpr SceneCurve kCurves[] = {SceneCurve::linear, SceneCurve::smooth, SceneCurve::exponential,
                                  SceneCurve::hold};

/// Stages of every kind over two seconds: overlapping, squeezed, without edges, of no length.
AutomatedValue busy_value(double base) {
  AutomatedValue out;
  out.base = {base, base};
  out.stages = {{{0.11, 0.5, 0.2, 0.1}, 400, SceneCurve::linear},
                {{0.4, 0.6, 0.5, 0.3}, 250, SceneCurve::smooth},
                {{0.5, 0.9, 0.1, 0.8}, 500, SceneCurve::exponential},
                {{0.7, 0.4, 0, 0}, 333, SceneCurve::linear},
                {{0.9, 0.0, 0.1, 0.1}, 9'000, SceneCurve::linear},
                {{0.95, 0.6, 0.25, 0.25}, 120, SceneCurve::hold},
                {{1.7, 9, 0.05, 3}, 700, SceneCurve::linear}};
  return out;
}

std::vector<ModulatorRoute> every_route() {
  std::vector<ModulatorRoute> out;
  for (const SceneCurve curve : kCurves) {
    for (const bool square : {false, true}) {
      // No frame lies on a corner of a square, whose side would be a matter of rounding.
      out.push_back({1.7 + static_cast<double>(out.size()) * 0.31, 33.31, square, 40, curve});
    }
  }
  out.push_back({-2.4, 10, false, -25, SceneCurve::linear});
  out.push_back({0.09, 130, false, 60, SceneCurve::linear});  // nearly straight within a block
  return out;
}

StraightBase still(const AutomatedValue& value, double rate) { return {value.base, 0, 0, rate}; }

TEST(Modulator, IsTheWaveOfTheFormat) {
  const SceneClock clock{123'456, 8'000};
  for (const ModulatorRoute& route : every_route()) {
    const ModulatorWave wave(route, clock);
    std::vector<double> heard(512);
    wave.add(1'000, heard);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const double seconds = clock.seconds(1'000.0 + static_cast<double>(i));
      EXPECT_NEAR(heard[i], route.depth * bent(route.curve, wave_at(route, seconds)), 1e-7) << i;
    }
  }
}

TEST(Modulator, ItsSumIsThatOfItsFrames) {
  const SceneClock clock{4'321, 8'000};
  std::vector<ModulatorRoute> routes = every_route();
  for (const double rate_hz : {0.0, 1e-6, 3e-5, 4'000.0, 7'999.99, 12'345.6, 1'000.0}) {
    for (const SceneCurve curve : kCurves) {
      routes.push_back({rate_hz, 77, false, 10, curve});
      routes.push_back({rate_hz, 77, true, 10, curve});
    }
  }
  routes.push_back({1, 0, true, 10, SceneCurve::exponential});  // frames on both edges
  routes.push_back({2, 0, false, 10, SceneCurve::hold});        // frames on the very top
  for (const ModulatorRoute& route : routes) {
    ModulatorWave in_order(route, clock);
    std::vector<double> frames(256);
    double sum = 0;
    for (std::int64_t first = 0; first < 40'000; first += 256) {
      EXPECT_NEAR(in_order.sum_before(first), sum, 1e-6)
          << route.rate_hz << " Hz, " << route.square << ", frame " << first;
      ModulatorWave at_once(route, clock);
      EXPECT_EQ(at_once.sum_before(first), in_order.sum_before(first)) << first;
      std::fill(frames.begin(), frames.end(), 0.0);
      in_order.add(first, frames);
      sum = std::accumulate(frames.begin(), frames.end(), sum);
    }
  }
}

TEST(Modulator, ASquareIsCountedExactlyAfterHours) {
  // 1 Hz at 44.1 kHz: half of the frames of every second.
  const ModulatorRoute route{1, 0.3, true, 1, SceneCurve::linear};
  ModulatorWave wave(route, SceneClock{0, 44'100});
  EXPECT_EQ(wave.sum_before(44'100LL * 3'600 * 8), 22'050.0 * 3'600 * 8);
  // Frames that lie on a corner count half, also after hours.
  ModulatorWave corners({1, 0, true, 1, SceneCurve::linear}, SceneClock{0, 44'100});
  EXPECT_EQ(corners.sum_before(44'100LL * 3'600 * 8 + 1), 22'050.0 * 3'600 * 8 + 0.5);
}

TEST(FollowedValue, IsTheValueOfTheFormat) {
  const SceneClock clock{37, 8'000};
  AutomatedValue value = busy_value(310);
  value.routes = every_route();
  const FollowedValue followed(value, clock, 16'000, still(value, 8'000));
  std::vector<double> heard(256);
  for (std::int64_t first = 0; first < 15'800; first += 131) {
    followed.fill(first, {}, heard);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const auto frame = first + static_cast<std::int64_t>(i);
      if (frame >= 16'000) break;
      ASSERT_NEAR(heard[i], value_at(value, clock.seconds(static_cast<double>(frame))), 1e-6)
          << frame;
    }
  }
}

TEST(FollowedValue, ItsSumIsThatOfItsFrames) {
  for (const int rate : {8'000, 44'100}) {
    const SceneClock clock{37, static_cast<double>(rate)};
    AutomatedValue value = busy_value(310);
    value.routes = every_route();
    const std::int64_t frames = 2 * rate;
    FollowedValue followed(value, clock, frames, still(value, rate));
    followed.prepare_sums();
    std::vector<double> heard(256);
    double sum = 0;
    for (std::int64_t first = 0; first + 256 <= frames; first += 256) {
      ASSERT_NEAR(followed.sum_before(first) / rate, sum / rate, 1e-9) << first << " at " << rate;
      followed.fill(first, {}, heard);
      sum = std::accumulate(heard.begin(), heard.end(), sum);
    }
  }
}

TEST(FollowedValue, LongEdgesAddUpWithoutBeingListenedTo) {
  // Three quarters of an hour on one edge, beside another that makes their weights pass 1.
  AutomatedValue value;
  value.base = {200, 200};
  value.stages = {{{0, 3'000, 2'700, 0}, 100, SceneCurve::exponential},
                  {{600, 3'000, 1'200, 900}, 150, SceneCurve::smooth}};
  const SceneClock clock{0, 8'000};
  const std::int64_t frames = 8'000LL * 3'600;
  FollowedValue followed(value, clock, frames, still(value, 8'000));
  followed.prepare_sums();
  long double sum = 0;  // a double would be off by more than the sum that is tested
  std::vector<double> heard(2'048);
  for (std::int64_t first = 0; first < frames; first += 2'048) {
    if (first % (2'048LL * 1'000) == 0) {
      ASSERT_NEAR(followed.sum_before(first) / 8'000, static_cast<double>(sum / 8'000), 1e-8)
          << first;
    }
    followed.fill(first, {}, heard);
    sum += std::accumulate(heard.begin(), heard.end(), 0.0);
  }
}

TEST(FollowedValue, ItsBaseMovesWithTheVoice) {  // X2, in corrected fidelity
  const SceneClock clock{37, 8'000};
  AutomatedValue value;
  value.base = {300, 420};
  value.stages = {{{0.3, 0.6, 0.2, 0.2}, 390, SceneCurve::linear}};
  const StraightBase base{value.base, 0.213, 0.8, 8'000};
  FollowedValue followed(value, clock, 10'000, base);
  followed.prepare_sums();
  std::vector<double> heard(256);
  double sum = 0;
  for (std::int64_t first = 0; first + 256 <= 10'000; first += 256) {
    ASSERT_NEAR(followed.sum_before(first), sum, 1e-5) << first;
    followed.fill(first, {}, heard);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const auto frame = static_cast<double>(first) + static_cast<double>(i);
      AutomatedValue now = value;
      now.base.from = 300 + 120 * std::clamp((frame / 8'000 - 0.213) / 0.8, 0.0, 1.0);
      ASSERT_NEAR(heard[i], value_at(now, clock.seconds(frame)), 1e-9) << frame;
      sum += heard[i];
    }
  }
  // Along the curve of the voice, where that is asked for.
  const std::vector<double> alpha(256, 0.25);
  followed.fill(0, alpha, heard);
  EXPECT_EQ(heard[0], 330);
  followed.fill(9'000, alpha, heard);
  EXPECT_EQ(heard[0], 330);
}

TEST(FollowedPhase, IsTheIntegralByTrapezoids) {
  const SceneClock clock{37, 8'000};
  AutomatedValue value = busy_value(310);
  value.routes = every_route();
  FollowedPhase phase(value, clock, 16'000, still(value, 8'000));
  double turns = 0, last = value_at(value, clock.seconds(0));
  std::vector<double> heard(256);
  for (std::int64_t first = 0; first + 256 <= 16'000; first += 256) {
    phase.fill(first, heard);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const auto frame = first + static_cast<std::int64_t>(i);
      const double hz = value_at(value, clock.seconds(static_cast<double>(frame)));
      if (frame > 0) turns += (last + hz) / 2 / 8'000;
      last = hz;
      ASSERT_NEAR(std::remainder(heard[i] - turns, 1.0), 0, 1e-9) << frame;
    }
  }
}

TEST(FollowedPhase, BlocksOfEveryLengthMeet) {
  const SceneClock clock{37, 8'000};
  AutomatedValue value = busy_value(310);
  value.routes = every_route();
  FollowedPhase phase(value, clock, 16'000, still(value, 8'000));
  std::vector<double> whole(2'048), part(343);
  phase.fill(2'000, whole);
  for (const std::int64_t first : {2'000, 2'100, 2'913}) {
    phase.fill(first, part);
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double other = whole[static_cast<std::size_t>(first - 2'000) + i];
      EXPECT_NEAR(std::remainder(part[i] - other, 1.0), 0, 1e-10) << first;
    }
  }
  phase.fill(-10, part);  // before the voice: at the frequency of its first frame
  EXPECT_NEAR(part[10] - part[0], 10 * value_at(value, clock.seconds(0)) / 8'000, 1e-9);
}

TEST(FollowedLevel, MultipliesStagesAndAddsModulators) {
  const SceneClock clock{10, 8'000};
  SceneLevel level;
  level.stages = {{{0.1, 0.4, 0.1, 0.1}, 0.25, SceneCurve::linear},
                  {{0.3, 0.5, 0.3, 0}, 3, SceneCurve::exponential}};
  level.routes = {{3.3, 20, false, -0.7, SceneCurve::linear}};
  level.gain = 0.5;
  const FollowedLevel followed(level, clock, 8'000);
  std::vector<double> heard(256);
  for (std::int64_t first = 0; first < 7'700; first += 256) {
    followed.fill(first, heard);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const double seconds = clock.seconds(static_cast<double>(first) + static_cast<double>(i));
      double gain = 1;
      for (const StageValue& stage : level.stages) {
        gain *= 1 + bent(stage.curve, weight_at(stage.window, seconds)) * (stage.value - 1);
      }
      gain = 0.5 * (gain - 0.7 * wave_at(level.routes[0], seconds));
      ASSERT_NEAR(heard[i], gain, 1e-9);
      EXPECT_LE(std::abs(gain), followed.largest());
    }
  }
}

TEST(FollowedLevel, IsOneGainWhereNothingMoves) {
  SceneLevel level;
  level.stages = {{{1, 1, 0.1, 0.1}, 0.5, SceneCurve::linear},
                  {{0, 9, 0, 0}, 1, SceneCurve::linear}};
  level.gain = 2;
  const FollowedLevel followed(level, SceneClock{0, 8'000}, 24'000);
  EXPECT_EQ(followed.still(0, 256), 2);
  EXPECT_EQ(followed.still(8'900, 256), 1);
  EXPECT_EQ(followed.still(8'500, 256), std::nullopt);
  EXPECT_EQ(followed.still(20'000, 256), 2);
}

// --- whole voices -------------------------------------------------------------------------------

SynthSpec spec_with(const char* function, std::string params, Sam2Scene scene) {
  SynthSpec spec = spec_of(function, std::move(params));
  std::get<Sam2Patch>(spec.patch).scene = std::make_shared<const Sam2Scene>(std::move(scene));
  return spec;
}

Sam2Scene busy_scene() {
  Sam2Scene scene;
  scene.step_start_s = 0.05;
  scene.carrier_hz = busy_value(310);
  scene.mod_hz = busy_value(3);
  for (StageValue& stage : scene.mod_hz->stages) stage.value /= 100;
  scene.mod_hz->routes = {{0.7, 0, true, 4, SceneCurve::smooth}};
  scene.scale_rad = busy_value(1);
  for (StageValue& stage : scene.scale_rad->stages) stage.value /= 300;
  scene.direction_deg =
      AutomatedValue{{10, 10}, {}, {{2.1, 0, false, 70, SceneCurve::exponential}}};
  scene.level.stages = {{{0.2, 0.5, 0.1, 0.1}, 0.3, SceneCurve::linear}};
  scene.level.routes = {{1.3, 0, false, -0.4, SceneCurve::linear}};
  return scene;
}

TEST(SceneVoice, IsAClosedFormOfTheFrame) {
  const char* const params[] = {R"({"carrierFreq": 310, "modFreq": 3, "pathType": "closed"})",
                                R"({"endCarrierFreq": 200, "pathType": "custom",
          "customPathProfile": {"points": [[0,1],[2,1],[1,-1]]}})"};
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const char* text : params) {
      const VoiceContext context = context_of(1.9, 44'100, fidelity);
      const auto voice =
          voice_of<Sam2Patch>(spec_with(kMoving, std::string(text), busy_scene()), context);
      EXPECT_TRUE(voice->seeks_at_once());
      const StereoBuffer whole = render(*voice, context.frames);
      EXPECT_LE(static_cast<double>(largest_sample(whole)), voice->peak_bound());
      for (const std::int64_t quantum : {250, 0, 17, 300, 16, 100}) {
        expect_seek_equals(*voice, whole, quantum * 256);
      }
      expect_seek_equals(*voice->clone(), whole, 25'600);
      QuantumBuffer out;
      const std::size_t before = allocations();
      for (int i = 0; i < 40; ++i) voice->render(out.block());
      EXPECT_EQ(allocations(), before);
    }
  }
}

TEST(SceneVoice, MutedIsSilentWithoutBeingComputed) {
  Sam2Scene scene = busy_scene();
  scene.level.gain = 0;
  const VoiceContext context = context_of(0.5, 8'000);
  const auto voice = voice_of<Sam2Patch>(spec_with(kStill, "{}", scene), context);
  EXPECT_EQ(largest_sample(render(*voice, context.frames)), 0);
  EXPECT_EQ(voice->peak_bound(), 0);
}

TEST(SceneVoice, OneThatDoesNothingChangesNoBit) {
  Sam2Scene scene;
  scene.level.stages = {{{0.1, 0.2, 0, 0}, 1, SceneCurve::linear},
                        {{5, 1, 0, 0}, 0, SceneCurve::linear}};
  const VoiceContext context = context_of(0.5, 8'000);
  const auto plain = voice_of<Sam2Patch>(spec_of(kStill, std::string("{}")), context);
  const auto voice = voice_of<Sam2Patch>(spec_with(kStill, "{}", scene), context);
  EXPECT_EQ(render(*voice, context.frames), render(*plain, context.frames));
}

/// Largest change of the phase of the left ear from frame to frame, of a carrier that stands still
/// half a radian away from where a sine does not tell.
double largest_step(const Sam2Scene& scene, Fidelity fidelity) {
  const VoiceContext context = context_of(0.5, 44'100, fidelity);
  const auto voice = voice_of<Sam2Patch>(
      spec_with(kStill, R"({"carrierFreq": 0, "modFreq": 0, "amp": 1, "arcWidthDeg": 0,
                            "directionOffsetDeg": 90, "spatialScale": 0.2})",
                scene),
      context);
  const StereoBuffer heard = render(*voice, context.frames);
  double largest = 0;
  for (std::size_t i = 1; i < heard.frames(); ++i) {
    largest =
        std::max(largest, std::abs(std::asin(static_cast<double>(heard.block().left[i])) -
                                   std::asin(static_cast<double>(heard.block().left[i - 1]))));
  }
  return largest;
}

TEST(CorrectedScene, TakesTwoMillisecondsForAJumpOfThePath) {  // X9
  Sam2Scene stage;
  stage.scale_rad = AutomatedValue{{0.2, 0.2}, {{{0.2, 0.1, 0, 0}, 1.2, SceneCurve::linear}}, {}};
  EXPECT_GT(largest_step(stage, Fidelity::reference), 0.9);
  EXPECT_LT(largest_step(stage, Fidelity::corrected), 1.0 / 88 * 1.05);
  Sam2Scene square;
  square.direction_deg = AutomatedValue{{0, 0}, {}, {{9.3, 45, true, 60, SceneCurve::linear}}};
  EXPECT_GT(largest_step(square, Fidelity::reference), 0.1);
  EXPECT_LT(largest_step(square, Fidelity::corrected), 0.2 / 88 * 1.05);
}

}  // namespace
}  // namespace bbplay::test
