// SPDX-License-Identifier: MIT
// Broken tracks through the program: the right exit code, a message that names the place, no
// output.
#include "support/broken_tracks.h"

#include <cctype>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr double kHangSeconds = 60;  // of the processor; the worst takes about one

class BrokenTracks : public testing::TestWithParam<BrokenTrack> {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_ / "tracks");
    track_ = write_broken_track(GetParam(), folder_ / "tracks").string();
  }

  /// `:line:column: ` of the finding, as far as it has a place.
  static std::string place() {
    const SourcePosition position = GetParam().place;
    if (position.line == 0) return ": ";
    return ':' + std::to_string(position.line) + ':' + std::to_string(position.column) + ": ";
  }

  void expect_told(const Outcome& outcome) const {
    EXPECT_EQ(outcome.exit_code, GetParam().exit_code) << outcome.err;
    // The track, or a file beside it that it names.
    EXPECT_THAT(outcome.err, HasSubstr((folder_ / "tracks").string()));
    EXPECT_THAT(outcome.err, HasSubstr(place()));
    EXPECT_THAT(outcome.err, HasSubstr(GetParam().message));
    EXPECT_LT(outcome.cpu_seconds, kHangSeconds);
  }

  const ScratchFolder folder_;
  std::string track_;
};

TEST_P(BrokenTracks, AreToldByTheCheck) {
  const Outcome outcome = bbplay({"--check", track_});
  expect_told(outcome);
  EXPECT_EQ(outcome.out, GetParam().exit_code == 0 ? track_ + ": OK\n" : "");
}

TEST_P(BrokenTracks, AreNotRendered) {
  std::filesystem::create_directory(folder_ / "out");
  const std::string out = (folder_ / "out/out.wav").string();
  const Outcome outcome = bbplay({"--render", out, "--duration", "0.1", track_});
  expect_told(outcome);
  EXPECT_EQ(std::filesystem::exists(out), GetParam().exit_code == 0);
  EXPECT_EQ(std::filesystem::is_empty(folder_ / "out"), GetParam().exit_code != 0);
}

std::string identifier(const testing::TestParamInfo<BrokenTrack>& info) {
  std::string name;
  for (const char c : info.param.name) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name + '_' + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Each, BrokenTracks, testing::ValuesIn(broken_tracks()), identifier);

}  // namespace
}  // namespace bbplay::test
