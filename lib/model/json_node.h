// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"

namespace bbplay::model {

enum class JsonType : std::uint8_t { null, boolean, number, text, array, object };

class JsonNode;

/// A parsed JSON text that remembers where every value stands. Values live in one array, so neither
/// parsing nor destruction recurses and a hostile nesting depth costs nothing but its own bytes.
class JsonDocument {
 public:
  /// Limits that a track written by a person or an editor never meets.
  struct Limits {
    std::size_t bytes = 64u << 20;
    std::size_t depth = 64;
    std::size_t values = 2'000'000;
  };

  /// text     UTF-8, with or without byte order mark
  /// throws   TrackError naming line and column for a syntax error, NaN/Infinity, or a limit passed
  static JsonDocument parse(std::string text, std::string file_name);
  static JsonDocument parse(std::string text, std::string file_name, const Limits& limits);

  JsonNode root() const;
  const std::string& file() const noexcept { return file_; }
  SourcePosition position_of(std::size_t offset) const;
  /// The line that holds `offset`, without its line break, for a caret display.
  std::string_view line_at(std::size_t line) const;

 private:
  friend class JsonNode;
  friend class JsonBuilder;

  struct Value {
    JsonType type = JsonType::null;
    bool flag = false;
    double number = 0;
    std::string text;  // text value
    std::size_t offset = 0;
    std::int32_t parent = -1;
    std::string key;          // inside an object
    std::uint32_t index = 0;  // inside an array
    std::vector<std::int32_t> children;
  };

  std::string file_;
  std::string source_;
  std::vector<Value> values_;
  std::vector<std::size_t> line_starts_;
};

/// View of one value of a document, or of a place where a value is missing. Cheap to copy.
class JsonNode {
 public:
  JsonNode() = default;

  bool exists() const noexcept { return index_ >= 0; }
  JsonType type() const noexcept;
  bool is(JsonType type) const noexcept { return exists() && this->type() == type; }
  /// Absent and null are the same to most of the format.
  bool is_set() const noexcept { return exists() && type() != JsonType::null; }

  /// Member of an object (the last of duplicates), a missing node otherwise.
  JsonNode operator[](std::string_view key) const;
  /// The first of `keys` that is present and not null.
  JsonNode first_of(std::initializer_list<std::string_view> keys) const;
  /// Elements of an array or members of an object, in file order (duplicates included).
  std::vector<JsonNode> children() const;
  std::size_t size() const noexcept;
  std::string_view key() const noexcept;

  /// A number, true/false as 1/0, or text that holds a decimal number; nothing otherwise.
  std::optional<double> number() const;
  /// The text of a text value; empty for every other type.
  std::string_view text() const noexcept;
  /// false, 0, "", [], {} and null are false, everything else (also "false") is true.
  bool truthy() const noexcept;

  SourcePosition position() const;
  std::string pointer() const;
  /// The value as a message shows it: `"abc"`, `12`, `an object`.
  std::string describe() const;

  void report(Diagnostics& diagnostics, Severity severity, std::string message) const;

 private:
  friend class JsonDocument;
  JsonNode(const JsonDocument* document, std::int32_t index) : document_(document), index_(index) {}
  const JsonDocument::Value& value() const;

  const JsonDocument* document_ = nullptr;
  std::int32_t index_ = -1;
};

/// Text to number as the reference's language does it: surrounding blanks, a sign, an exponent and
/// single underscores between digits; nothing for anything else, NaN and infinity included.
std::optional<double> number_from_text(std::string_view text);

}  // namespace bbplay::model
