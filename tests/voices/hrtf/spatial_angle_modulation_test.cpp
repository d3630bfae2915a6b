// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "support/allocations.h"
#include "voices/hrtf/crossfaded_hrtf.h"
#include "voices/hrtf/hrtf_peak.h"
#include "voices/hrtf/overlap_add_hrtf.h"
#include "voices/hrtf/static_hrtf.h"
#include "voices/sam/rendering.h"

namespace bbplay::test {
namespace {

std::unique_ptr<Voice> voice(std::string_view function, std::string params,
                             const VoiceContext& context) {
  return voice_of<SpatialAnglePatch>(spec_of(function, std::move(params)), context);
}

constexpr const char* kStill = "spatial_angle_modulation";
constexpr const char* kMoving = "spatial_angle_modulation_transition";

TEST(SpatialAngleModulation, EqualsTheReference) {
  check_golden<SpatialAnglePatch>("sam", {kStill, kMoving});
}

TEST(SpatialAngleModulation, SeeksToTheSameBits) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const char* function : {kStill, kMoving}) {
      const VoiceContext context = context_of(0.5, 22'050, fidelity);
      const auto built = voice(function, R"({"amp": 0.2, "beatFreq": 3, "endBeatFreq": 9,
          "endCarrierFreq": 700, "endPathShape": "arc"})",
                               context);
      EXPECT_TRUE(built->seeks_at_once());
      const StereoBuffer whole = render(*built, context.frames);
      for (const std::int64_t quantum : {20, 0, 3, 42, 41, 5}) {
        expect_seek_equals(*built, whole, quantum * 256);
      }
      built->seek(2560);
      const auto copy = built->clone();
      expect_seek_equals(*copy, whole, 2560);
    }
  }
}

TEST(SpatialAngleModulation, RendersWithoutAllocating) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    const VoiceContext context = context_of(0.4, 44'100, fidelity);
    const auto built = voice(kStill, R"({"beatFreq": 17, "overlap_factor": 20})", context);
    QuantumBuffer out;
    const std::size_t before = allocations();
    for (int q = 0; q < 60; ++q) built->render(out.block());
    EXPECT_EQ(allocations(), before);
  }
}

TEST(SpatialAngleModulation, ReachesNinetyEightPercentWhenItWouldClip) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    const VoiceContext context = context_of(0.4, 44'100, fidelity);
    const auto loud = voice(kStill, R"({"amp": 1})", context);
    const StereoBuffer heard = render(*loud, context.frames);
    EXPECT_NEAR(largest_sample(heard), 0.98, 1e-6);
    EXPECT_GE(loud->peak_bound(), static_cast<double>(largest_sample(heard)));
    const auto soft = voice(kStill, R"({"amp": 0.05})", context);
    const StereoBuffer quiet = render(*soft, context.frames);
    EXPECT_LT(largest_sample(quiet), 0.5);
    EXPECT_GE(soft->peak_bound(), static_cast<double>(largest_sample(quiet)));
  }
}

TEST(SpatialAngleModulation, ASourceWhoseBeatRunsOutComesToTheFront) {
  // The beat is 3 - 7 i/N: it passes below 0 at 3/7 of the voice. Up to there a square begins on the
  // left and goes round by the sum of the beats.
  const SynthSpec spec = spec_of(kMoving, R"({"startBeatFreq": 3, "endBeatFreq": -4,
      "startPathShape": "square", "endPathShape": "square"})");
  const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
  const VoiceContext context = context_of(7, 1000);
  const voices::SpatialAnglePath path(patch, spec, context);
  double turns = 0;
  for (std::int64_t i = 0; i < 7000; ++i) {
    const double beat = 3 - 7 * static_cast<double>(i) / 7000;
    turns += std::max(0.0, beat) / 1000;
    const double azimuth = beat < 1e-6 ? 0 : 90 - 360 * (turns - std::floor(turns));
    ASSERT_NEAR(path.azimuth_deg(i), azimuth, 1e-6) << i;
  }
}

TEST(SpatialAngleModulation, ASteadyToneNeedsNoConvolution) {
  for (const char* params :
       {R"({"beatFreq": 5})", R"({"beatFreq": 2, "overlap_factor": 4, "frame_dur_ms": 20})",
        R"({"beatFreq": 9, "overlap_factor": 2, "pathShape": "linear", "carrierFreq": 3000})",
        R"({"beatFreq": 30, "frame_dur_ms": 3, "overlap_factor": 5})",  // shorter than a response
        R"({"beatFreq": 1, "carrierFreq": 0})", R"({"frame_dur_ms": 0.02, "overlap_factor": 2})"}) {
    const SynthSpec spec = spec_of(kStill, std::string(params));
    const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
    const voices::WindowedPath plan{voices::SpatialAnglePath(patch, spec, context_of(0.2, 44'100)),
                                    voices::HrtfWindows::of(patch, 44'100),
                                    dsp::shared_head_ring({}, 44'100)};
    voices::OverlapAddHrtf convolving(plan);
    voices::StaticHrtf steady(plan);
    std::vector<double> left(256), right(256), steady_left(256), steady_right(256);
    for (std::int64_t first = 0; first < 8820; first += 256) {
      convolving.render(first, left, right);
      steady.render(first, steady_left, steady_right);
      for (std::size_t i = 0; i < 256 && first + static_cast<std::int64_t>(i) < 8820; ++i) {
        ASSERT_NEAR(steady_left[i], left[i], 3e-6) << params << " frame " << first << " + " << i;
        ASSERT_NEAR(steady_right[i], right[i], 3e-6) << params << " frame " << first << " + " << i;
      }
    }
  }
}

TEST(SpatialAngleModulation, ScanningFindsThePeakThatRenderingFinds) {
  for (const char* params :
       {R"({"beatFreq": 1.7})", R"({"beatFreq": 0.6, "carrierFreq": 1500, "overlap_factor": 4})",
        R"({"beatFreq": 2.3, "pathShape": "arc", "arcStartDeg": -50, "arcEndDeg": 20})"}) {
    const SynthSpec spec = spec_of(kStill, std::string(params));
    const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
    const VoiceContext context = context_of(2.5, 22'050);
    const voices::SpatialAnglePath path(patch, spec, context);
    const auto head = dsp::shared_head_ring({}, 22'050);
    const voices::OverlapAddHrtf windowed({path, voices::HrtfWindows::of(patch, 22'050), head});
    const OwnPeak exact = voices::peak_of(windowed);
    const OwnPeak scanned = voices::peak_of(windowed, {.rendered_frames = 0});
    EXPECT_NEAR(scanned.largest, exact.largest, 0.0012 * exact.largest) << params;  // 0.01 dB
    EXPECT_GE(scanned.bound, exact.largest) << params;
    const OwnPeak hasty = voices::peak_of(windowed, voices::kHastySearch);
    EXPECT_NEAR(hasty.largest, exact.largest, 0.06 * exact.largest) << params;  // 0.5 dB

    const voices::CrossfadedHrtf gliding(path, 4, head);
    const OwnPeak glide = voices::peak_of(gliding);
    const OwnPeak scanned_glide = voices::peak_of(gliding, {.rendered_frames = 0});
    EXPECT_NEAR(scanned_glide.largest, glide.largest, 0.0012 * glide.largest) << params;
    EXPECT_GE(scanned_glide.bound, glide.largest) << params;
  }
}

TEST(SpatialAngleModulation, ScanningFollowsAMovingCarrier) {
  const SynthSpec spec = spec_of(kMoving, std::string(R"({"startCarrierFreq": 200,
      "endCarrierFreq": 4000, "startBeatFreq": 1, "endBeatFreq": 2})"));
  const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
  const voices::SpatialAnglePath path(patch, spec, context_of(3, 22'050));
  const voices::OverlapAddHrtf windowed(
      {path, voices::HrtfWindows::of(patch, 22'050), dsp::shared_head_ring({}, 22'050)});
  const double exact = voices::peak_of(windowed).largest;
  EXPECT_NEAR(voices::peak_of(windowed, {.rendered_frames = 0}).largest, exact, 0.003 * exact);
}

TEST(SpatialAngleModulation, IsSilentWithWindowsThatMakeNoSense) {
  const VoiceContext context = context_of(0.05, 44'100);
  for (const char* params :
       {R"({"overlap_factor": 1})", R"({"frame_dur_ms": 0})", R"({"frame_dur_ms": -3})"}) {
    const auto built = voice(kStill, params, context);
    EXPECT_EQ(largest_sample(render(*built, context.frames)), 0.0f) << params;
  }
}

TEST(SpatialAngleModulation, SurvivesWindowsOfAnyLength) {
  const VoiceContext context = context_of(0.05, 8000);
  for (const char* params :
       {R"({"frame_dur_ms": 1e12})", R"({"frame_dur_ms": 0.1, "overlap_factor": 2})",
        R"({"frame_dur_ms": 0.7, "overlap_factor": 1000})"}) {
    const auto built = voice(kStill, params, context);
    const float peak = largest_sample(render(*built, context.frames));
    EXPECT_TRUE(std::isfinite(peak)) << params;
    EXPECT_LE(static_cast<double>(peak), built->peak_bound()) << params;
  }
}

/// Largest |sample| of every 5 ms of the left ear.
std::vector<double> levels(const StereoBuffer& audio, int rate) {
  const auto step = static_cast<std::size_t>(rate / 200);
  std::vector<double> out;
  for (std::size_t i = 0; i + step <= audio.frames(); i += step) {
    double level = 0;
    for (std::size_t k = i; k < i + step; ++k) {
      level = std::max(level, std::abs(static_cast<double>(audio.block().left[k])));
    }
    out.push_back(level);
  }
  return out;
}

TEST(CorrectedSpatialAngleModulation, NeitherFadesInNorRipples) {
  const std::string params =
      R"({"amp": 0.2, "beatFreq": 0, "carrierFreq": 1000, "overlap_factor": 2})";
  const auto heard = [&](Fidelity fidelity) {
    const VoiceContext context = context_of(0.3, 44'100, fidelity);
    return levels(render(*voice(kStill, params, context), context.frames), 44'100);
  };
  const std::vector<double> windowed = heard(Fidelity::reference);
  const std::vector<double> gliding = heard(Fidelity::corrected);
  const auto [softest, loudest] = std::minmax_element(gliding.begin() + 4, gliding.end());
  EXPECT_LT(*loudest / *softest, 1.003);
  EXPECT_GT(gliding[3], 0.95 * gliding[20]);  // 15 ms after the start
  const auto [softest_window, loudest_window] =
      std::minmax_element(windowed.begin() + 12, windowed.end());
  EXPECT_GT(*loudest_window / *softest_window, 1.2);
  EXPECT_LT(windowed[1], 0.5 * windowed[20]);
}

TEST(CorrectedSpatialAngleModulation, IsAsLoudAsTheWindowsAddUpTo) {
  const auto level = [&](Fidelity fidelity, const std::string& params) {
    const VoiceContext context = context_of(0.3, 44'100, fidelity);
    return levels(render(*voice(kStill, params, context), context.frames), 44'100)[40];
  };
  const std::string params = R"({"amp": 0.1, "beatFreq": 0, "overlap_factor": 8})";
  EXPECT_NEAR(level(Fidelity::corrected, params), level(Fidelity::reference, params),
              0.01 * level(Fidelity::reference, params));
}

TEST(CorrectedSpatialAngleModulation, MovesByTheTimingOfItsTransition) {
  const SynthSpec spec = spec_of(kMoving, std::string(R"({"initial_offset": 0.2,
      "transition_duration": 0.4, "transition_curve": "exponential",
      "startCarrierFreq": 300, "endCarrierFreq": 500, "startPathShape": "square",
      "endPathShape": "circle"})"));
  const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
  const voices::SpatialAnglePath path(patch, spec, context_of(1, 10'000, Fidelity::corrected));
  EXPECT_EQ(path.carrier_hz(1000), 300);
  EXPECT_NEAR(path.carrier_hz(4000), 350, 1e-9);
  EXPECT_EQ(path.carrier_hz(7000), 500);
  EXPECT_EQ(path.azimuths_deg(1000).weight, 0);
  EXPECT_NEAR(path.azimuths_deg(4000).weight, 0.25, 1e-9);
  EXPECT_EQ(path.azimuths_deg(7000).weight, 1);
  EXPECT_NEAR(path.azimuths_deg(7000).from_deg, 90 - path.azimuths_deg(7000).to_deg, 1e-9);

  const voices::SpatialAnglePath reference(patch, spec, context_of(1, 10'000));
  EXPECT_NEAR(reference.carrier_hz(4000), 380, 1e-9);
  EXPECT_EQ(reference.azimuths_deg(9998).from_deg, reference.azimuth_deg(9998));
  EXPECT_EQ(reference.azimuths_deg(9999).to_deg, reference.azimuth_deg(9999));
}

TEST(CorrectedSpatialAngleModulation, TakesLineForLinear) {
  const SynthSpec spec = spec_of(kStill, std::string(R"({"pathShape": "line", "beatFreq": 1})"));
  const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
  const voices::SpatialAnglePath corrected(patch, spec, context_of(1, 1000, Fidelity::corrected));
  EXPECT_EQ(corrected.azimuth_deg(250), 0);
  EXPECT_EQ(corrected.azimuth_deg(750), 180);
  const voices::SpatialAnglePath reference(patch, spec, context_of(1, 1000));
  EXPECT_NEAR(reference.azimuth_deg(249), 90, 1e-9);
}

TEST(SpatialAngleModulation, CutsAFrequencyOffAtZeroInClosedForm) {
  for (const char* params : {R"({"startCarrierFreq": -300, "endCarrierFreq": 500})",
                             R"({"startCarrierFreq": 400, "endCarrierFreq": -200})",
                             R"({"startCarrierFreq": -5, "endCarrierFreq": -1})"}) {
    const SynthSpec spec = spec_of(kMoving, std::string(params));
    const auto& patch = std::get<SpatialAnglePatch>(spec.patch);
    const voices::SpatialAnglePath path(patch, spec, context_of(0.4, 8000));
    double turns = 0;
    for (std::int64_t first = 0; first < 3200; first += 256) {
      std::vector<double> tone(256);
      path.source(first, tone);
      for (std::size_t i = 0; i < 256; ++i) {
        const auto frame = first + static_cast<std::int64_t>(i);
        if (frame >= 3200) break;
        const double ramp = frame == 3199 ? 1 : static_cast<double>(frame) / 3200;
        turns += std::max(0.0, patch.carrier_freq_hz.at(ramp)) / 8000;
        ASSERT_NEAR(tone[i], 0.7 * std::sin(2 * std::numbers::pi * turns), 1e-9)
            << params << " frame " << frame;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::test
