// SPDX-License-Identifier: MIT
#include "reference/schema/objects.h"

#include <algorithm>
#include <string>

#include "bbplay/model/words.h"

#include "reference/schema/functions.h"
#include "reference/schema/values.h"

namespace bbplay::reference::schema {
namespace {

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

}  // namespace

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

}  // namespace bbplay::reference::schema
