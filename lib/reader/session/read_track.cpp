// SPDX-License-Identifier: MIT
#include "bbplay/reader/read_track.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "bbplay/plan/fingerprint.h"

#include "reader/apply_scene.h"
#include "reader/check_track.h"
#include "reader/input_text.h"
#include "reader/read_clip.h"
#include "reader/read_noise_layer.h"
#include "reader/read_preset.h"
#include "reader/read_step.h"
#include "reader/session/convert.h"
#include "reader/session/document_kind.h"
#include "reader/track_containers.h"

namespace bbplay {
namespace {

using reader::DocumentKind;
using reader::JsonDocument;
using reader::JsonNode;
using reader::JsonType;

constexpr double kPresetSeconds = 60;

void read_containers(JsonNode root, reader::Reading reading, Track& track,
                     const ReadOptions& options, Diagnostics& diagnostics) {
  if (!root.is(JsonType::object)) {
    root.report(diagnostics, Severity::error,
                "expected a track (an object), found " + root.describe());
    return;
  }
  const reader::TrackContainers parts = reader::find_containers(root, diagnostics);
  const reader::StepDefaults defaults = reader::read_settings(parts.settings, track, diagnostics);
  reading.own_rate_hz = track.sample_rate;
  reading.rate_hz = options.rate.value_or(track.sample_rate);
  reader::VoicesOfScene voices;
  std::set<std::string> renderers;
  reading.scene = &voices;
  reading.renderers = &renderers;
  if (parts.steps.exists()) {
    reader::read_steps(parts.steps, defaults, reading, track, diagnostics);
  } else if (!diagnostics.has_errors()) {
    root.report(diagnostics, Severity::error, "no steps: neither \"progression\" nor \"steps\"");
  }
  if (parts.noise.exists()) {
    track.noise = reader::read_noise_layer(parts.noise, reading, diagnostics);
  }
  reader::read_clips(parts.clips, reading, track, diagnostics, options.without_lost_clips);
  reader::apply_scene(parts.scene, voices, reading, track, diagnostics);
  if (!diagnostics.has_errors()) {
    reader::check_track(track, root, parts, reading.told_of_long_blends, diagnostics);
  }
}

bool only_input_files(const Diagnostics& diagnostics) {
  for (const Finding& finding : diagnostics.findings()) {
    if (finding.severity == Severity::error && !finding.input_file) return false;
  }
  return true;
}

/// One file on its way to a track.
class TrackReading {
 public:
  TrackReading(const std::string& file_name, const std::filesystem::path& base,
               const ReadOptions& options)
      : file_name_(file_name), base_(base), options_(options), diagnostics_(file_name) {}

  Diagnostics& diagnostics() { return diagnostics_; }
  /// Whether the text names files that may not be read.
  bool names_forbidden() const { return names_forbidden_; }

  Track read(std::string text) {
    Track track;
    Fingerprint fingerprint;
    fingerprint.add_text(text);
    if (std::string why = reader::why_no_json(text); !why.empty()) {
      refuse({1, 1}, std::move(why));
      return track;
    }
    const auto document = JsonDocument::parse(std::move(text), file_name_);
    const JsonNode root = document.root();
    reader::EmptyTexts empty;
    reader::Reading reading(reader::AssetPaths(base_, options_.may_read), options_.fidelity);
    reading.empty = &empty;
    reader::FoldedTones folded;
    reading.folded = &folded;
    if (options_.rate) reading.rate_hz = *options_.rate;
    const DocumentKind kind = reader::kind_of(root, file_name_);
    switch (kind) {
      case DocumentKind::other:
        refuse(root.position(), reader::why_no_track(root));
        return track;
      case DocumentKind::track:
        read_containers(root, reading, track, options_, diagnostics_);
        empty.report(diagnostics_);
        folded.report(diagnostics_);
        break;
      case DocumentKind::voices:
        reader::read_preset(root, options_.preset_seconds.value_or(kPresetSeconds), reading, track,
                            diagnostics_);
        empty.report(diagnostics_);
        folded.report(diagnostics_);
        break;
      case DocumentKind::session:
      case DocumentKind::mobile_export:
      case DocumentKind::noise:
        read_converted(root, kind, track, fingerprint);
        break;
    }
    note_files(reading.assets, track);
    track.fingerprint = fingerprint.value();
    return track;
  }

  /// The text of the track that the file becomes, for a track in `folder`.
  std::optional<std::string> converted(std::string text, const std::filesystem::path& folder) {
    const auto document = JsonDocument::parse(std::move(text), file_name_);
    const DocumentKind kind = reader::kind_of(document.root(), file_name_);
    if (kind == DocumentKind::track || kind == DocumentKind::other) return std::nullopt;
    reader::PresetLibrary presets(options_.presets, base_, options_.may_read, {});
    reader::Converted out = convert(document.root(), kind, presets, folder);
    return reader::indented(made_document(out.draft.take_json()).root());
  }

 private:
  void note_files(const reader::AssetPaths& assets, Track& track) {
    track.assets.insert(track.assets.end(), assets.found().begin(), assets.found().end());
    names_forbidden_ = names_forbidden_ || assets.has_refused();
  }

  /// What is no track has no line to show, and nothing further to say.
  void refuse(SourcePosition place, std::string why) {
    diagnostics_.add(Severity::error, place, {}, std::move(why));
  }

  JsonDocument made_document(std::string made) const {
    JsonDocument::Limits limits;
    limits.bytes += 1u << 20;  // what stands around presets
    limits.depth += 8;
    return JsonDocument::parse(std::move(made), file_name_, limits);
  }

  reader::Converted convert(JsonNode root, DocumentKind kind, reader::PresetLibrary& presets,
                            const std::filesystem::path& folder) {
    const reader::Conversion how{.presets = presets,
                                 .base = base_,
                                 .track_folder = folder,
                                 .fidelity = options_.fidelity,
                                 .seconds = options_.preset_seconds,
                                 .level_is_given = options_.level_is_given,
                                 .may_read = options_.may_read};
    switch (kind) {
      case DocumentKind::session:
        return reader::convert_session(root, how, diagnostics_);
      case DocumentKind::mobile_export:
        return reader::convert_mobile_export(root, how, diagnostics_);
      case DocumentKind::noise:
        return reader::convert_noise_file(root, how, diagnostics_);
      default:
        return reader::convert_voices(root, how, diagnostics_);
    }
  }

  /// By way of the track that the file becomes; what is found there is told about the file.
  void read_converted(JsonNode root, DocumentKind kind, Track& track, Fingerprint& fingerprint) {
    const std::vector<std::filesystem::path> none;
    reader::PresetLibrary presets(kind == DocumentKind::noise ? none : options_.presets, base_,
                                  options_.may_read, options_.looked_at);
    reader::Converted made = convert(root, kind, presets, base_);
    track.assets = presets.files();
    if (made.draft.is_too_long() && !diagnostics_.has_errors()) {
      root.report(diagnostics_, Severity::error,
                  "becomes a track of more than " +
                      std::to_string(reader::Draft::kMostBytes >> 20) + " MiB");
    }
    if (diagnostics_.has_errors()) return;
    fingerprint.add_text(made.draft.json());
    const JsonDocument document = made_document(made.draft.take_json());
    reader::EmptyTexts empty;
    reader::Reading reading(reader::AssetPaths(base_, options_.may_read), options_.fidelity);
    reading.empty = &empty;
    reader::FoldedTones folded;
    reading.folded = &folded;
    reading.told_of_long_blends = made.told_of_long_blends;
    Diagnostics found(file_name_);
    read_containers(document.root(), reading, track, options_, found);
    empty.report(found);
    folded.report(found);
    for (const Finding& finding : found.findings()) {
      const bool is_here = finding.file == file_name_ && finding.position.line > 0;
      const bool is_whole = finding.excerpt.empty();
      diagnostics_.add(is_here && !is_whole ? made.draft.origins().moved(finding, document.root())
                                            : finding);
    }
    note_files(reading.assets, track);
    track.own_level = made.own_level;
    for (std::size_t i = 0; i < std::min(track.steps.size(), made.step_presets.size()); ++i) {
      track.steps[i].presets = made.step_presets[i];
    }
  }

  const std::string& file_name_;
  const std::filesystem::path& base_;
  const ReadOptions& options_;
  Diagnostics diagnostics_;
  bool names_forbidden_ = false;
};

}  // namespace

Track read_track_text(std::string text, const std::string& file_name,
                      const std::filesystem::path& base, const ReadOptions& options,
                      Diagnostics& findings) {
  TrackReading reading(file_name, base, options);
  Track track;
  try {
    track = reading.read(std::move(text));
  } catch (const TrackError& error) {
    findings.append(error.diagnostics());
    throw;
  }
  Diagnostics& diagnostics = reading.diagnostics();
  diagnostics.sort();
  if (options.strict) diagnostics.make_strict();
  findings.append(diagnostics);
  if (diagnostics.has_errors()) {
    if (reading.names_forbidden()) throw ForbiddenFileError(std::move(diagnostics));
    TrackError error(std::move(diagnostics));
    if (only_input_files(error.diagnostics())) throw InputError(error.what());
    throw error;
  }
  return track;
}

namespace {

/// The name that messages use for a file.
std::string shown_name(const std::filesystem::path& path) {
  return path == "-" ? "stdin" : path.string();
}

}  // namespace

Track read_track(const std::filesystem::path& path, const ReadOptions& options,
                 Diagnostics& findings) {
  std::string text = reader::read_input(path, JsonDocument::Limits{}.bytes);
  Track track =
      read_track_text(std::move(text), shown_name(path), path.parent_path(), options, findings);
  track.name = path == "-" ? "stdin" : path.stem().string();
  return track;
}

std::optional<std::string_view> kind_of_text(std::string text, const std::string& file_name) {
  if (!reader::why_no_json(text).empty()) return std::nullopt;
  const JsonDocument document = JsonDocument::parse(std::move(text), file_name);
  switch (reader::kind_of(document.root(), file_name)) {
    case DocumentKind::track:
      return "track";
    case DocumentKind::voices:
      return "voice";
    case DocumentKind::session:
    case DocumentKind::mobile_export:
      return "session";
    case DocumentKind::noise:
      return "noise";
    case DocumentKind::other:
      break;
  }
  return std::nullopt;
}

std::optional<std::string> track_text(const std::filesystem::path& path,
                                      const std::filesystem::path& folder,
                                      const ReadOptions& options, Diagnostics& findings) {
  const std::string text = reader::read_input(path, JsonDocument::Limits{}.bytes);
  const std::string name = shown_name(path);
  const std::filesystem::path base = path.parent_path();
  (void)read_track_text(text, name, base, options, findings);
  return TrackReading(name, base, options).converted(text, folder);
}

}  // namespace bbplay
