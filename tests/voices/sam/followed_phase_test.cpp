// SPDX-License-Identifier: MIT
// The phase of a frequency that follows stages, where the weights of several of them pass 1 on an
// edge: the frequency has a corner there.
#include "voices/sam/followed_phase.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/sam_scene.h"

namespace bbplay::test {
namespace {

using voices::FollowedPhase;
using voices::SceneClock;

/// Edges of up to some seconds on which the weights of several settings pass 1: once, and there and back.
std::vector<AutomatedValue> values_that_pass_1() {
  std::vector<AutomatedValue> out;
  for (const SceneCurve one : {SceneCurve::linear, SceneCurve::smooth, SceneCurve::exponential}) {
    for (const SceneCurve other : {SceneCurve::linear, SceneCurve::smooth}) {
      for (const double edge_s : {0.0448, 0.1416, 0.77, 2.9}) {
        out.push_back({{440, 440},
                       {{{0.135, 6, edge_s, 0}, -70, one}, {{0.135, 6, edge_s, 0}, 3'000, other}},
                       {}});
        out.push_back({{0, 0},
                       {{{0.135, 3.3, 0, edge_s}, 120, one},
                        {{0.135, 3.3, 0, edge_s}, 3'000, other},
                        {{0.6, 3, 2 * edge_s, 0}, 500, SceneCurve::linear}},
                       {}});
      }
      // One goes while another comes a little later: the weights leave 1 and come back.
      for (const double later_s : {0.013, 0.05, 0.3}) {
        out.push_back({{900, 900},
                       {{{0, 3, 0, 2.5}, -2'000, one}, {{0.5 - later_s, 4, 2.5, 0}, 90, other}},
                       {}});
      }
    }
  }
  return out;
}

TEST(FollowedPhase, IsTheIntegralWhereWeightsPass1) {
  for (const int rate : {8'000, 44'100, 96'000}) {
    const SceneClock clock{37, static_cast<double>(rate)};
    for (const AutomatedValue& value : values_that_pass_1()) {
      const std::int64_t frames = 4LL * rate;
      FollowedPhase phase(value, clock, frames, {value.base, 0, 0, clock.rate});
      long double turns = 0;
      double last = value_at(value, clock.seconds(0)), most = 0;
      for (std::int64_t frame = 1; frame < frames; ++frame) {
        const double hz = value_at(value, clock.seconds(static_cast<double>(frame)));
        turns += (static_cast<long double>(last) + hz) / 2 / rate;
        last = hz;
        if (frame % 97 != 0) continue;
        const auto off = static_cast<double>(phase.turns_at(frame) - turns);
        most = std::max(most, std::abs(off));
      }
      EXPECT_LT(most, 1e-9) << rate << " Hz, edges of " << value.stages[0].window.fade_in_s
                            << " and " << value.stages[0].window.fade_out_s << " s, curves "
                            << static_cast<int>(value.stages[0].curve) << " and "
                            << static_cast<int>(value.stages[1].curve);
    }
  }
}

}  // namespace
}  // namespace bbplay::test
