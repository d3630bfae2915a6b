// SPDX-License-Identifier: MIT
// The track that a session becomes plays the samples of the session.
#include <string>

#include <gtest/gtest.h>

#include "sessions/session_golden.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

StereoBuffer rendered(const std::filesystem::path& path, const ReadOptions& reading) {
  Diagnostics findings;
  AnalyzeOptions options;
  options.rate = 8'000;
  options.level = 0.5;
  options.fidelity = reading.fidelity;
  return render(session_of(read_track(path, reading, findings), options));
}

TEST(SavedTrack, PlaysTheSameSamplesFromAnotherFolder) {
  const reader::JsonDocument cases = session_cases();
  for (const char* name : {"background", "catalogue", "clips", "old_builtin"}) {
    for (const reader::JsonNode golden : cases.root()["cases"].children()) {
      if (golden["name"].text() != name) continue;
      for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
        ReadOptions reading = reading_of(golden);
        reading.fidelity = fidelity;
        const auto session = sessions_folder() / golden["input"].text();
        const ScratchFolder folder;
        Diagnostics findings;
        put_bytes(folder / "saved.json", *track_text(session, folder.path(), reading, findings));
        EXPECT_TRUE(rendered(session, reading) == rendered(folder / "saved.json", reading)) << name;
      }
    }
  }
}

TEST(SavedTrack, IsMadeOfPresetsToo) {
  const ScratchFolder folder;
  put_bytes(folder / "v.voice",
            R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": 220}})");
  put_bytes(folder / "n.noise", R"({"exponent": 1, "duration_seconds": 2, "sample_rate": 8000})");
  ReadOptions reading;
  reading.preset_seconds = 2;
  for (const char* name : {"v.voice", "n.noise"}) {
    Diagnostics findings;
    put_bytes(folder / "t.json", *track_text(folder / name, folder.path(), reading, findings));
    EXPECT_TRUE(rendered(folder / name, reading) == rendered(folder / "t.json", reading)) << name;
    EXPECT_FALSE(track_text(folder / "t.json", folder.path(), reading, findings))
        << "a track is one already";
  }
}

}  // namespace
}  // namespace bbplay::test
