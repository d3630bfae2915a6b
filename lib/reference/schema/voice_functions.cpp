// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "reader/read_synth.h"
#include "reference/schema/functions.h"
#include "reference/schema/values.h"

namespace bbplay::reference::schema {
namespace {

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

}  // namespace

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

}  // namespace bbplay::reference::schema
