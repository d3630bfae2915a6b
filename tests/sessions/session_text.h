// SPDX-License-Identifier: MIT
/// Files of the family that stand in the test itself.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include "bbplay/reader/read_track.h"

namespace bbplay::test {

/// What reading a file came to.
struct FileResult {
  int exit_code = 0;  // 65, 66 as of `bbplay --check`
  Track track;
  Diagnostics findings;

  /// The first finding of a kind as one line without its file; empty when there is none.
  std::string first(Severity severity) const {
    for (const Finding& finding : findings.findings()) {
      if (finding.severity != severity) continue;
      return (finding.pointer.empty() ? "" : finding.pointer + ": ") + finding.message;
    }
    return {};
  }
  std::string error() const { return first(Severity::error); }
  std::string warning() const { return first(Severity::warning); }
};

inline FileResult read_file_text(const std::string& text, const ReadOptions& options = {},
                                 const std::string& name = "x.json",
                                 const std::filesystem::path& base = {}) {
  FileResult out;
  try {
    out.track = read_track_text(text, name, base, options, out.findings);
  } catch (const InputError&) {
    out.exit_code = 66;
  } catch (const TrackError&) {
    out.exit_code = 65;
  }
  return out;
}

inline ReadOptions corrected() {
  ReadOptions options;
  options.fidelity = Fidelity::corrected;
  return options;
}

}  // namespace bbplay::test
