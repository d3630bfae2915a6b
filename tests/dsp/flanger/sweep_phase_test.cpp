// SPDX-License-Identifier: MIT
#include "dsp/flanger/sweep_phase.h"

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

TEST(SweepPhase, IsThatOfTheFramesAddedUpOneByOne) {
  constexpr double kRate = 44'100;
  // Among them steps that are exact, that a sum meets half way between two numbers, and none.
  for (const double hz : {0.12, -0.12, 0.1, 1.0, -1.0, 100.0, -99.9, 0.001, -3.7, 0.0, kRate / 1024,
                          -kRate / 4096, kRate * 3 / 1048576, kRate * 0.75}) {
    double turns = 0;
    std::int64_t frames = 0;
    for (const std::int64_t more : {0, 1, 2, 255, 256, 70'001, 300'000, 1'000'003}) {
      const double before = turns;
      for (std::int64_t i = 0; i < more; ++i) turns = next_phase(turns, hz / kRate);
      EXPECT_EQ(phase_after(more, before, hz / kRate), turns) << hz << " Hz, " << frames;
      frames += more;
      EXPECT_EQ(phase_after(frames, 0, hz / kRate), turns) << hz << " Hz, " << frames;
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
