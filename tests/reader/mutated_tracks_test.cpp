// SPDX-License-Identifier: MIT
// Whatever happens to the bytes of a track, reading it ends in a track or in one of two exceptions.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/reader/read_track.h"

#include "support/golden.h"
#include "support/mutations.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

constexpr std::string_view kPieces[] = {"null", "-1", "1e308", "\"x\"",   "{}", "[]",
                                        "true", ",",  "\"",    "\\u0000", "}",  "]"};

TEST(MutatedTracks, AreReadOrRefused) {
  Dice dice(20);
  std::size_t readable = 0, refused = 0;
  const GoldenFamily tracks("tracks"), scenes("sam-scenes");
  std::vector<GoldenCase> cases = tracks.cases();
  cases.insert(cases.end(), scenes.cases().begin(), scenes.cases().end());
  for (const GoldenCase& golden : cases) {
    const std::string text = bytes_of(golden.folder / golden.node["track"].text());
    for (int round = 0; round < 40; ++round) {
      Diagnostics findings;
      const std::string changed = mutated(text, kPieces, dice);
      try {
        (void)read_track_text(changed, "mutated.json", golden.folder, {}, findings);
        EXPECT_EQ(findings.errors(), 0u);
        ++readable;
      } catch (const TrackError& error) {
        EXPECT_GT(error.diagnostics().errors(), 0u);
        EXPECT_GT(findings.errors(), 0u);
        ++refused;
      } catch (const InputError&) {
        EXPECT_GT(findings.errors(), 0u);
        ++refused;
      }
    }
  }
  EXPECT_GT(readable, 100u);
  EXPECT_GT(refused, 100u);
}

}  // namespace
}  // namespace bbplay::test
