// SPDX-License-Identifier: MIT
#include "reader/read_noise_layer.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>

#include "media/audio_reader.h"
#include "model/track_limits.h"
#include "reader/check_levels.h"
#include "reader/object_reader.h"
#include "reader/read_noise.h"
#include "reader/read_noise_color.h"
#include "reader/read_swept_notches.h"
#include "reader/report_damage.h"
#include "reader/sound_format.h"

namespace bbplay::reader {
namespace {

std::optional<double> read_seconds(ObjectReader& reader, ObjectReader::Keys keys) {
  const JsonNode node = reader.find(keys);
  const std::optional<double> seconds = reader.number_of(node, Unit::seconds);
  if (!seconds) return std::nullopt;
  if (*seconds < 0) reader.warn(node, "a negative time; it counts as 0");
  return std::clamp(*seconds, 0.0, kMaxTrackSeconds);
}

/// Whether a file is a sound file rather than a .noise file, which is a text that begins with a brace: by its first
/// bytes, or because it can be played.
bool holds_sound(const std::filesystem::path& path, const Reading& reading) {
  std::ifstream file(path, std::ios::binary);
  char bytes[32] = {};
  file.read(bytes, sizeof bytes);
  const std::string_view head(bytes, static_cast<std::size_t>(file.gcount()));
  if (!sound_format(head).empty()) return true;
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  if (begin == head.npos || head[begin] == '{' || head[begin] == '[') return false;
  return reading.sounds->about(path, reading.rate_hz).problem.empty();
}

/// A background that says something about its noise, and not which. Editors leave the path of one
/// that nobody wants blank.
void report_no_noise(JsonNode node, ObjectReader& reader) {
  for (const std::string_view key : {"file", "params_path", "noise_file", "file_path"}) {
    if (node[key].exists()) return;
  }
  const JsonNode gain = node.first_of({"gain", "amp"});
  const JsonNode name = node["name"];
  if (!name.truthy() && (!gain.is_set() || gain.number() == 0.0)) return;
  const bool is_color = noise_preset(name.text()).has_value();
  reader.warn(node,
              "no noise is heard: there is neither a \"file\" nor \"params\"; write "
              "\"params\": {\"noise_parameters\": {\"name\": \"" +
                  std::string(is_color ? name.text() : "pink") + "\"}}");
}

}  // namespace

std::optional<NoiseLayer> read_noise_layer(JsonNode node, const Reading& reading,
                                           Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics);
  const JsonNode path = reader.find_truthy({"file", "params_path", "noise_file", "file_path"});
  const JsonNode inline_params = reader.container({"params"}, JsonType::object);
  NoiseLayer layer;
  layer.pointer = node.pointer();
  const JsonNode gain = reader.find({"gain", "amp"});
  layer.gain = reader.number_of(gain, Unit::gain).value_or(1);
  check_added_gain(layer.gain, gain, diagnostics);
  const auto start = read_seconds(reader, {"start_time", "start_time_seconds"});
  const auto fade_in = read_seconds(reader, {"fade_in"});
  const auto fade_out = read_seconds(reader, {"fade_out"});
  const JsonNode envelope = reader.container({"amp_envelope"}, JsonType::array);
  reader.know({"pan", "name", "description"});  // without effect in the reference, too
  reader.report_unknown_keys("key", "noise");

  if (path.exists()) {
    const std::optional<std::filesystem::path> file = reading.assets.find(path, diagnostics);
    if (!file) return std::nullopt;
    if (holds_sound(*file, reading)) {
      layer.sound_file = *file;
      if (!check_sound(path, *file, reading, diagnostics)) return std::nullopt;
    } else {
      try {
        layer.noise = read_noise_file(*file, reading, diagnostics);
      } catch (const TrackError& error) {  // the rest of the track is still worth reading
        diagnostics.append(error.diagnostics());
        return std::nullopt;
      }
    }
  } else if (inline_params.truthy()) {
    layer.noise = read_noise_preset(inline_params, reading, diagnostics);
  } else {
    report_no_noise(node, reader);
    return std::nullopt;
  }
  layer.start_s = start.value_or(std::max(0.0, layer.noise.start_s));
  layer.fade_in_s = fade_in.value_or(std::max(0.0, layer.noise.fade_in_s));
  layer.fade_out_s = fade_out.value_or(std::max(0.0, layer.noise.fade_out_s));
  layer.amp_envelope =
      envelope.exists() ? read_level_points(envelope, diagnostics) : layer.noise.amp_envelope;
  return layer;
}

}  // namespace bbplay::reader
