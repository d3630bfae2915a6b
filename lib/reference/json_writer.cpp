// SPDX-License-Identifier: MIT
#include "bbplay/reference/json_writer.h"

#include <cmath>

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "bbplay/model/describe.h"
#include "bbplay/model/text.h"

namespace bbplay::reference {
namespace {

/// A key or a value. RapidJSON would pass on what is no UTF-8, and what steers a terminal.
template <class Writer>
void put_text(Writer& writer, std::string_view text) {
  const std::string quoted = model::json_quoted(text);
  writer.RawValue(quoted.data(), quoted.size(), rapidjson::kStringType);
}

}  // namespace

/// RapidJSON's indented and its compact writer share no base with virtual functions.
struct JsonWriter::Writer {
  explicit Writer(Layout chosen) : layout(chosen) { indented.SetIndent(' ', 2); }

  template <class Write>
  void with(Write&& write) {
    if (layout == Layout::indented) {
      write(indented);
    } else {
      write(compact);
    }
  }

  Layout layout;
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> indented{buffer};
  rapidjson::Writer<rapidjson::StringBuffer> compact{buffer};
};

JsonWriter::JsonWriter(Layout layout) : writer_(std::make_unique<Writer>(layout)) {}
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::begin_object() {
  writer_->with([](auto& writer) { writer.StartObject(); });
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  writer_->with([](auto& writer) { writer.EndObject(); });
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  writer_->with([](auto& writer) { writer.StartArray(); });
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  writer_->with([](auto& writer) { writer.EndArray(); });
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  writer_->with([&](auto& writer) { put_text(writer, name); });
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  writer_->with([&](auto& writer) { put_text(writer, value); });
  return *this;
}

JsonWriter& JsonWriter::null() {
  writer_->with([](auto& writer) { writer.Null(); });
  return *this;
}

JsonWriter& JsonWriter::flag(bool value) {
  writer_->with([&](auto& writer) { writer.Bool(value); });
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  const std::string digits = text_of(value);
  writer_->with(
      [&](auto& writer) { writer.RawValue(digits.data(), digits.size(), rapidjson::kNumberType); });
  return *this;
}

JsonWriter& JsonWriter::count(std::size_t value) {
  writer_->with([&](auto& writer) { writer.Uint64(value); });
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  writer_->with([&](auto& writer) { writer.Int64(value); });
  return *this;
}

std::string JsonWriter::text() const {
  return {writer_->buffer.GetString(), writer_->buffer.GetSize()};
}

}  // namespace bbplay::reference
