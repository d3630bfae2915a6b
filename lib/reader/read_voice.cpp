// SPDX-License-Identifier: MIT
#include "reader/read_voice.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/object_reader.h"
#include "reader/read_envelope.h"
#include "reader/read_flanger.h"
#include "reader/read_synth.h"
#include "reader/scene_sources.h"
#include "reader/select_function.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kIdKeys[] = {"voice_id", "voiceId", "id", "uuid", "guid"};

/// The first id that is not empty, as text: the number 7 and the text "7" are the same voice.
std::string read_id(ObjectReader& voice) {
  std::string id;
  for (const std::string_view key : kIdKeys) {
    voice.know(key);
    const JsonNode node = voice.object()[key];
    if (!node.is_set() || !id.empty()) continue;
    if (node.is(JsonType::text)) {
      id = node.text();
    } else if (node.is(JsonType::number)) {
      id = node.source_text();
    } else {
      voice.fail_type(node, "text or a number");
    }
  }
  return id;
}

/// Identity of a voice for carried phases (format track 6). The parts are joined by a
/// character that no JSON text holds unescaped.
std::string identity(std::string_view id, std::string_view type, std::string_view function,
                     std::string_view label, std::size_t position) {
  constexpr char kJoint = '\x1F';
  std::string key;
  if (!id.empty()) {
    key = "id";
    key += kJoint;
    return key += id;
  }
  key = label.empty() ? "index" : "label";
  key += kJoint;
  key += type;
  key += kJoint;
  key += function;
  key += kJoint;
  return key += label.empty() ? std::to_string(position) : std::string(label);
}

/// What a scene will ask for when all voices are known.
void note_for_scene(JsonNode node, JsonNode params, bool moving, const VoiceSpec& voice,
                    const Reading& reading) {
  if (std::holds_alternative<Sam2Patch>(voice.synth.patch)) {
    reading.scene->sam2.push_back({node, params, moving, reading.step_seconds});
  }
  const auto is_there = [params](std::string_view key) { return params[key].exists(); };
  if (std::any_of(std::begin(kOlderSceneKeys), std::end(kOlderSceneKeys), is_there)) {
    reading.scene->with_older_keys.push_back(params);
  }
}

constexpr std::string_view kTypes[] = {"binaural", "noise"};

Bus bus_of(JsonNode type, Diagnostics& diagnostics) {
  if (type.text() == "noise") return Bus::noise;
  const bool is_blank = !type.is_set() || (type.is(JsonType::text) && type.text().empty());
  if (!is_blank && type.text() != "binaural") {
    type.report(diagnostics, Severity::warning,
                "unknown voice type " + type.describe() + "; playing on the binaural bus" +
                    model::did_you_mean(type.text(), kTypes));
  }
  return Bus::binaural;
}

}  // namespace

std::optional<VoiceSpec> read_voice(JsonNode node, std::size_t position, const Reading& of_step,
                                    Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics, of_step.fidelity);
  const JsonNode name = reader.find({"synth_function_name", "synthFunctionName", "synth_function"});
  const bool transition = reader.truth({"is_transition", "isTransition"});
  const JsonNode params = reader.container({"params", "parameters"}, JsonType::object);
  const JsonNode envelope = reader.find({"volume_envelope", "volumeEnvelope"});
  const JsonNode type = reader.find({"voice_type"});
  const std::string id = read_id(reader);
  const std::string description(model::trimmed(reader.text({"description"})));
  const std::string label =
      description.empty() ? std::string(model::trimmed(reader.text({"name"}))) : description;
  reader.know("name");
  const JsonNode source_id = reader.find({"sam_source_id"});
  if (source_id.is(JsonType::array) || source_id.is(JsonType::object)) {
    reader.fail_type(source_id, "text or a number");
  }
  reader.report_unknown_keys("key", "voice");

  VoiceSpec voice;
  voice.envelope = read_envelope(envelope, of_step.step_seconds, diagnostics);
  voice.bus = bus_of(type, diagnostics);
  voice.function = name.text();
  voice.description = label;
  const std::string_view type_text =
      type.is(JsonType::text) && type.truthy() ? type.text() : std::string_view("binaural");
  voice.key = identity(id, type_text, voice.function, label, position);

  if (!name.truthy()) {
    reader.fail(name.is_set() ? name : node, "no synth_function_name");
    return std::nullopt;
  }
  if (!name.is(JsonType::text)) {
    reader.fail_type(name, "the name of a synth function");
    return std::nullopt;
  }
  const std::optional<SelectedFunction> function =
      select_function(name, transition, params, of_step.fidelity, diagnostics);
  if (!function) return std::nullopt;
  Reading reading = of_step;
  reading.on_noise_bus = voice.bus == Bus::noise;
  reading.told_that_it_stands_still = function->told_that_it_stands_still;
  TrackSynth synth =
      read_track_synth(function->base, function->moving, params, diagnostics, reading);
  voice.synth = std::move(synth.spec);
  voice.zero_from_duration = synth.zero_from_duration;
  if (auto flanger = read_flanger(params, transition || function->moving, diagnostics, reading)) {
    voice.flanger = std::make_shared<const FlangerSpec>(*std::move(flanger));
  }
  if (reading.scene != nullptr) note_for_scene(node, params, function->moving, voice, reading);
  return voice;
}

}  // namespace bbplay::reader
