// SPDX-License-Identifier: MIT
/// Reading tracks that stand in the test itself.
#pragma once

#include <filesystem>
#include <string>

#include "bbplay/reader/read_track.h"

namespace bbplay::test {

struct ReadResult {
  Track track;
  Diagnostics findings;
  /// Messages of all findings, one per line.
  std::string messages() const {
    std::string out;
    for (const Finding& finding : findings.findings()) out += finding.message + '\n';
    return out;
  }
};

/// Throws what read_track_text() throws.
inline ReadResult read_text(std::string text, const std::filesystem::path& base = {},
                            const std::string& file_name = "track.json",
                            const ReadOptions& options = {}) {
  ReadResult out;
  out.track = read_track_text(std::move(text), file_name, base, options, out.findings);
  return out;
}

/// A track of one step with one voice.
inline ReadResult read_voice_text(const std::string& members) {
  return read_text(R"({"steps": [{"duration": 10, "voices": [{)" + members + "}]}]}");
}
inline VoiceSpec voice_of(const std::string& members) {
  return read_voice_text(members).track.steps[0].voices[0];
}

}  // namespace bbplay::test
