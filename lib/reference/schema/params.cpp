// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/patches/spatial_patch.h"
#include "bbplay/model/words.h"

#include "reader/param_reader.h"
#include "reader/read_noise_color.h"
#include "reader/scene_sources.h"
#include "reference/schema/functions.h"
#include "reference/schema/values.h"

namespace bbplay::reference::schema {

std::string params_of(const ParamTable& table) { return table.name + "_params"; }

namespace {

bool is_color(std::string_view key) {
  return key == "noise_type" || key == "noise_parameters" || key == "color_params";
}

void put_type(JsonWriter& json, const ParamText& param) {
  if (is_color(param.key)) {
    json.key("allOf").begin_array().begin_object();
    json.member("$ref", reference_to("color")).end_object().end_array();
    if (param.key == "noise_parameters") {  // an object; its name is a member
      json.key("not").begin_object().member("type", "string").member("minLength", std::size_t{1});
      json.end_object();
    }
    return;
  }
  switch (param.kind) {
    case ParamKind::number:
      // The default of "", which is played, is another one than that of the JUCE application.
      return put_number(json, param.limits, true,
                        param.fallback == "0" ? "number_or_blank" : "number");
    case ParamKind::flag:
      return put_truth(json);
    case ParamKind::choice: {
      Words words;
      for (const auto& spellings : param.choices) {
        words.insert(words.end(), spellings.begin(), spellings.end());
      }
      if (param.fallback == words.front()) words.emplace_back();  // as of numbers
      return put_choice(json, words);
    }
    case ParamKind::text:
      json.list("type", Words{"string", "null"});
      return;
    case ParamKind::other:
      break;
  }
}

/// Aliases and ends repeat what the plain key says; where such a name is also a parameter of its
/// own, that counts.
std::set<std::string> put_params(JsonWriter& json, const ParamTable& table) {
  std::set<std::string> known;
  for (const ParamText& param : table.params) {
    known.emplace(param.key);
    json.key(param.key).begin_object();
    json.member("description", with_remarks(param.meaning, param.unit, param.fallback));
    put_type(json, param);
    json.end_object();
  }
  for (const ParamText& param : table.params) {
    std::vector<std::string> further(param.aliases.begin(), param.aliases.end());
    if (!param.start_key.empty()) further.insert(further.end(), {param.start_key, param.end_key});
    further.insert(further.end(), param.silent_keys.begin(), param.silent_keys.end());
    for (const std::string& key : further) {
      if (!known.insert(key).second) continue;
      json.key(key).begin_object();
      json.member("$ref", reference_to(params_of(table) + "/properties/" + std::string(param.key)));
      json.end_object();
    }
  }
  return known;
}

/// Keys that are no fault, whatever their values: those that editors write beside the parameters of
/// the function, and the members of a spatialiser, which they write into every voice.
void put_further_keys(JsonWriter& json, const ParamTable& table, std::set<std::string> known) {
  const auto put = [&](std::string_view key) {
    if (!known.emplace(key).second) return;
    json.key(key).begin_object();
    constexpr std::string_view kSections[] = {"scene_stages", "scene_modulation", "scene_routing"};
    const auto* older = std::ranges::find(reader::kOlderSceneKeys, key);
    if (older != std::end(reader::kOlderSceneKeys)) {
      put_section(json, kSections[older - std::begin(reader::kOlderSceneKeys)]);
    }
    json.end_object();
  };
  for (const std::string_view key : table.further_keys) put(key);
  for (const std::string_view key : reader::PatchKeys::of<SpatialPatch>().sorted) put(key);
}

/// The keys that say when a voice moves; voices that never do may carry them, too.
void put_timing(JsonWriter& json, const ParamTable& table) {
  const auto seconds = [&](std::string_view key, std::string_view meaning) {
    json.key(key).begin_object().member("description", std::string(meaning) + ", s");
    put_number(json, kAnyValue);
    json.end_object();
  };
  Words curves(table.curve_keys.begin(), table.curve_keys.end());
  if (curves.empty()) curves.push_back("transition_curve");
  Words durations(table.duration_keys.begin(), table.duration_keys.end());
  for (const std::string_view key : {"transition_duration", "duration", "post_offset"}) {
    if (std::find(durations.begin(), durations.end(), key) == durations.end()) {
      durations.push_back(key);
    }
  }
  seconds("initial_offset", "when the movement begins");
  for (const std::string_view key : durations) seconds(key, "how long the movement takes");
  for (const std::string_view key : curves) {
    json.key(key).begin_object();
    json.member("description",
                "course of the movement: linear, logarithmic, exponential, or an expression in "
                "alpha");
    json.list("type", Words{"string", "null"}).end_object();
  }
  json.key("sample_rate").begin_object().end_object();
}

bool has(const ParamTable& table, std::string_view key) {
  return std::any_of(table.params.begin(), table.params.end(),
                     [key](const ParamText& param) { return param.key == key; });
}

}  // namespace

void put_color_definition(JsonWriter& json) {
  std::string names;
  for (const reader::NamedColor& color : reader::named_colors()) {
    names += (names.empty() ? "" : ", ") + std::string(color.name);
  }
  json.key("color").begin_object();
  json.member("description", "noise colour: " + names + ", or its parameters");
  json.list("type", Words{"object", "string", "null"});
  json.key("properties").begin_object();
  json.key("name").begin_object().member("description", "one of: " + names);
  json.list("type", Words{"string", "null"}).end_object();
  for (const std::string_view key : reader::color_parameters()) {
    json.key(key).begin_object().member("$ref", reference_to("number")).end_object();
  }
  // What the noise dialog writes into it for its preview.
  json.key("sample_rate").begin_object().end_object();
  json.key("duration").begin_object().end_object();
  json.end_object().key("patternProperties").begin_object();
  put_comments(json);
  json.end_object().member("additionalProperties", false).end_object();
}

void put_function(JsonWriter& json, const ParamTable& table) {
  json.key(params_of(table)).begin_object();
  json.member("description", table.meaning).list("type", Words{"object", "null"});
  json.key("allOf").begin_array().begin_object();
  json.member("$ref", reference_to("flanger_params")).end_object().end_array();
  json.key("properties").begin_object();
  const std::set<std::string> known = put_params(json, table);
  put_timing(json, table);
  put_further_keys(json, table, known);
  if (!has(table, "oscillator_phases")) {
    json.key("oscillator_phases").begin_object().end_object();
  }
  json.end_object();
  json.key("patternProperties").begin_object();
  json.key("[fF][lL][aA][nN][gG][eE]").begin_object().end_object();
  put_comments(json);
  json.end_object();
  json.member("additionalProperties", false).end_object();
}

void put_open(JsonWriter& json, const ParamTable& table) {
  json.key(params_of(table)).begin_object();
  json.member("description", table.meaning).list("type", Words{"object", "null"});
  json.key("properties").begin_object();
  put_params(json, table);
  json.end_object().end_object();
}

}  // namespace bbplay::reference::schema
