// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "bbplay/model/format_keys.h"
#include "bbplay/reference/describe.h"
#include "bbplay/reference/json_writer.h"
#include "bbplay/reference/synth_tables.h"

#include "reference/schema/functions.h"
#include "reference/schema/objects.h"
#include "reference/schema/values.h"

namespace bbplay {

std::string track_schema() {
  using namespace reference::schema;
  const std::vector<reference::ParamTable> functions = reference::synth_tables();
  reference::JsonWriter json;
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
  for (const reference::ParamTable& table : functions) put_function(json, table);
  for (const reference::ParamTable& table : reference::further_tables()) put_open(json, table);
  json.end_object().end_object();
  return json.text() + '\n';
}

}  // namespace bbplay
