// SPDX-License-Identifier: MIT
// What plays nothing loads no audio libraries, nor others that only playing needs.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/tracks.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What the dynamic linker tells of a run.
std::string loaded_by(std::vector<std::string> arguments, const std::string& sound_server) {
  Start start;
  start.environment = {"LD_DEBUG=files", "ALSA_CONFIG_PATH=/dev/null", "JACK_NO_START_SERVER=1",
                       "PULSE_SERVER=" + sound_server};
  return bbplay(std::move(arguments), start).err;
}

TEST(Libraries, AreNotLoadedWhereNothingIsPlayed) {
  const ScratchFolder folder;
  const std::string track = (folder / "night.json").string();
  put_bytes(track, two_step_track(1));
  const std::vector<std::vector<std::string>> runs{
      {"--version"}, {"--check", track}, {"--render", (folder / "night.wav").string(), track}};
  for (const auto& run : runs) {
    const std::string loaded = loaded_by(run, "unix:/nonexistent");
    ASSERT_THAT(loaded, HasSubstr("libsndfile")) << "the linker tells nothing";
    for (const auto library : {"libportaudio", "libasound", "libpulse", "libsystemd"}) {
      EXPECT_THAT(loaded, Not(HasSubstr(library))) << run.front();
    }
  }
  EXPECT_THAT(loaded_by({"-q", track}, "unix:/nonexistent"), HasSubstr("libportaudio"));
}

}  // namespace
}  // namespace bbplay::test
