// SPDX-License-Identifier: MIT
// Presets, and the sessions that look for them: the input is the catalogue of a session.
#include <string>

#include "bbplay/model/diagnostics.h"
#include "bbplay/reader/read_track.h"

#include "fuzz/fuzz_target.h"
#include "support/scratch_folder.h"

namespace {

constexpr const char* kSession = R"({"session_settings": {"sample_rate": 8000}, "steps": [
  {"binaural_preset_id": "a", "noise_preset_id": "b", "duration": 1},
  {"binaural_preset_id": "builtin:a", "noise_preset_id": "c.noise", "duration": 1}]})";

void read(const std::string& text, const char* name, const bbplay::ReadOptions& options) {
  bbplay::Diagnostics findings;
  try {
    (void)bbplay::read_track_text(text, name, "/nonexistent", options, findings);
  } catch (const bbplay::TrackError&) {
  } catch (const bbplay::InputError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bbplay::test::ScratchFolder folder;
  const std::string text(text_of(data, size));
  for (const char* name : {"fuzz.voice", "fuzz.voices", "fuzz.noise", "fuzz.json"}) {
    read(text, name, {});
  }
  bbplay::ReadOptions with_catalogue;
  with_catalogue.presets = {folder / "catalogue.json"};
  bbplay::test::put_bytes(with_catalogue.presets[0], text);
  read(kSession, "session.json", with_catalogue);
  return 0;
}
