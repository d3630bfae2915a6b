// SPDX-License-Identifier: MIT
// Two spellings that have to give the same samples (tests/golden/sessions).
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "sessions/session_golden.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

using reader::JsonDocument;
using reader::JsonNode;

constexpr double kLsb = 1.0 / 32767;

StereoBuffer rendered(JsonNode path, Fidelity fidelity) {
  AnalyzeOptions options;
  options.fidelity = fidelity;
  return render(session_of_file(sessions_folder() / path.text(), options));
}

double largest_difference(const StereoBuffer& a, const StereoBuffer& b) {
  if (a.frames() != b.frames()) return INFINITY;
  double largest = 0;
  for (std::size_t i = 0; i < a.frames(); ++i) {
    largest = std::max<double>(largest, std::abs(a.block().left[i] - b.block().left[i]));
    largest = std::max<double>(largest, std::abs(a.block().right[i] - b.block().right[i]));
  }
  return largest;
}

double peak_of(const StereoBuffer& audio) {
  return largest_difference(audio, StereoBuffer(audio.frames()));
}

TEST(SessionPairs, SoundTheSame) {
  const JsonDocument cases = session_cases();
  std::size_t count = 0;
  for (const JsonNode pair : cases.root()["pairs"].children()) {
    const std::string_view which = pair["fidelity"].text();
    // Only a pair whose reason says so may differ by one step of 16 bits.
    const double bound = pair["why"].text().find("1 LSB") != std::string_view::npos ? kLsb : 0;
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const bool is_meant =
          which == "both" || which == (fidelity == Fidelity::reference ? "reference" : "corrected");
      if (!is_meant) continue;
      const StereoBuffer a = rendered(pair["a"], fidelity), b = rendered(pair["b"], fidelity);
      EXPECT_GT(peak_of(a), 0.1) << pair["name"].text();
      EXPECT_LE(largest_difference(a, b), bound) << pair["name"].text() << ' ' << which;
    }
    ++count;
  }
  EXPECT_EQ(count, 19u);
}

TEST(SessionPairs, AnEmptySceneIsNoReasonToWarn) {
  Diagnostics findings;
  ReadOptions strict;
  strict.strict = true;
  (void)read_track(sessions_folder() / "pairs/empty_scene_a.json", strict, findings);
  EXPECT_EQ(report(findings, {.excerpts = false}), "");
}

}  // namespace
}  // namespace bbplay::test
