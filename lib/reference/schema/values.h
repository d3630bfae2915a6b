// SPDX-License-Identifier: MIT
/// Values of tracks as JSON Schema (draft 7): each function writes members of the schema that is open.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/reference/json_writer.h"

namespace bbplay::reference::schema {

using Words = std::vector<std::string_view>;

/// Where a definition of the schema stands.
std::string reference_to(std::string_view definition);

/// Every spelling, and null for an absent key.
void put_choice(JsonWriter& json, const Words& words, bool may_be_null = true);

/// A number as the format knows it: also as text, as true or false, or null.
///
/// definition  "number", or "number_or_blank", where "" says nothing
void put_number(JsonWriter& json, Range range, bool may_be_null = true,
                std::string_view definition = "number");
/// Both definitions.
void put_number_definitions(JsonWriter& json);

/// A number that is one of the choices without its fraction, true for 1, or a text that is one of them.
void put_whole(JsonWriter& json, std::span<const std::string_view> choices);

/// What is true or false in one of the ways that the format knows.
void put_truth(JsonWriter& json);

/// An object of the kind, or what is false or empty.
void put_section(JsonWriter& json, std::string_view object);

/// Members that nobody reads, among the patterns of an object.
void put_comments(JsonWriter& json);

/// What a description says: the meaning, its unit, its default.
std::string with_remarks(std::string_view meaning, std::string_view unit,
                         std::string_view fallback);

}  // namespace bbplay::reference::schema
