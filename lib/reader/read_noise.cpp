// SPDX-License-Identifier: MIT
#include "reader/read_noise.h"

#include <string>
#include <utility>

#include "reader/input_text.h"
#include "reader/param_reader.h"
#include "reader/read_noise_color.h"
#include "reader/read_swept_notches.h"

namespace bbplay {

using reader::JsonNode;
using reader::ParamReader;

void NoisePreset::read_color(NoisePreset& preset, ParamReader& reader) {
  const JsonNode object = reader.params().first_of({"noise_parameters", "color_params"});
  const JsonNode name = object["name"].is_set() ? object["name"] : reader.member("noise_type");
  for (const std::string_view key : reader::color_parameters()) reader.know(key);
  preset.color = reader::read_noise_parameters(object, name, reader.diagnostics(), reader.params());
}

void NoisePreset::read_sweeps(NoisePreset& preset, ParamReader& reader) {
  const JsonNode list = reader.member("sweeps");
  if (list.is_set()) preset.sweeps = reader::read_preset_sweeps(list, reader.diagnostics());
}

void NoisePreset::read_duration(NoisePreset& preset, ParamReader& reader) {
  for (const std::string_view key : {"post_offset", "duration", "transition_duration"}) {
    const JsonNode node = reader.member(key);
    if (!node.is_set()) continue;
    preset.duration_s = reader.number_of(node, Unit::seconds);
    return;
  }
}

void NoisePreset::read_envelope(NoisePreset& preset, ParamReader& reader) {
  preset.amp_envelope =
      reader::read_level_points(reader.member("amp_envelope"), reader.diagnostics());
}

void NoisePreset::read_ineffective(NoisePreset&, ParamReader&) {}

namespace reader {

NoisePreset read_noise_preset(JsonNode object, const Reading& reading, Diagnostics& diagnostics) {
  ParamReader reader(object, false, diagnostics, reading);
  NoisePreset preset;
  if (!object.is(JsonType::object)) {
    reader.fail_type(object, "the object of a .noise file");
    return preset;
  }
  reader.read(preset);
  reader.report_unknown_keys("noise_params");
  return preset;
}

NoisePreset read_noise_file(const std::filesystem::path& path, const Reading& reading,
                            Diagnostics& diagnostics) {
  std::string text = read_input(path, kLimitsOfPart.bytes);
  const JsonDocument document = JsonDocument::parse(std::move(text), path.string(), kLimitsOfPart);
  Diagnostics findings(path.string());
  Reading beside = reading;
  beside.assets = reading.assets.in_folder(path.parent_path());
  for (const std::string_view key : {"progression", "steps", "global", "global_settings"}) {
    if (!document.root()[key].exists()) continue;
    findings.add(Severity::error, document.root().position(), {},
                 "is a track, where a .noise file or a sound file is expected");
    diagnostics.append(findings);
    return {};
  }
  beside.empty = nullptr;  // its places are those of another document
  NoisePreset preset = read_noise_preset(document.root(), beside, findings);
  diagnostics.append(findings);
  return preset;
}

}  // namespace reader
}  // namespace bbplay
