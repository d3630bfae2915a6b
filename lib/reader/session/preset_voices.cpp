// SPDX-License-Identifier: MIT
#include "reader/session/preset_voices.h"

#include <algorithm>

#include "reader/session/document_kind.h"

namespace bbplay::reader {
namespace {

namespace fs = std::filesystem;

std::vector<JsonNode> voices_of(const Preset& preset) {
  const JsonNode content = preset.content;
  for (const std::string_view list : {"progression", "steps"}) {
    const std::vector<JsonNode> steps = content[list].children();
    if (!steps.empty()) return steps.front()["voices"].children();
  }
  return {};
}

bool names_files(std::string_view key) {
  return key == "audio_path" || key == "audio_paths" || key == "input_audio_path";
}

/// A path or several, rewritten where a file is found.
void write_paths(JsonNode node, const fs::path& folder, const Conversion& how, Draft& draft) {
  if (node.is(JsonType::array)) {
    draft.open_list(node);
    for (const JsonNode each : node.children()) write_paths(each, folder, how, draft);
    draft.close();
  } else if (node.is(JsonType::text) && node.truthy() &&
             node.text().find(';') == node.text().npos) {
    draft.text(path_in_track(node.text(), folder, how), node);
  } else {
    draft.copy(node);
  }
}

void write_params(JsonNode params, const fs::path& folder, const Conversion& how, Draft& draft) {
  const std::vector<JsonNode> members = params.children();
  const bool has_files = params.is(JsonType::object) &&
                         std::any_of(members.begin(), members.end(), [](JsonNode member) {
                           return names_files(member.key()) && member.truthy();
                         });
  if (!has_files) {
    draft.copy(params);
    return;
  }
  draft.open_object(params);
  for (const JsonNode member : members) {
    draft.key(member.key());
    if (names_files(member.key())) {
      write_paths(member, folder, how, draft);
    } else {
      draft.copy(member);
    }
  }
  draft.close();
}

/// A voice of a .voice file: only these members go into a session.
void write_voice_file(JsonNode root, const fs::path& folder, const Conversion& how, Draft& draft) {
  draft.open_object(root);
  const JsonNode name =
      root.first_of({"synth_function_name", "synthFunctionName", "synth_function"});
  if (name.exists()) draft.key("synth_function_name").copy(name);
  const JsonNode params = root.first_of({"params", "parameters"});
  draft.key("params");
  if (params.exists()) {
    write_params(params, folder, how, draft);
  } else {
    draft.open_object().close();
  }
  const JsonNode moving = root.first_of({"is_transition", "isTransition"});
  draft.key("is_transition");
  if (moving.is(JsonType::text)) {
    draft.copy(moving);
  } else {
    draft.flag(moving.truthy(), moving);
  }
  const JsonNode envelope = root.first_of({"volume_envelope", "volumeEnvelope"});
  if (envelope.exists()) draft.key("volume_envelope").copy(envelope);
  if (root["description"].truthy()) draft.key("description").copy(root["description"]);
  draft.key("voice_type").text("binaural");
  draft.close();
}

void write_old_builtin(const OldBuiltin& preset, JsonNode id, Draft& draft) {
  draft.open_object(id).key("synth_function_name").text("binaural_beat");
  draft.key("params").open_object();
  draft.key("baseFreq").number(preset.base_freq_hz);
  draft.key("beatFreq").number(preset.beat_freq_hz);
  draft.key("ampL").number(preset.amplitude);
  draft.key("ampR").number(preset.amplitude).close();
  draft.key("is_transition").flag(false);
  draft.key("description").text(preset.title);
  draft.key("voice_type").text("binaural").close();
}

}  // namespace

bool check_voices(const Preset& preset, JsonNode id, Diagnostics& diagnostics) {
  if (!preset.content.exists() || (preset.is_voice && preset.content.is(JsonType::object))) {
    return true;
  }
  if (!voices_of(preset).empty()) return true;
  const bool is_other = preset.is_file && !preset.is_voice &&
                        kind_of(preset.content, preset.file.string()) == DocumentKind::other;
  id.report(diagnostics, Severity::error,
            is_other ? preset.file.string() + ": " + why_no_track(preset.content)
                     : "preset " + id.describe() + " has no voice in its first step");
  return false;
}

void write_voice(JsonNode voice, const fs::path& folder, VoiceTypes types, const Conversion& how,
                 Draft& draft) {
  if (!voice.is(JsonType::object)) {
    draft.copy(voice);
    return;
  }
  draft.open_object(voice);
  for (const JsonNode member : voice.children()) {
    const bool is_type = member.key() == "voice_type";
    if (is_type && types == VoiceTypes::binaural) continue;
    draft.key(member.key());
    if (member.key() == "params" || member.key() == "parameters") {
      write_params(member, folder, how, draft);
    } else {
      draft.copy(member);
    }
  }
  if (types == VoiceTypes::binaural) draft.key("voice_type").text("binaural");
  draft.close();
}

void write_voices(const Preset& preset, JsonNode id, VoiceTypes types, const Conversion& how,
                  Draft& draft) {
  const fs::path folder = preset.file.parent_path();
  if (!preset.content.exists()) {
    if (const OldBuiltin* old = old_builtin(preset.name)) write_old_builtin(*old, id, draft);
  } else if (preset.is_voice) {
    write_voice_file(preset.content, folder, how, draft);
  } else {
    for (const JsonNode voice : voices_of(preset)) write_voice(voice, folder, types, how, draft);
  }
}

std::string label_of(const Preset& preset) {
  const std::string_view description = preset.content["description"].text();
  if (!description.empty()) return std::string(description);
  if (const OldBuiltin* old = old_builtin(preset.name); old && !preset.content.exists()) {
    return std::string(old->title);
  }
  std::string title = preset.name;
  bool begins_word = true;
  for (char& c : title) {
    if (c == '_') c = ' ';
    const bool is_small = c >= 'a' && c <= 'z', is_capital = c >= 'A' && c <= 'Z';
    if (is_small && begins_word) c = static_cast<char>(c - 'a' + 'A');
    if (is_capital && !begins_word) c = static_cast<char>(c - 'A' + 'a');
    begins_word = !is_small && !is_capital;
  }
  return title;
}

}  // namespace bbplay::reader
