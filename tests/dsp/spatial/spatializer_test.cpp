// SPDX-License-Identifier: MIT
#include "dsp/spatial/spatializer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reader/read_spatial.h"
#include "support/golden.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

/// The patch of a case that uses the argument names and the defaults of the reference's function.
SpatialPatch patch_of(const GoldenCase& golden) {
  constexpr std::pair<std::string_view, double SpatialPatch::*> kArguments[] = {
      {"ild_enable", &SpatialPatch::use_ild},
      {"ear_angle_deg", &SpatialPatch::ear_angle_deg},
      {"head_radius_m", &SpatialPatch::head_radius_m},
      {"itd_scale", &SpatialPatch::itd_scale},
      {"ild_max_db", &SpatialPatch::ild_max_db},
      {"ref_distance_m", &SpatialPatch::ref_distance_m},
      {"rolloff", &SpatialPatch::rolloff},
      {"hf_roll_db_per_m", &SpatialPatch::hf_roll_db_per_m},
      {"dz_theta_ms", &SpatialPatch::dezipper_theta_ms},
      {"dz_dist_ms", &SpatialPatch::dezipper_dist_ms},
      {"min_distance_m", &SpatialPatch::min_distance_m},
      {"max_deg_per_s", &SpatialPatch::max_deg_per_s},
      {"max_delay_step_samples", &SpatialPatch::max_delay_step_samples},
      {"interp_mode", &SpatialPatch::interpolation},
  };
  SpatialPatch patch;
  patch.enable = true;
  patch.ild_max_db = 3.0;
  patch.dezipper_theta_ms = 20;
  patch.dezipper_dist_ms = 50;
  for (const reader::JsonNode argument : golden.params.children()) {
    bool known = argument.key() == "decoder";
    if (known) patch.decoder = {static_cast<int>(argument.number().value())};
    for (const auto& [name, field] : kArguments) {
      if (argument.key() != name) continue;
      known = true;
      patch.*field = argument.number().value();
    }
    EXPECT_TRUE(known) << "no parameter for the argument " << argument.key();
  }
  Diagnostics diagnostics;
  patch.trajectory = reader::read_azimuth_segments(golden.node["segments"], diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return patch;
}

void check_golden(const char* file, Fidelity fidelity) {
  const GoldenFamily family("effects", file);
  WorstErrors worst(fidelity == Fidelity::reference ? "effects" : "effects corrected");
  for (const GoldenCase& golden : family.of({"spatialize_binaural_mid_only"})) {
    dsp::Spatializer spatializer(patch_of(golden), golden.duration, golden.rate, fidelity);
    const StereoBuffer out = processed(spatializer, stereo(golden.input("audio")));
    worst.check(golden, largest_error(interleaved(out), golden.expected().samples));
  }
}

TEST(Spatializer, SoundsLikeTheReference) { check_golden("cases.json", Fidelity::reference); }

TEST(Spatializer, SoundsLikeTheModelOfItsCorrections) {
  check_golden("cases_corrected.json", Fidelity::corrected);
}

constexpr Fidelity kBoth[] = {Fidelity::reference, Fidelity::corrected};

AzimuthSegment circling() {
  AzimuthSegment segment;
  segment.seconds = 0.5;
  segment.start_deg = 20;
  segment.speed_deg_per_s = 80;
  segment.first_distance_m = 0.8;
  segment.last_distance_m = 1.7;
  return segment;
}

/// Both decoders with all their switches.
std::vector<SpatialPatch> all_kinds() {
  std::vector<SpatialPatch> kinds;
  for (const int decoder : {SpatialPatch::itd_head, SpatialPatch::foa_cardioid}) {
    for (const double interpolation : {0.0, 1.0}) {
      for (const double use_ild : {0.0, 1.0}) {
        for (const double rolloff : {1.0, 1.3}) {
          SpatialPatch patch;
          patch.enable = true;
          patch.decoder = {decoder};
          patch.interpolation = interpolation;
          patch.use_ild = use_ild;
          patch.rolloff = rolloff;
          patch.hf_roll_db_per_m = rolloff - 1;
          patch.trajectory = {circling()};
          kinds.push_back(patch);
        }
      }
    }
  }
  return kinds;
}

TEST(Spatializer, TheSmallestDelayOfFoaIsADelay) {
  // With the default way the source leaves the front at frame 1. From there on the left ear is
  // delayed by d > 0, though by less than 1e-9 frames at first, and the backward read of the
  // reference gives frame n - 2. The law of format spatial 2, 3 and 5 with its operations:
  constexpr int kRate = 44'100;
  constexpr std::size_t kFrames = 256;
  const StereoBuffer input = two_tones(kFrames, kRate);
  SpatialPatch patch;
  patch.enable = true;
  patch.decoder = {SpatialPatch::foa_cardioid};
  dsp::Spatializer spatializer(patch, 4.0, kRate, Fidelity::reference);
  const StereoBuffer heard = processed(spatializer, input);

  constexpr double kPi = std::numbers::pi;
  const double pole = std::exp(-1 / (kRate * 60e-3)),
               distance_pole = std::exp(-1 / (kRate * 80e-3));
  double z = 0, distance = 1, delay[2] = {}, gain[2] = {1, 1};
  std::vector<double> line[2];
  const auto read = [](const std::vector<double>& p, double d) {
    const double whole = std::ceil(d), f = whole - d;
    const auto at = [&](double age) {
      const double index = static_cast<double>(p.size()) - 1 - age;
      return index < 0 ? 0 : p[static_cast<std::size_t>(index)];
    };
    return (1 - f) * at(whole) + f * at(whole + 1);
  };
  for (std::size_t n = 0; n < kFrames; ++n) {
    const double t = static_cast<double>(n) / kRate;
    const double theta = 75 * std::sin(2 * kPi * t / 20) * kPi / 180;
    z += (1 - pole) * std::atan2(std::sin(theta - z), std::cos(theta - z));
    distance = distance_pole * distance + (1 - distance_pole) * (1 + 0.4 * t / 4);
    const double left = input.block().left[n], right = input.block().right[n];
    const double mid = (left + right) / std::numbers::sqrt2 / std::max(1.0, distance);
    const double side = (left - right) / std::numbers::sqrt2;
    line[0].push_back(mid * (0.5 + std::cos(z - kPi / 6)));
    line[1].push_back(mid * (0.5 + std::cos(z + kPi / 6)));
    const double tau = 0.0875 / 343 * std::sin(z) * kRate;
    const double level = std::pow(10, 1.5 / 2 * std::sin(z) / 20);
    double ear[2];
    for (const int side_of_head : {0, 1}) {
      const double sign = side_of_head == 0 ? 1 : -1;
      double& d = delay[side_of_head];
      double& g = gain[side_of_head];
      d = pole * d + (1 - pole) * std::max(0.0, sign * tau);
      g = pole * g + (1 - pole) * (sign > 0 ? level : 1 / level);
      ear[side_of_head] = g * read(line[side_of_head], d);
    }
    ASSERT_NEAR(heard.block().left[n], (ear[0] + side) / std::numbers::sqrt2, 3e-7) << n;
    ASSERT_NEAR(heard.block().right[n], (ear[1] - side) / std::numbers::sqrt2, 3e-7) << n;
  }
  EXPECT_LT(delay[0], 1e-3);
}

TEST(Spatializer, StartsAgainAfterARestart) {
  const StereoBuffer input = two_tones(5 * kQuantum, 8000);
  for (const Fidelity fidelity : kBoth) {
    for (const SpatialPatch& patch : all_kinds()) {
      dsp::Spatializer spatializer(patch, 1.0, 8000, fidelity);
      const StereoBuffer first = processed(spatializer, input);
      spatializer.restart(0);
      EXPECT_EQ(processed(spatializer, input), first);
    }
  }
}

TEST(Spatializer, GoesOnInACopyFromWhereItStands) {
  const StereoBuffer input = two_tones(4 * kQuantum, 8000);
  for (const Fidelity fidelity : kBoth) {
    for (const SpatialPatch& patch : all_kinds()) {
      dsp::Spatializer spatializer(patch, 1.0, 8000, fidelity);
      processed(spatializer, input);
      dsp::Spatializer copy = spatializer;
      EXPECT_EQ(processed(copy, input, 4 * kQuantum), processed(spatializer, input, 4 * kQuantum));
    }
  }
}

TEST(Spatializer, StaysSilentInSilence) {
  const StereoBuffer silence(8 * kQuantum);
  for (const Fidelity fidelity : kBoth) {
    for (const SpatialPatch& patch : all_kinds()) {
      dsp::Spatializer spatializer(patch, 1.0, 8000, fidelity);
      EXPECT_EQ(interleaved(processed(spatializer, silence)), interleaved(silence));
    }
  }
}

TEST(Spatializer, NeverPassesItsGainBound) {
  StereoBuffer noise(2000);
  std::uint32_t random = 1;
  for (std::size_t i = 0; i < noise.frames(); ++i) {
    random = random * 1664525u + 1013904223u;
    noise.block().left[i] = random & 0x10000000u ? 1.0f : -1.0f;
    noise.block().right[i] = random & 0x40000000u ? 1.0f : -1.0f;
  }
  for (const Fidelity fidelity : kBoth) {
    for (const SpatialPatch& patch : all_kinds()) {
      dsp::Spatializer spatializer(patch, 0.25, 8000, fidelity);
      double peak = 0;
      for (const double y : interleaved(processed(spatializer, noise))) {
        peak = std::max(peak, std::abs(y));
      }
      EXPECT_LE(peak, spatializer.gain_bound());
      EXPECT_GT(peak, 0.5);
    }
  }
}

TEST(Spatializer, IsTransparentInFrontWhenCorrected) {
  const StereoBuffer input = two_tones(2000, 8000);
  for (const double interpolation : {0.0, 1.0}) {
    SpatialPatch patch;
    patch.interpolation = interpolation;
    patch.trajectory.emplace();  // empty: in front, 1 m
    dsp::Spatializer spatializer(patch, 0.25, 8000, Fidelity::corrected);
    EXPECT_LT(largest_error(interleaved(processed(spatializer, input)), interleaved(input)), 2e-7);
  }
}

TEST(Spatializer, DelaysTheFarEarWhenCorrected) {
  // A click from the left, far enough in for the smoothing to stand still.
  SpatialPatch patch;
  patch.use_ild = 0;
  patch.interpolation = 0;
  AzimuthSegment left;
  left.seconds = 1;
  left.start_deg = 90;
  left.extent_deg = 0;
  patch.trajectory = {left};
  constexpr int kRate = 48'000;
  StereoBuffer click(4 * kQuantum);
  click.block().left[300] = click.block().right[300] = 1;
  dsp::Spatializer spatializer(patch, 1.0, kRate, Fidelity::corrected);
  const StereoBuffer out = processed(spatializer, click);
  const ConstStereoBlock heard = std::as_const(out).block();
  EXPECT_NEAR(heard.left[300], 1, 1e-6);
  const double delay = 0.0875 / 343 * kRate;  // 12.245 frames
  const auto whole = static_cast<std::size_t>(delay);
  const double fraction = delay - static_cast<double>(whole);
  EXPECT_NEAR(static_cast<double>(heard.right[300 + whole]), 1 - fraction, 1e-6);
  EXPECT_NEAR(static_cast<double>(heard.right[301 + whole]), fraction, 1e-6);
}

TEST(Spatializer, SurvivesAbsurdSettings) {
  const StereoBuffer input = two_tones(3 * kQuantum, 8000);
  for (const Fidelity fidelity : kBoth) {
    for (const double absurd : {-1e300, -1.0, 0.0, 1e-300, 1e300}) {
      for (SpatialPatch patch : all_kinds()) {
        patch.head_radius_m = absurd;
        patch.itd_scale = absurd;
        patch.ref_distance_m = absurd;
        patch.max_deg_per_s = absurd;
        patch.max_delay_step_samples = absurd;
        patch.min_distance_m = absurd;
        patch.dezipper_theta_ms = absurd;
        patch.dezipper_dist_ms = absurd;
        dsp::Spatializer spatializer(patch, 0.1, 8000, fidelity);
        for (const double y : interleaved(processed(spatializer, input))) {
          ASSERT_TRUE(std::isfinite(y));
        }
      }
    }
  }
}

TEST(Spatializer, IsThereOnlyWhenAVoiceAsksForIt) {
  SpatialPatch patch;
  EXPECT_FALSE(dsp::spatializer_of(patch, 1, 44'100, Fidelity::reference).has_value());
  patch.enable = true;
  EXPECT_TRUE(dsp::spatializer_of(patch, 1, 44'100, Fidelity::reference).has_value());
}

TEST(Spatializer, IsRenewedAheadWhereAVoiceAsksForIt) {
  SpatialPatch patch;
  patch.enable = true;
  constexpr std::int64_t kAhead = 400 * static_cast<std::int64_t>(kQuantum);
  const auto entry = [&](std::int64_t ahead) {
    const auto placed = dsp::spatializer_of(patch, 60, 44'100, Fidelity::reference, ahead);
    return placed->entry_before(kRenewalFrames - kAhead);
  };
  EXPECT_EQ(entry(0), 0);
  EXPECT_GT(entry(kAhead), 0);
}

}  // namespace
}  // namespace bbplay::test
