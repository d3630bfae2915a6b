// SPDX-License-Identifier: MIT
#include "reader/read_clip.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "bbplay/model/describe.h"
#include "bbplay/model/words.h"

#include "model/track_limits.h"
#include "reader/base64.h"
#include "reader/check_levels.h"
#include "reader/object_reader.h"
#include "reader/report_damage.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kDataScheme = "data:";

/// The bytes of `data:audio/wav;base64,UklGR...` (RFC 2397).
std::string read_data_url(JsonNode node, Diagnostics& diagnostics) {
  const std::string_view url = node.text();
  const std::size_t comma = url.find(',');
  const std::string_view head = url.substr(0, comma);
  if (comma == url.npos || !model::lowered(head).ends_with(";base64")) {
    node.report(diagnostics, Severity::error, "a data: URL has to be base64");
    return {};
  }
  std::optional<std::string> bytes = decode_base64(url.substr(comma + 1));
  if (!bytes || bytes->empty()) {
    node.report(diagnostics, Severity::error, "not a base64 text");
    return {};
  }
  return std::move(*bytes);
}

double read_seconds(ObjectReader& reader, ObjectReader::Keys keys, double lowest) {
  const JsonNode node = reader.find(keys);
  const double seconds = reader.number_of(node, Unit::seconds).value_or(0);
  if (std::abs(seconds) > kMaxTrackSeconds) {
    reader.fail(node,
                text_of(seconds) + " s; at most 7 days (" + text_of(kMaxTrackSeconds) + " s)");
    return 0;
  }
  if (seconds < lowest) {
    reader.warn(node, "a negative time; it counts as 0");
    return 0;
  }
  return seconds;
}

double read_pan(ObjectReader& reader) {
  const JsonNode node = reader.find({"pan"});
  const double pan = reader.number_of(node, Unit::none).value_or(0);
  if (std::abs(pan) > 1) {
    reader.warn(node, text_of(pan) + " is outside [-1, 1]; it counts as " + (pan > 0 ? "1" : "-1"));
  }
  return std::clamp(pan, -1.0, 1.0);
}

std::optional<Clip> read_clip(JsonNode node, const Reading& reading, Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics);
  Clip clip;
  clip.pointer = node.pointer();
  const JsonNode path = reader.find_truthy({"path", "file_path", "file"});
  clip.start_s = read_seconds(reader, {"start_time", "start"}, -kMaxTrackSeconds);
  const JsonNode gain = reader.find({"gain", "amp"});
  clip.gain = reader.number_of(gain, Unit::gain).value_or(1);
  check_added_gain(clip.gain, gain, diagnostics);
  clip.duration_s = read_seconds(reader, {"duration"}, 0);
  clip.fade_in_s = read_seconds(reader, {"fade_in"}, 0);
  clip.fade_out_s = read_seconds(reader, {"fade_out"}, 0);
  clip.pan = read_pan(reader);
  check_length("fade_in and fade_out", clip.fade_in_s + clip.fade_out_s,
               node[clip.fade_out_s > clip.fade_in_s ? "fade_out" : "fade_in"], "the clip",
               clip.duration_s, diagnostics);
  reader.know({"description", "name"});
  reader.report_unknown_keys("key", "clip");

  if (!path.exists()) {
    node.report(diagnostics, Severity::note, "a clip without path is passed over");
    return std::nullopt;
  }
  if (model::lowered(path.text().substr(0, kDataScheme.size())) == kDataScheme) {
    clip.data = read_data_url(path, diagnostics);
    if (clip.data.empty() || !check_sound_of_bytes(path, clip.data, reading.rate_hz, diagnostics)) {
      return std::nullopt;
    }
    return clip;
  }
  std::optional<std::filesystem::path> file = reading.assets.find(path, diagnostics);
  if (!file || !check_sound(path, *file, reading, diagnostics)) return std::nullopt;
  clip.path = std::move(*file);
  return clip;
}

}  // namespace

void read_clips(JsonNode list, const Reading& reading, Track& track, Diagnostics& diagnostics,
                bool without_lost) {
  if (list.size() > kMaxClips) {
    list.report(diagnostics, Severity::error,
                std::to_string(list.size()) + " clips; at most " + std::to_string(kMaxClips));
    return;
  }
  for (const JsonNode node : list.children()) {
    if (!node.is(JsonType::object)) {
      node.report(diagnostics, Severity::error,
                  "expected a clip (an object), found " + node.describe());
      continue;
    }
    Diagnostics of_clip(diagnostics.file());
    Diagnostics& told = without_lost ? of_clip : diagnostics;
    if (auto clip = read_clip(node, reading, told)) track.clips.push_back(std::move(*clip));
    if (std::ranges::any_of(of_clip.findings(), &Finding::input_file)) {
      diagnostics.append_as_warnings(of_clip, "; the clip is silent");
    } else {
      diagnostics.append(of_clip);
    }
  }
}

}  // namespace bbplay::reader
