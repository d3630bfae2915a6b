// SPDX-License-Identifier: MIT
#include "bbplay/playback/planning.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/plan/plan_codec.h"
#include "bbplay/reader/read_track.h"

#include "support/render.h"

namespace bbplay::test {
namespace {

std::string track_of(double seconds, const std::string& voice) {
  return R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" +
         std::to_string(seconds) + R"(, "voices": [{"synth_function_name": ")" + voice +
         R"(", "params": {}}]}]})";
}

TEST(Planning, IsThePlanThatWaitingWouldGive) {
  const Session session = session_of_text(track_of(5, "qam_beat"));
  Planning planning({.track = session.track});
  EXPECT_EQ(planning.rate(), 44'100);
  EXPECT_EQ(encode_plan(*planning.exact()), encode_plan(*session.plan));
}

TEST(Planning, GivesUpWhenNobodyWantsThePlan) {
  // Two days of filters, every frame of which has to be listened to: this test ends, or it does not.
  const std::string text = track_of(48 * 3600.0, "qam_beat");
  Diagnostics findings;
  const auto track =
      std::make_shared<const Track>(read_track_text(text, "long.json", {}, {}, findings));
  Planning planning({.track = track});
}

}  // namespace
}  // namespace bbplay::test
