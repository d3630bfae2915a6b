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
  const JsonNode name = object["name"].is_set() ? object["name"] : reader.params()["noise_type"];
  preset.color = reader::read_noise_parameters(object, name.text(), reader.diagnostics());
}

void NoisePreset::read_sweeps(NoisePreset& preset, ParamReader& reader) {
  const JsonNode list = reader.params()["sweeps"];
  if (list.is_set()) preset.sweeps = reader::read_preset_sweeps(list, reader.diagnostics());
}

void NoisePreset::read_duration(NoisePreset& preset, ParamReader& reader) {
  const JsonNode params = reader.params();
  const JsonNode node = params.first_of({"post_offset", "duration", "transition_duration"});
  preset.duration_s = reader.number_of(node, Unit::seconds);
}

void NoisePreset::read_envelope(NoisePreset& preset, ParamReader& reader) {
  preset.amp_envelope =
      reader::read_level_points(reader.params()["amp_envelope"], reader.diagnostics());
}

void NoisePreset::read_ineffective(NoisePreset&, ParamReader&) {}

namespace reader {

NoisePreset read_noise_preset(JsonNode object, const AssetPaths& assets, Diagnostics& diagnostics) {
  ParamReader reader(object, false, diagnostics, assets);
  NoisePreset preset;
  if (!object.is(JsonType::object)) {
    reader.fail_type(object, "the object of a .noise file");
    return preset;
  }
  reader.read(preset);
  reader.report_unknown_keys();
  return preset;
}

NoisePreset read_noise_file(const std::filesystem::path& path, const AssetPaths& assets,
                            Diagnostics& diagnostics) {
  std::string text = read_input(path, JsonDocument::Limits{}.bytes);
  const JsonDocument document = JsonDocument::parse(std::move(text), path.string());
  Diagnostics findings(path.string());
  NoisePreset preset =
      read_noise_preset(document.root(), assets.in_folder(path.parent_path()), findings);
  diagnostics.append(findings);
  return preset;
}

}  // namespace reader
}  // namespace bbplay
