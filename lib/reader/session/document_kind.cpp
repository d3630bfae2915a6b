// SPDX-License-Identifier: MIT
#include "reader/session/document_kind.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>

#include "bbplay/model/words.h"

namespace bbplay::reader {
namespace {

using Keys = std::initializer_list<std::string_view>;

bool has_any(JsonNode object, Keys keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return object[key].exists(); });
}

template <class Test>
bool any_element(JsonNode list, Test test) {
  const JsonChildren children = list.children();
  return std::any_of(children.begin(), children.end(), test);
}

bool has_text(JsonNode object, Keys keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return object[key].is(JsonType::text); });
}

bool is_voice(JsonNode node) {
  return has_any(node, {"synth_function_name", "synthFunctionName", "synth_function"});
}

bool holds_objects(JsonNode node) {
  return node.is(JsonType::object) &&
         !any_element(node, [](JsonNode each) { return !each.is(JsonType::object); });
}

DocumentKind kind_of_steps(JsonNode root) {
  const JsonNode steps = root["steps"];
  const auto any = [&](auto test) { return any_element(steps, test); };
  if (any([](JsonNode step) { return step["voices"].exists(); })) return DocumentKind::track;
  if (root["background_noise_preset_id"].exists() || any([](JsonNode step) {
        return has_any(step, {"binaural_preset_id", "noise_preset_id"});
      })) {
    return DocumentKind::session;
  }
  if (any([](JsonNode step) { return has_any(step, {"oscillators", "strobe_sets"}); })) {
    return DocumentKind::other;
  }
  if (root["crossfadeSeconds"].exists() || any([](JsonNode step) {
        return has_text(step, {"binaural", "noise"});
      })) {
    return DocumentKind::mobile_export;
  }
  return DocumentKind::track;
}

DocumentKind kind_by_extension(std::string_view file_name) {
  const std::string extension =
      model::lowered(std::filesystem::path(file_name).extension().string());
  if (extension == ".voice" || extension == ".voices") return DocumentKind::voices;
  if (extension == ".noise") return DocumentKind::noise;
  if (extension == ".session") return DocumentKind::session;
  return DocumentKind::other;
}

DocumentKind kind_of_list(JsonNode root) {
  if (any_element(root, is_voice)) return DocumentKind::voices;
  const bool is_told = any_element(root, [](JsonNode each) { return each["steps"].exists(); }) ||
                       !any_element(root, [](JsonNode each) { return !each.is(JsonType::text); });
  if (is_told) return DocumentKind::other;
  return DocumentKind::voices;
}

}  // namespace

bool is_catalogue(JsonNode root) {
  const JsonNode binaural = root["binaural"], noise = root["noise"];
  if (!binaural.is_set() && !noise.is_set()) return false;
  return (!binaural.is_set() || holds_objects(binaural)) &&
         (!noise.is_set() || holds_objects(noise));
}

DocumentKind kind_of(JsonNode root, std::string_view file_name) {
  if (root.is(JsonType::array)) return kind_of_list(root);
  if (!root.is(JsonType::object)) {
    const DocumentKind kind = kind_by_extension(file_name);
    return kind == DocumentKind::other ? DocumentKind::track : kind;
  }
  if (has_any(root, {"progression", "global"})) return DocumentKind::track;
  if (has_any(root, {"manifestVersion", "manifest_version"})) return DocumentKind::other;
  if (root["steps"].is(JsonType::array)) return kind_of_steps(root);
  if (root["steps"].exists()) return DocumentKind::track;
  if (is_voice(root)) return DocumentKind::voices;
  if (is_catalogue(root)) return DocumentKind::other;
  if (has_any(root, {"noise_parameters", "color_params", "noise_type", "lfo_waveform", "sweeps",
                     "lfo_freq", "static_notches", "exponent"})) {
    return DocumentKind::noise;
  }
  return why_no_track(root).starts_with("no steps") ? kind_by_extension(file_name)
                                                    : DocumentKind::other;
}

}  // namespace bbplay::reader
