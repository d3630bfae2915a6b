// SPDX-License-Identifier: MIT
// The tracks that come with the program.
#include <algorithm>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "bbplay/reader/read_track.h"

#include "model/start_times.h"

namespace bbplay {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(BBPLAY_SOURCE_DIR) / "data/tracks";

double length_of(const Track& track) {
  const std::vector<double> starts = model::start_times(track);
  double end = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    end = std::max(end, starts[i] + track.steps[i].duration_s);
  }
  return end;
}

TEST(ExampleTracks, AllReadWithoutAFinding) {
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".json") continue;
    Diagnostics findings;
    try {
      const Track track = read_track(entry.path(), {}, findings);
      for (const Step& step : track.steps) {
        EXPECT_FALSE(step.voices.empty()) << track.name << ": " << step.description;
        EXPECT_FALSE(step.description.empty()) << track.name;
      }
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
    EXPECT_EQ(report(findings, {}), "") << entry.path();
    ++read;
  }
  EXPECT_GE(read, 7u);
}

TEST(ExampleTracks, LastAboutAsLongAsTheirNamesSay) {
  const std::map<std::string, double> minutes{{"focus-25min", 25},
                                              {"meditation-30min", 30},
                                              {"moving-source-10min", 10},
                                              {"power-nap-20min", 20},
                                              {"sleep-45min", 45}};
  for (const auto& [name, expected] : minutes) {
    Diagnostics findings;
    const Track track = read_track(kFolder / (name + ".json"), {}, findings);
    EXPECT_NEAR(length_of(track), expected * 60, 15) << name;
  }
}

}  // namespace
}  // namespace bbplay
