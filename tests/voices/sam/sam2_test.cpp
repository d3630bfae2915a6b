// SPDX-License-Identifier: MIT
#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/allocations.h"
#include "voices/sam/drawn_path.h"
#include "voices/sam/rendering.h"
#include "voices/sam/sam2_motion.h"

namespace bbplay::test {
namespace {

constexpr const char* kStill = "spatial_angle_modulation_sam2";
constexpr const char* kMoving = "spatial_angle_modulation_sam2_transition";

const Sam2Patch& patch_of(const SynthSpec& spec) { return std::get<Sam2Patch>(spec.patch); }

voices::Sam2Motion motion(const char* function, std::string params, const VoiceContext& context) {
  const SynthSpec spec = spec_of(function, std::move(params));
  return {patch_of(spec), spec, context};
}

TEST(Sam2, EqualsTheReference) { check_golden<Sam2Patch>("sam", {kStill, kMoving}); }

TEST(Sam2, IsAClosedFormOfTheFrame) {
  const char* const params[] = {
      R"({"modFreq": 7.7, "endModFreq": 3, "pathType": "closed", "initial_offset": 0.1})",
      R"({"pathType": "discontinuous", "endArcWidthDeg": 200, "transition_duration": 0})",
      R"({"pathType": "custom", "customPathProfile": {"points": [[0,1],[2,1],[1,-1]]}})"};
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const char* text : params) {
      const VoiceContext context = context_of(0.4, 44'100, fidelity);
      const auto voice = voice_of<Sam2Patch>(spec_of(kMoving, std::string(text)), context);
      EXPECT_TRUE(voice->seeks_at_once());
      const StereoBuffer whole = render(*voice, context.frames);
      EXPECT_LE(static_cast<double>(largest_sample(whole)), voice->peak_bound());
      for (const std::int64_t quantum : {50, 0, 17, 16}) {
        expect_seek_equals(*voice, whole, quantum * 256);
      }
      expect_seek_equals(*voice->clone(), whole, 2560);
      QuantumBuffer out;
      const std::size_t before = allocations();
      voice->render(out.block());
      EXPECT_EQ(allocations(), before);
    }
  }
}

TEST(Sam2, KeepsItsPhaseAfterHours) {
  const VoiceContext context = context_of(8 * 3600.0, 48'000);
  const auto voice = voice_of<Sam2Patch>(
      spec_of(kStill, std::string(R"({"carrierFreq": 440.25, "modFreq": 0, "arcWidthDeg": 0,
                                      "amp": 1})")),
      context);
  const std::int64_t frame = 256 * 5'399'000LL;
  voice->seek(frame);
  QuantumBuffer out;
  voice->render(out.block());
  for (std::int64_t i = 0; i < 256; ++i) {
    // 440.25 Hz at 48 kHz: 587 quarter turns of 64000 ths of a turn per frame.
    const std::int64_t per_mille_turns = (frame + i) % 64'000 * 587 % 64'000;
    const double turns = static_cast<double>(per_mille_turns) / 64'000;
    EXPECT_NEAR(out.left[i], std::sin(2 * std::numbers::pi * turns), 1e-6);
  }
}

TEST(Sam2, ReportsWhatItDoesNotPlay) {
  const auto told = [](std::string params) {
    Diagnostics diagnostics;
    const auto document = reader::JsonDocument::parse(std::move(params), "test.json");
    EXPECT_TRUE(reader::read_synth(kStill, document.root(), diagnostics).has_value());
    std::string out;
    for (const Finding& finding : diagnostics.findings()) out += finding.text() + '\n';
    return out;
  };
  EXPECT_EQ(told(R"({"rendererMode": "Hrtf", "hrtfAsset": "x.sofa"})"),
            "test.json:1:18: warning: /rendererMode: rendererMode hrtf is not implemented: played "
            "as abstract_pm\n");
  EXPECT_THAT(told(R"({"rendererMode": ""})"), testing::HasSubstr("rendererMode \"\" is not"));
  EXPECT_EQ(told(R"({"rendererMode": "Abstract_PM", "hrtfAsset": "x.sofa"})"), "");
  EXPECT_EQ(told(R"({"rendererMode": null, "samStages": {}})"), "");
  EXPECT_THAT(told(R"({"_sam_scene": {}})"), testing::HasSubstr("/_sam_scene: unknown parameter"));
}

TEST(Sam2, PrefersTheNewerNameOfAnEnd) {
  const SynthSpec spec = spec_of(kMoving, std::string(R"({"startModFreq": 1, "startBeatFreq": 2,
      "endBeatFreq": 3, "beatFreq": 9, "peakPhaseDev": 4})"));
  EXPECT_EQ(patch_of(spec).mod_freq_hz, (Ramp{1, 3}));
  EXPECT_EQ(patch_of(spec).spatial_scale_rad, (Ramp{4, 4}));
}

double largest_step(voices::Sam2Motion moving, std::int64_t frames) {
  std::vector<double> deviation(256);
  double last = NAN;
  double largest = 0;
  for (std::int64_t first = 0; first < frames; first += 256) {
    moving.fill(first, deviation);
    for (const double value : deviation) {
      if (!std::isnan(last)) largest = std::max(largest, std::abs(value - last));
      last = value;
    }
  }
  return largest;
}

TEST(CorrectedSam2, TakesTwoMillisecondsForAJump) {
  const char* const params = R"({"pathType": "closed", "spatialScale": 3, "arcWidthDeg": 180,
                                 "carrierFreq": 0, "amp": 1, "modFreq": 5})";
  const auto steepest = [&](Fidelity fidelity) {
    const VoiceContext context = context_of(0.5, 44'100, fidelity);
    const auto voice = voice_of<Sam2Patch>(spec_of(kStill, std::string(params)), context);
    const StereoBuffer heard = render(*voice, context.frames);
    double largest = 0;
    for (std::size_t i = 1; i < heard.frames(); ++i) {
      largest = std::max(largest, static_cast<double>(
                                      std::abs(heard.block().left[i] - heard.block().left[i - 1])));
    }
    return largest;
  };
  EXPECT_GT(steepest(Fidelity::reference), 0.2);
  EXPECT_LT(steepest(Fidelity::corrected), 6.0 / 88 * 1.05);  // from +3 to -3 rad in 88 frames
}

TEST(CorrectedSam2, LeavesSmoothPathsAlone) {
  for (const char* params :
       {R"({})", R"({"pathShape": "tri"})", R"({"pathType": "closed", "pathShape": "sine"})"}) {
    const VoiceContext plain = context_of(0.2, 8000);
    const VoiceContext corrected = context_of(0.2, 8000, Fidelity::corrected);
    const SynthSpec spec = spec_of(kStill, std::string(params));
    const auto a = voice_of<Sam2Patch>(spec, plain);
    const auto b = voice_of<Sam2Patch>(spec, corrected);
    EXPECT_EQ(render(*a, 1600), render(*b, 1600)) << params;
  }
}

TEST(CorrectedSam2, MovesItsLevelsAlongTheCurve) {
  const char* const params = R"({"startArcWidthDeg": 0, "endArcWidthDeg": 180,
      "startDirectionOffsetDeg": 0, "endDirectionOffsetDeg": 30, "modFreq": 0,
      "transition_curve": "exponential"})";
  const auto at_half = [&](Fidelity fidelity) {
    std::vector<double> deviation(1);
    motion(kMoving, params, context_of(1, 1000, fidelity)).fill(500, deviation);
    return std::asin(deviation[0]) * 180 / std::numbers::pi;
  };
  EXPECT_NEAR(at_half(Fidelity::reference), 15, 1e-9);
  EXPECT_NEAR(at_half(Fidelity::corrected), 7.5, 1e-9);
}

TEST(CorrectedSam2, AJumpChangesNothingBeforeIt) {
  const char* const params = R"({"startCarrierFreq": 100, "endCarrierFreq": 300,
      "initial_offset": 0.5, "transition_duration": 0})";
  const auto reference = motion(kMoving, params, context_of(1, 1000));
  const auto corrected = motion(kMoving, params, context_of(1, 1000, Fidelity::corrected));
  EXPECT_NEAR(reference.clock().carrier_turns(400), -30, 1e-9);
  EXPECT_NEAR(corrected.clock().carrier_turns(400), -10, 1e-9);
  EXPECT_NEAR(corrected.clock().carrier_turns(600), 30, 1e-9);
  EXPECT_NEAR(corrected.clock().carrier_turns(500), 0, 1e-9);  // and never breaks off
}

TEST(CorrectedSam2, ClosesASmoothedPath) {
  CustomPath path;
  path.points = {{1, 1}, {-1, 1}, {-1, -1}, {1, -1}};
  path.closed = true;
  const voices::DrawnPath open_end(path, Fidelity::reference);
  const voices::DrawnPath closed(path, Fidelity::corrected);
  const auto gap = [](const voices::DrawnPath& drawn) {
    return std::hypot(drawn.at(0).x - drawn.at(1).x, drawn.at(0).y - drawn.at(1).y);
  };
  EXPECT_GT(gap(open_end), 0.4);
  EXPECT_LT(gap(closed), 1e-12);
}

TEST(DrawnPath, IsWalkedAtConstantSpeed) {
  CustomPath path;
  path.points = {{0, 1}, {3, 0}, {0, -4}, {-0.5, 0.01}, {-0.5, 0}, {-2, 2}};
  for (const bool spline : {false, true}) {
    path.spline = spline;
    const voices::DrawnPath drawn(path, Fidelity::reference);
    ASSERT_TRUE(drawn.is_walkable());
    double length = 0;
    for (std::size_t k = 1; k < drawn.nodes(); ++k) {
      length +=
          std::hypot(drawn.node(k).x - drawn.node(k - 1).x, drawn.node(k).y - drawn.node(k - 1).y);
    }
    double walked = 0;
    constexpr int kSteps = 100'000;
    for (int k = 1; k <= kSteps; ++k) {
      const auto a = drawn.at(static_cast<double>(k - 1) / kSteps);
      const auto b = drawn.at(static_cast<double>(k) / kSteps);
      const double step = std::hypot(b.x - a.x, b.y - a.y);
      ASSERT_LE(step, length / kSteps * (1 + 1e-6));
      walked += step;
    }
    EXPECT_NEAR(walked, length, 1e-3 * length);
  }
}

TEST(Sam2, MeasuresALongDrawnPathByItsCorners) {
  // Half an hour at 44.1 kHz is more than is looked at frame by frame.
  const VoiceContext context = context_of(1800, 44'100);
  const auto spec = spec_of(kStill, std::string(R"({"pathType": "custom", "modFreq": 1e-3,
      "spatialScale": 1, "arcWidthDeg": 0, "directionOffsetDeg": 90,
      "customPathProfile": {"smoothingPasses": 0, "points": [[0.1, 0], [1, 0], [0.2, 0.5]]}})"));
  voices::Sam2Motion moving(patch_of(spec), spec, context);
  std::vector<double> deviation(1);
  moving.fill(0, deviation);
  EXPECT_NEAR(deviation[0], 1.25, 1e-9);  // the nearest place of all
  EXPECT_LT(largest_step(moving, 44'100), 1e-3);
}

}  // namespace
}  // namespace bbplay::test
