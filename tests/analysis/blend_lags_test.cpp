// SPDX-License-Identifier: MIT
#include <string>

#include <gtest/gtest.h>

#include "dsp/fft/align.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

constexpr std::int64_t kMostAligned = 1 << 19;  // frames (format track 5.2)
constexpr std::int64_t kBlend = 1'100'000;      // as long as the steps, at 1000 Hz

const std::string kFirst =
    R"({"duration": 1100, "voices": [{"synth_function_name": "binaural_beat", "id": 1, "is_transition": true,
       "params": {"startBaseFreq": 100, "endBaseFreq": 130, "beatFreq": 3}}]})";
const std::string kSecond =
    R"({"duration": 1100, "voices": [{"synth_function_name": "binaural_beat", "id": 2,
       "params": {"baseFreq": 112, "beatFreq": 3}}]})";

Session session_with(const std::string& steps) {
  return session_of_text(R"({"global": {"sample_rate": 1000, "crossfade_duration": 1100},
                             "progression": [)" +
                         steps + "]}");
}

TEST(BlendLags, AVeryLongBlendIsAlignedByItsMiddle) {
  const Session both = session_with(kFirst + ", " + kSecond);
  ASSERT_EQ(both.plan->steps[1].fade_in->frames, kBlend);

  const auto lag_within = [](std::int64_t first, std::int64_t frames) {
    const StereoBuffer earlier = render(session_with(kFirst), 4096, first, frames);
    const StereoBuffer next = render(session_with(kSecond), 4096, first, frames);
    return dsp::align(earlier.block(), next.block()).lag;
  };
  const std::int64_t lag = both.plan->steps[1].lag;
  EXPECT_EQ(lag, lag_within((kBlend - kMostAligned) / 2, kMostAligned));
  EXPECT_NE(lag, lag_within(0, kBlend)) << "all of it would say the same";
}

}  // namespace
}  // namespace bbplay::test
