// SPDX-License-Identifier: MIT
#include "model/read_noise.h"

#include <string>
#include <utility>

#include "model/input_text.h"
#include "model/param_reader.h"
#include "model/read_noise_color.h"
#include "model/read_swept_notches.h"

namespace bbplay {

using model::JsonNode;
using model::ParamReader;

SweptNotches NoisePreset::notches() const {
  SweptNotches out;
  out.waveform = static_cast<LfoWaveform>(fixed.waveform.index);
  out.static_notches = fixed.static_notches;
  out.sweeps = sweeps;
  if (transition) {
    out.lfo_hz = {start_lfo_hz, end_lfo_hz};
    out.ear_offset_deg = {start_ear_offset_deg, end_ear_offset_deg};
    out.pass_offset_deg = {start_pass_offset_deg, end_pass_offset_deg};
  } else {
    out.lfo_hz = {lfo_hz, lfo_hz};
    out.ear_offset_deg = {start_ear_offset_deg, start_ear_offset_deg};
    out.pass_offset_deg = {start_pass_offset_deg, start_pass_offset_deg};
  }
  return out;
}

void NoisePreset::read_color(NoisePreset& preset, ParamReader& reader) {
  const JsonNode object = reader.params().first_of({"noise_parameters", "color_params"});
  const JsonNode name = object["name"].is_set() ? object["name"] : reader.params()["noise_type"];
  preset.color = model::read_noise_parameters(object, name.text(), reader.diagnostics());
}

void NoisePreset::read_sweeps(NoisePreset& preset, ParamReader& reader) {
  const JsonNode list = reader.params()["sweeps"];
  if (list.is_set()) preset.sweeps = model::read_preset_sweeps(list, reader.diagnostics());
}

void NoisePreset::read_duration(NoisePreset& preset, ParamReader& reader) {
  const JsonNode params = reader.params();
  const JsonNode node = params.first_of({"post_offset", "duration", "transition_duration"});
  preset.duration_s = reader.number_of(node, Unit::seconds);
}

void NoisePreset::read_envelope(NoisePreset& preset, ParamReader& reader) {
  preset.amp_envelope =
      model::read_level_points(reader.params()["amp_envelope"], reader.diagnostics());
}

void NoisePreset::read_ineffective(NoisePreset&, ParamReader&) {}

namespace model {

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

}  // namespace model
}  // namespace bbplay
