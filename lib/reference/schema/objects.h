// SPDX-License-Identifier: MIT
/// Objects of the format as JSON Schema.
#pragma once

#include <string_view>
#include <vector>

#include "bbplay/model/format_keys.h"
#include "bbplay/reference/json_writer.h"
#include "bbplay/reference/synth_tables.h"

namespace bbplay::reference::schema {

/// The members of an object, and nothing else.
void put_object(JsonWriter& json, const ObjectText& object,
                const std::vector<ParamTable>& functions);

/// One of the names of a key is there, and of a type.
void put_one_of_required(JsonWriter& json, const KeyText& key, std::string_view type);

}  // namespace bbplay::reference::schema
