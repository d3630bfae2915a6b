// SPDX-License-Identifier: MIT
#include <cmath>
#include <optional>
#include <string>
#include <vector>

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

bool has_default(const ParamText& param) {
  return param.inherits.empty() && param.kind != ParamKind::text &&
         param.kind != ParamKind::other && !std::isnan(param.value.still);
}

/// Whether a transition begins or ends elsewhere where it is told nothing.
bool moves_by_default(const ParamText& param) {
  return has_default(param) &&
         (param.value.from != param.value.still || param.value.to != param.value.still);
}

std::optional<std::string_view> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void put_defaults(JsonWriter& json, const ParamText& param) {
  json.key("default");
  has_default(param) ? put_value(json, param, param.value.still) : void(json.null());
  json.member("default_from", unless_empty(param.inherits));
  const bool moves = moves_by_default(param);
  json.key("start_default");
  moves ? put_value(json, param, param.value.from) : void(json.null());
  json.key("end_default");
  moves ? put_value(json, param, param.value.to) : void(json.null());
}

/// A limit that a number has; otherwise null.
void put_limit(JsonWriter& json, const char* name, const ParamText& param, double limit) {
  json.key(name);
  param.kind == ParamKind::number ? json.number(limit) : json.null();
}

void put_param(JsonWriter& json, const ParamText& param) {
  json.begin_object().member("key", param.key).list("aliases", param.aliases);
  json.member("start_key", unless_empty(param.start_key));
  json.member("end_key", unless_empty(param.end_key));
  json.member("kind", name_of(param.kind));
  put_defaults(json, param);
  json.member("unit", unless_empty(param.unit));
  put_limit(json, "minimum", param, param.limits.low);
  put_limit(json, "maximum", param, param.limits.high);
  json.key("choices").begin_array();
  for (const auto& spellings : param.choices) json.text(spellings[0]);
  json.end_array();
  json.member("meaning", param.meaning).end_object();
}

}  // namespace

std::string synths_as_json() {
  JsonWriter json;
  json.begin_output("voices").key("voices").begin_array();
  for (const SynthSummary& synth : list_synths()) {
    json.begin_object().member("name", synth.name);
    const std::string moving = std::string(synth.name) + std::string(reader::kTransition);
    json.member("transition", synth.has_transition ? std::optional(moving) : std::nullopt);
    json.member("meaning", synth.meaning).member("parameter_count", synth.parameters).end_object();
  }
  json.end_array().end_object();
  return json.text();
}

std::string synth_as_json(std::string_view name) {
  const std::optional<ParamTable> table = reference::table_named(name);
  if (!table) return {};
  const bool is_timed = table->has_transition && !table->curve_keys.empty();
  JsonWriter json;
  json.begin_output("voice").member("name", table->name).member("meaning", table->meaning);
  json.member("moves", table->has_transition);
  json.member("transition_offset_key", unless_empty(is_timed ? "initial_offset" : ""));
  const std::vector<std::string_view> none;
  json.list("transition_duration_keys", is_timed ? table->duration_keys : none);
  json.list("transition_curve_keys", is_timed ? table->curve_keys : none);
  json.key("parameters").begin_array();
  for (const ParamText& param : table->params) put_param(json, param);
  json.end_array().end_object();
  return json.text();
}

}  // namespace bbplay
