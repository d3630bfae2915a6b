// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "bbplay/reader/read_track.h"

#include "support/golden.h"

namespace bbplay {
namespace {

/// Only what the engine cannot play yet may be wrong with a golden track.
TEST(ReadTrack, ReadsEveryGoldenTrack) {
  const test::GoldenFamily family("tracks");
  for (const test::GoldenCase& golden : family.cases()) {
    Diagnostics findings;
    try {
      const Track track =
          read_track(golden.folder / golden.node["track"].text(), ReadOptions{}, findings);
      EXPECT_EQ(track.sample_rate, golden.rate) << golden.name;
      EXPECT_EQ(track.name, golden.name);
    } catch (const TrackError& error) {
      for (const Finding& finding : error.diagnostics().findings()) {
        if (finding.severity != Severity::error) continue;
        EXPECT_TRUE(finding.message.ends_with("not yet supported")) << finding.text();
      }
    }
  }
}

}  // namespace
}  // namespace bbplay
