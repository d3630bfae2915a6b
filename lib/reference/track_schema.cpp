// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/model/format_keys.h"
#include "bbplay/model/patches/spatial_patch.h"
#include "bbplay/model/words.h"
#include "bbplay/reference/describe.h"
#include "bbplay/reference/json_writer.h"
#include "bbplay/reference/synth_tables.h"

#include "reader/param_reader.h"
#include "reader/read_noise_color.h"
#include "reader/read_synth.h"
#include "reader/scene_sources.h"

namespace bbplay {
namespace {

using reference::JsonWriter;
using reference::ParamKind;
using reference::ParamTable;
using reference::ParamText;

using Words = std::vector<std::string_view>;

std::string reference_to(std::string_view definition) {
  return "#/definitions/" + std::string(definition);
}

const std::string kBlanksAtStart = "^[\\t-\\r ]*", kBlanksAtEnd = "[\\t-\\r ]*$";

std::string params_of(const ParamTable& table) { return table.name + "_params"; }

/// Every spelling, and null for an absent key.
void put_choice(JsonWriter& json, const Words& words, bool may_be_null = true) {
  json.key("enum").begin_array();
  for (const std::string_view word : words) json.text(word);
  if (may_be_null) json.null();
  json.end_array();
}

/// A number as the format knows it: also as text, as true or false, or null.
///
/// definition  "number", or "number_or_blank", where "" says nothing
void put_number(JsonWriter& json, Range range, bool may_be_null = true,
                std::string_view definition = "number") {
  json.key("allOf").begin_array().begin_object();
  json.member("$ref", reference_to(definition)).end_object().end_array();
  if (!may_be_null) json.key("not").begin_object().member("type", "null").end_object();
  if (std::isfinite(range.low)) json.member("minimum", range.low);
  if (std::isfinite(range.high)) json.member("maximum", range.high);
}

void put_truth(JsonWriter& json) {
  json.list("type", Words{"boolean", "number", "string", "null"});
}

void put_number_definitions(JsonWriter& json) {
  // Where \d and \s mean digits and blanks of all scripts, these would not.
  const std::string digits = "[0-9]+(_[0-9]+)*";
  const std::string number =
      "[+-]?(" + digits + "\\.?(" + digits + ")?|\\." + digits + ")([eE][+-]?" + digits + ")?";
  for (const bool may_be_blank : {false, true}) {
    json.key(may_be_blank ? "number_or_blank" : "number").begin_object();
    json.list("type", Words{"number", "string", "boolean", "null"});
    json.member("pattern", (may_be_blank ? "^$|" : "") + kBlanksAtStart + number + kBlanksAtEnd);
    json.end_object();
  }
}

/// A number that is one of the choices without its fraction, true for 1, or a text that is one of them.
void put_whole(JsonWriter& json, std::span<const std::string_view> choices) {
  json.key("anyOf").begin_array();
  std::string texts;
  for (const std::string_view choice : choices) {
    const double number = std::stod(std::string(choice));
    const bool negative = number < 0;
    json.begin_object().member("type", "number");
    json.member(negative ? "maximum" : "minimum", number);
    json.member(negative ? "exclusiveMinimum" : "exclusiveMaximum", number + (negative ? -1 : 1));
    json.end_object();
    if (number == 1)
      json.begin_object().key("enum").begin_array().flag(true).end_array().end_object();
    texts += (texts.empty() ? "" : "|") + std::string(negative ? "-" : "\\+?") + "(0_?)*" +
             std::string(choice.substr(negative ? 1 : 0));
  }
  json.begin_object().member("type", "string");
  json.member("pattern", kBlanksAtStart + '(' + texts + ')' + kBlanksAtEnd).end_object();
  json.end_array();
}

/// An object of the kind, or what is false or empty.
void put_section(JsonWriter& json, std::string_view object) {
  json.key("anyOf").begin_array().begin_object();
  json.member("$ref", reference_to(object)).end_object();
  json.begin_object().key("enum").begin_array();
  json.begin_array().end_array().flag(false).number(0).text("").end_array().end_object();
  json.end_array();
}

std::string with_remarks(std::string_view meaning, std::string_view unit,
                         std::string_view fallback) {
  std::string out(meaning);
  if (!unit.empty()) out += ", " + std::string(unit);
  if (!fallback.empty() && fallback != "-") out += " (default: " + std::string(fallback) + ')';
  return out;
}

// --- keys of the format -------------------------------------------------------------------------

/// One of the types, and null where the key may be.
void put_types(JsonWriter& json, Words types, const KeyText& key) {
  if (key.presence <= KeyPresence::blank) types.push_back("null");
  json.list("type", types);
}

void put_type(JsonWriter& json, const KeyText& key) {
  const bool may_be_null = key.presence <= KeyPresence::blank;
  switch (key.type) {
    case KeyType::number:
      return put_number(json, key.range, may_be_null);
    case KeyType::whole:
      return put_whole(json, key.choices);
    case KeyType::truth:
      return put_truth(json);
    case KeyType::path:  // of which editors leave something false or empty
      json.key("anyOf").begin_array().begin_object().list("type", Words{"string", "null"});
      json.end_object().begin_object().key("enum").begin_array();
      json.flag(false).number(0).begin_array().end_array().begin_object().end_object().end_array();
      json.end_object().end_array();
      return;
    case KeyType::text:
      if (key.object.empty()) {
        json.list("type", Words{"string", "null"});
      } else {
        json.member("$ref", reference_to(key.object));
      }
      return;
    case KeyType::label:
      return put_types(json, {"string", "number"}, key);
    case KeyType::id:
      put_types(json, {"string", "number", "boolean"}, key);
      if (key.presence == KeyPresence::needed) json.member("minLength", std::size_t{1});
      return;
    case KeyType::choice: {
      Words words(key.choices.begin(), key.choices.end());
      if (key.presence == KeyPresence::blank) words.emplace_back();
      return put_choice(json, words, may_be_null);
    }
    case KeyType::anything:
      return;
    case KeyType::section:
      return put_section(json, key.object);
    case KeyType::object:
      if (key.object.empty()) {
        json.list("type", Words{"object", "null"});
      } else {
        json.member("$ref", reference_to(key.object));
      }
      return;
    case KeyType::list:
      put_types(json, {"array"}, key);
      if (key.object.empty()) return;
      json.key("items").begin_object();
      json.member("$ref", reference_to(key.object)).end_object();
      return;
  }
}

void put_key(JsonWriter& json, const KeyText& key) {
  Words names{key.key};
  if (!key.aliases.empty()) {
    for (const std::string_view alias : model::split_at_bars(key.aliases)) names.push_back(alias);
  }
  for (const std::string_view name : names) {
    json.key(name).begin_object();
    json.member("description", with_remarks(key.meaning, symbol_of(key.unit), key.fallback));
    put_type(json, key);
    json.end_object();
  }
}

/// One of the names of a key is there, and of a type.
void put_one_of_required(JsonWriter& json, const KeyText& key, std::string_view type) {
  Words names{key.key};
  for (const std::string_view alias : model::split_at_bars(key.aliases)) names.push_back(alias);
  json.key("anyOf").begin_array();
  for (const std::string_view name : names) {
    json.begin_object().list("required", Words{name});
    json.key("properties").begin_object().key(name).begin_object().member("type", type);
    json.end_object().end_object().end_object();
  }
  json.end_array();
}

/// Start and end keys of a function that are no parameters of its still form by another row.
std::vector<std::string> keys_of_moving_form(const ParamTable& table) {
  const auto is_plain = [&](std::string_view key) {
    return std::any_of(table.params.begin(), table.params.end(), [&](const ParamText& param) {
      const auto& aliases = param.aliases;
      return param.key == key || std::find(aliases.begin(), aliases.end(), key) != aliases.end();
    });
  };
  std::vector<std::string> keys;
  for (const ParamText& param : table.params) {
    for (const std::string& key : {param.start_key, param.end_key}) {
      if (!key.empty() && !is_plain(key)) keys.push_back(key);
    }
  }
  return keys;
}

/// A voice that stands still has none of the keys of the moving form. On the noise bus the parameters
/// may be those of a whole .noise file, which has both.
void put_still_form(JsonWriter& json, const ParamTable& table) {
  const std::vector<std::string> keys = keys_of_moving_form(table);
  if (keys.empty()) return;
  json.key("if").begin_object().key("properties").begin_object();
  json.key("is_transition").begin_object().key("enum").begin_array();
  json.flag(false).number(0).null().end_array().end_object();
  json.key("isTransition").begin_object().key("enum").begin_array();
  json.flag(false).number(0).null().end_array().end_object();
  json.key("voice_type").begin_object().key("not").begin_object();
  json.list("enum", Words{"noise"}).end_object().end_object();
  json.end_object().end_object();
  json.key("then").begin_object().key("properties").begin_object();
  for (const auto key : {"params", "parameters"}) {
    json.key(key).begin_object().key("propertyNames").begin_object().key("not").begin_object();
    json.list("enum", Words(keys.begin(), keys.end()));
    json.end_object().end_object().end_object();
  }
  json.end_object().end_object();
}

/// Which parameters a voice has depends on its function.
void put_functions(JsonWriter& json, const std::vector<ParamTable>& tables) {
  json.key("allOf").begin_array();
  for (const ParamTable& table : tables) {
    const std::string moving = table.name + std::string(reader::kTransition);
    json.begin_object().key("if").begin_object();
    json.list("required", Words{"synth_function_name"});
    json.key("properties").begin_object().key("synth_function_name").begin_object();
    json.list("enum", Words{table.name, moving}).end_object().end_object().end_object();
    json.key("then").begin_object().key("properties").begin_object();
    for (const auto key : {"params", "parameters"}) {
      json.key(key).begin_object().member("$ref", reference_to(params_of(table))).end_object();
    }
    json.end_object();
    put_still_form(json, table);
    json.end_object().end_object();
  }
  json.end_array();
}

void put_names_of_functions(JsonWriter& json, const std::vector<ParamTable>& tables) {
  json.key("function").begin_object().key("enum").begin_array();
  for (const ParamTable& table : tables) {
    json.text(table.name).text(table.name + std::string(reader::kTransition));
  }
  json.null().end_array().end_object();  // null beside another of its names
}

/// Members that nobody reads, among the patterns of an object.
void put_comments(JsonWriter& json) { json.key(comment_key_pattern()).begin_object().end_object(); }

/// Whether objects of a kind are the entries of lists, which null is none of.
bool is_entry(std::string_view name) {
  const auto lists = [name](const ObjectText& object) {
    return std::any_of(object.keys.begin(), object.keys.end(), [name](const KeyText& key) {
      return key.type == KeyType::list && key.object == name;
    });
  };
  const auto objects = format_objects();
  return std::any_of(objects.begin(), objects.end(), lists);
}

void put_needed_keys(JsonWriter& json, const ObjectText& object) {
  Words needed;
  for (const KeyText& key : object.keys) {
    if (key.presence == KeyPresence::needed) needed.push_back(key.key);
  }
  if (!needed.empty()) json.list("required", needed);
}

/// Buses beside the sections count where there is a routing that has none.
void put_buses(JsonWriter& json) {
  json.key("if").begin_object().list("required", Words{"routing"});
  json.key("properties").begin_object().key("routing").begin_object().member("type", "object");
  json.key("not").begin_object().list("required", Words{"buses"}).end_object();
  json.end_object().end_object().end_object();
  json.key("then").begin_object().key("properties").begin_object().key("buses").begin_object();
  json.member("type", "array").key("items").begin_object();
  json.member("$ref", reference_to("scene_bus")).end_object();
  json.end_object().end_object().end_object();
}

/// The members of an object, and nothing else.
void put_object(JsonWriter& json, const ObjectText& object,
                const std::vector<ParamTable>& functions) {
  json.member("description", object.meaning);
  if (object.name == "envelope") {  // what is false or empty is none
    json.key("anyOf")
        .begin_array()
        .begin_object()
        .list("type", Words{"object", "null"})
        .end_object();
    json.begin_object().key("enum").begin_array();
    json.flag(false)
        .number(0)
        .text("")
        .begin_array()
        .end_array()
        .end_array()
        .end_object()
        .end_array();
  } else {
    json.list("type", is_entry(object.name) ? Words{"object"} : Words{"object", "null"});
  }
  put_needed_keys(json, object);
  json.key("properties").begin_object();
  for (const KeyText& key : object.keys) put_key(json, key);
  json.end_object();
  if (object.name == "voice") {
    put_functions(json, functions);
    put_one_of_required(json, object.keys[0], "string");
  }
  if (object.name == "scene") put_buses(json);
  json.key("patternProperties").begin_object();
  if (object.name == "step") json.key("^parallel_").begin_object().end_object();
  put_comments(json);
  json.end_object();
  if (!object.open) json.member("additionalProperties", false);
}

// --- parameters ---------------------------------------------------------------------------------

bool is_color(std::string_view key) {
  return key == "noise_type" || key == "noise_parameters" || key == "color_params";
}

/// The name of a colour, or its parameters.
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

/// Parameters that stand among others, so that more keys are nothing wrong.
void put_open(JsonWriter& json, const ParamTable& table) {
  json.key(params_of(table)).begin_object();
  json.member("description", table.meaning).list("type", Words{"object", "null"});
  json.key("properties").begin_object();
  put_params(json, table);
  json.end_object().end_object();
}

}  // namespace

std::string track_schema() {
  const std::vector<ParamTable> functions = reference::synth_tables();
  JsonWriter json;
  json.begin_object();
  json.member("$schema", "http://json-schema.org/draft-07/schema#");
  json.member("title", "Track of a binaural or entrainment session");
  json.member("$comment", "Written by scripts/update-manual.sh from the tables of the engine.");
  const auto objects = format_objects();
  put_object(json, objects[0], functions);
  put_one_of_required(json, objects[0].keys[1], "array");
  json.key("definitions").begin_object();
  put_number_definitions(json);
  put_color_definition(json);
  put_names_of_functions(json, functions);
  for (const ObjectText& object : objects.subspan(1)) {
    json.key(object.name).begin_object();
    put_object(json, object, functions);
    json.end_object();
  }
  for (const ParamTable& table : functions) put_function(json, table);
  for (const ParamTable& table : reference::further_tables()) put_open(json, table);
  json.end_object().end_object();
  return json.text() + '\n';
}

}  // namespace bbplay
