// SPDX-License-Identifier: MIT
#include "session/planning.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/plan/plan_codec.h"
#include "bbplay/reader/read_track.h"

#include "support/render.h"

namespace bbplay::test {
namespace {

app::Options without_cache() {
  app::Options options;
  options.cache = false;
  return options;
}

std::string track_of(double seconds, const std::string& voice) {
  return R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" +
         std::to_string(seconds) + R"(, "voices": [{"synth_function_name": ")" + voice +
         R"(", "params": {}}]}]})";
}

TEST(Planning, IsThePlanThatWaitingWouldGive) {
  const Session session = session_of_text(track_of(5, "qam_beat"));
  const app::Options options = without_cache();
  app::Console console(options.console);
  app::Planning planning(session.track, 44'100, options);
  EXPECT_EQ(planning.rate(), 44'100);
  EXPECT_EQ(encode_plan(*planning.exact(console)), encode_plan(*session.plan));
}

TEST(Planning, GivesUpWhenNobodyWantsThePlan) {
  // Two days of filters, every frame of which has to be listened to: this test ends, or it does not.
  const std::string text = track_of(48 * 3600.0, "qam_beat");
  Diagnostics findings;
  const auto track =
      std::make_shared<const Track>(read_track_text(text, "long.json", {}, {}, findings));
  app::Planning planning(track, 44'100, without_cache());
}

}  // namespace
}  // namespace bbplay::test
