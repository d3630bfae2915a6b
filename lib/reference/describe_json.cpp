// SPDX-License-Identifier: MIT
#include <cmath>
#include <optional>
#include <string>

#include "bbplay/reference/describe.h"
#include "bbplay/reference/json_writer.h"
#include "bbplay/reference/synth_tables.h"

#include "reader/read_synth.h"

namespace bbplay {
namespace {

using reference::JsonWriter;
using reference::ParamKind;
using reference::ParamTable;
using reference::ParamText;

std::string_view name_of(ParamKind kind) {
  switch (kind) {
    case ParamKind::number:
      return "number";
    case ParamKind::flag:
      return "flag";
    case ParamKind::choice:
      return "choice";
    case ParamKind::text:
      return "text";
    case ParamKind::other:
      break;
  }
  return "other";
}

void put_value(JsonWriter& json, const ParamText& param, double value) {
  if (param.kind == ParamKind::flag) {
    json.flag(value != 0);
  } else if (param.kind == ParamKind::choice) {
    json.text(param.choices[static_cast<std::size_t>(value)][0]);
  } else {
    json.number(value);
  }
}

void put_default(JsonWriter& json, const ParamText& param) {
  if (!param.inherits.empty()) {
    json.member("default_from", param.inherits);
    return;
  }
  if (param.kind == ParamKind::text || param.kind == ParamKind::other) return;
  if (std::isnan(param.value.still)) return;
  json.key("default");
  put_value(json, param, param.value.still);
  if (param.value.from == param.value.still && param.value.to == param.value.still) return;
  json.key("default_moving").begin_array();
  put_value(json, param, param.value.from);
  put_value(json, param, param.value.to);
  json.end_array();
}

void put_param(JsonWriter& json, const ParamText& param) {
  json.begin_object().member("key", param.key);
  if (!param.aliases.empty()) json.list("aliases", param.aliases);
  if (!param.start_key.empty()) {
    json.member("start_key", param.start_key).member("end_key", param.end_key);
  }
  json.member("kind", name_of(param.kind));
  put_default(json, param);
  if (!param.unit.empty()) json.member("unit", param.unit);
  if (param.kind == ParamKind::number) {
    if (std::isfinite(param.limits.low)) json.member("minimum", param.limits.low);
    if (std::isfinite(param.limits.high)) json.member("maximum", param.limits.high);
  }
  if (!param.choices.empty()) {
    json.key("choices").begin_array();
    for (const auto& spellings : param.choices) json.text(spellings[0]);
    json.end_array();
  }
  json.member("meaning", param.meaning).end_object();
}

}  // namespace

std::string synths_as_json() {
  JsonWriter json;
  json.begin_array();
  for (const SynthSummary& synth : list_synths()) {
    json.begin_object().member("name", synth.name);
    if (synth.has_transition) {
      json.member("transition", std::string(synth.name) + std::string(reader::kTransition));
    }
    json.member("meaning", synth.meaning).member("parameters", synth.parameters).end_object();
  }
  json.end_array();
  return json.text();
}

std::string synth_as_json(std::string_view name) {
  const std::optional<ParamTable> table = reference::table_named(name);
  if (!table) return {};
  JsonWriter json;
  json.begin_object().member("name", table->name).member("meaning", table->meaning);
  json.member("moves", table->has_transition);
  if (table->has_transition && !table->curve_keys.empty()) {
    json.member("transition_offset_key", "initial_offset");
    json.list("transition_duration_keys", table->duration_keys);
    json.list("transition_curve_keys", table->curve_keys);
  }
  json.key("parameters").begin_array();
  for (const ParamText& param : table->params) put_param(json, param);
  json.end_array().end_object();
  return json.text();
}

}  // namespace bbplay
