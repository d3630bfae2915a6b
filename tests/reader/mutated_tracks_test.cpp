// SPDX-License-Identifier: MIT
// Whatever happens to the bytes of a track, reading it ends in a track or in one of two exceptions.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/reader/read_track.h"

#include "support/golden.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }

 private:
  std::uint64_t state_ = 20;
};

std::string mutated(std::string text, Dice& dice) {
  static constexpr std::string_view kPieces[] = {"null", "-1", "1e308", "\"x\"",   "{}", "[]",
                                                 "true", ",",  "\"",    "\\u0000", "}",  "]"};
  for (std::size_t change = 0; change <= dice.below(3); ++change) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(4)) {
      case 0:
        text[at] = static_cast<char>(dice.below(256));
        break;
      case 1:
        text.erase(at, 1 + dice.below(12));
        break;
      case 2:
        text.insert(at, kPieces[dice.below(std::size(kPieces))]);
        break;
      default:  // a value for another
        if (const std::size_t colon = text.find(": ", at); colon != text.npos) {
          text.replace(colon + 2, text.find_first_of(",\n", colon) - colon - 2,
                       kPieces[dice.below(std::size(kPieces))]);
        }
    }
    if (text.empty()) break;
  }
  return text;
}

TEST(MutatedTracks, AreReadOrRefused) {
  Dice dice;
  std::size_t readable = 0, refused = 0;
  const GoldenFamily family("tracks");
  for (const GoldenCase& golden : family.cases()) {
    const std::string text = bytes_of(golden.folder / golden.node["track"].text());
    for (int round = 0; round < 40; ++round) {
      Diagnostics findings;
      const std::string changed = mutated(text, dice);
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
