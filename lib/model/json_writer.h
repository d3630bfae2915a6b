// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "bbplay/model/describe.h"

namespace bbplay::model {

/// Writes indented JSON with the shortest numbers that read back the same. Whoever calls it takes
/// care of the nesting.
class JsonWriter {
 public:
  JsonWriter() { writer_.SetIndent(' ', 2); }

  JsonWriter& begin_object() { return writer_.StartObject(), *this; }
  JsonWriter& end_object() { return writer_.EndObject(), *this; }
  JsonWriter& begin_array() { return writer_.StartArray(), *this; }
  JsonWriter& end_array() { return writer_.EndArray(), *this; }

  JsonWriter& key(std::string_view name) { return writer_.Key(name.data(), size_of(name)), *this; }
  JsonWriter& text(std::string_view value) {
    return writer_.String(value.data(), size_of(value)), *this;
  }
  JsonWriter& null() { return writer_.Null(), *this; }
  JsonWriter& flag(bool value) { return writer_.Bool(value), *this; }
  /// What JSON has no number for becomes null.
  JsonWriter& number(double value) {
    if (!std::isfinite(value)) return writer_.Null(), *this;
    const std::string digits = text_of(value);
    return writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType), *this;
  }
  JsonWriter& count(std::size_t value) { return writer_.Uint64(value), *this; }

  /// One member of an object.
  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).text(value);
  }
  JsonWriter& member(std::string_view name, const char* value) { return key(name).text(value); }
  JsonWriter& member(std::string_view name, bool value) { return key(name).flag(value); }
  JsonWriter& member(std::string_view name, double value) { return key(name).number(value); }
  JsonWriter& member(std::string_view name, std::size_t value) { return key(name).count(value); }

  /// `"name": ["a", "b"]`
  template <class Texts>
  JsonWriter& list(std::string_view name, const Texts& texts) {
    key(name).begin_array();
    for (const auto& each : texts) text(each);
    return end_array();
  }

  std::string text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static rapidjson::SizeType size_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace bbplay::model
