// SPDX-License-Identifier: MIT
#include "dsp/spatial/azimuth_trajectory.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "reader/read_spatial.h"
#include "support/golden.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

std::vector<double> whole(const dsp::AzimuthTrajectory& trajectory, std::size_t frames,
                          std::size_t block) {
  std::vector<double> out(2 * frames), azimuth(block), distance(block);
  for (std::size_t done = 0; done < frames; done += block) {
    const std::size_t count = std::min(block, frames - done);
    trajectory.fill(static_cast<std::int64_t>(done), {azimuth.data(), count},
                    {distance.data(), count});
    for (std::size_t i = 0; i < count; ++i) {
      out[2 * (done + i)] = azimuth[i];
      out[2 * (done + i) + 1] = distance[i];
    }
  }
  return out;
}

dsp::AzimuthTrajectory trajectory_of(const GoldenCase& golden) {
  Diagnostics diagnostics;
  const std::vector<AzimuthSegment> segments =
      reader::read_azimuth_segments(golden.params["segments"], diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return {segments, golden.duration, golden.rate};
}

TEST(AzimuthTrajectory, FollowsTheReference) {
  const GoldenFamily family("effects");
  WorstErrors worst("effects");
  for (const GoldenCase& golden : family.of({"generate_azimuth_trajectory"})) {
    const AudioData expected = golden.expected();
    const auto actual = whole(trajectory_of(golden), expected.frames(), kQuantum);
    worst.check(golden, largest_error(actual, expected.samples));
  }
}

TEST(AzimuthTrajectory, IsTheSameInBlocksOfAnyLength) {
  const GoldenFamily family("effects");
  for (const GoldenCase& golden : family.of({"generate_azimuth_trajectory"})) {
    const dsp::AzimuthTrajectory trajectory = trajectory_of(golden);
    const auto reference = whole(trajectory, 1000, 1000);
    for (const std::size_t block : {1u, 7u, 256u}) {
      EXPECT_EQ(whole(trajectory, 1000, block), reference)
          << golden.name << ", blocks of " << block;
    }
  }
}

TEST(AzimuthTrajectory, StaysFiniteWithAbsurdSegments) {
  for (const double absurd : {-1e300, -1e-300, 1e-300, 1e300}) {
    for (const AzimuthMode mode :
         {AzimuthMode::rotate, AzimuthMode::rotating_arc, AzimuthMode::oscillate}) {
      AzimuthSegment segment;
      segment.mode = mode;
      segment.eased = true;
      segment.seconds = 0.1;
      segment.start_deg = segment.center_deg = segment.extent_deg = absurd;
      segment.speed_deg_per_s = segment.period_s = segment.rotate_freq_hz = absurd;
      segment.first_distance_m = segment.last_distance_m = absurd;
      const dsp::AzimuthTrajectory trajectory({&segment, 1}, 1.0, 1000);
      for (const double value : whole(trajectory, 1000, kQuantum))
        ASSERT_TRUE(std::isfinite(value));
      segment.seconds = absurd;
      const dsp::AzimuthTrajectory odd({&segment, 1}, 1.0, 1000);
      for (const double value : whole(odd, 1000, kQuantum)) ASSERT_TRUE(std::isfinite(value));
    }
  }
}

}  // namespace
}  // namespace bbplay::test
