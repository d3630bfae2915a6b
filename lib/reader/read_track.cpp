// SPDX-License-Identifier: MIT
#include "bbplay/reader/read_track.h"

#include <string_view>
#include <utility>

#include "bbplay/plan/fingerprint.h"

#include "reader/check_track.h"
#include "reader/input_text.h"
#include "reader/read_clip.h"
#include "reader/read_noise_layer.h"
#include "reader/read_preset.h"
#include "reader/read_step.h"
#include "reader/track_containers.h"

namespace bbplay {
namespace {

void read_containers(reader::JsonNode root, const reader::AssetPaths& assets, Track& track,
                     Diagnostics& diagnostics) {
  if (!root.is(reader::JsonType::object)) {
    root.report(diagnostics, Severity::error,
                "expected a track (an object), found " + root.describe());
    return;
  }
  const reader::TrackContainers parts = reader::find_containers(root, diagnostics);
  const reader::StepDefaults defaults = reader::read_settings(parts.settings, track, diagnostics);
  if (parts.steps.exists()) {
    reader::read_steps(parts.steps, defaults, assets, track, diagnostics);
  } else if (!diagnostics.has_errors()) {
    root.report(diagnostics, Severity::error, "no steps: neither \"progression\" nor \"steps\"");
  }
  if (parts.noise.exists()) {
    track.noise = reader::read_noise_layer(parts.noise, assets, diagnostics);
  }
  reader::read_clips(parts.clips, assets, track, diagnostics);
  if (!diagnostics.has_errors()) reader::check_track(track, parts.steps, diagnostics);
}

bool only_input_files(const Diagnostics& diagnostics) {
  for (const Finding& finding : diagnostics.findings()) {
    if (finding.severity == Severity::error && !finding.input_file) return false;
  }
  return true;
}

}  // namespace

Track read_track_text(std::string text, const std::string& file_name,
                      const std::filesystem::path& base, const ReadOptions& options,
                      Diagnostics& findings) {
  Diagnostics diagnostics(file_name);
  Track track;
  Fingerprint fingerprint;
  fingerprint.add_text(text);
  track.fingerprint = fingerprint.value();
  try {
    const auto document = reader::JsonDocument::parse(std::move(text), file_name);
    const reader::AssetPaths assets(base);
    if (reader::is_preset(document.root(), file_name)) {
      reader::read_preset(document.root(), options.preset_seconds, assets, track, diagnostics);
    } else {
      read_containers(document.root(), assets, track, diagnostics);
    }
    track.assets = assets.found();
  } catch (const TrackError& error) {
    findings.append(error.diagnostics());
    throw;
  }
  diagnostics.sort();
  if (options.strict) diagnostics.make_strict();
  findings.append(diagnostics);
  if (diagnostics.has_errors()) {
    TrackError error(std::move(diagnostics));
    if (only_input_files(error.diagnostics())) throw InputError(error.what());
    throw error;
  }
  return track;
}

Track read_track(const std::filesystem::path& path, const ReadOptions& options,
                 Diagnostics& findings) {
  const bool from_stdin = path == "-";
  std::string text = reader::read_input(path, reader::JsonDocument::Limits{}.bytes);
  Track track = read_track_text(std::move(text), from_stdin ? "stdin" : path.string(),
                                path.parent_path(), options, findings);
  track.name = from_stdin ? "stdin" : path.stem().string();
  return track;
}

}  // namespace bbplay
