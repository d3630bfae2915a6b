// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"

namespace bbplay::reader {

enum class JsonType : std::uint8_t { null, boolean, number, text, array, object };

class JsonChildren;
class JsonNode;

/// A parsed JSON text that remembers where every value stands. Values live in one array, so neither
/// parsing nor destruction recurses and a hostile nesting depth costs nothing but its own bytes.
class JsonDocument {
 public:
  /// Limits that a track written by a person or an editor never meets.
  struct Limits {
    std::size_t bytes = 24u << 20;  // of the text: 18 MiB of embedded sounds
    std::size_t depth = 64;
    std::size_t values = 1'000'000;
    std::size_t memory = 42u << 20;  // of the text together with what it is read into
    std::size_t text = 1u << 20;     // of one text or key that is no data: URL
  };

  /// text     UTF-8, with or without byte order mark
  /// throws   TrackError naming line and column for a syntax error, NaN/Infinity, or a limit passed
  static JsonDocument parse(std::string text, std::string file_name);
  static JsonDocument parse(std::string text, std::string file_name, const Limits& limits);

  /// Nodes point into the document: it must outlive them and stay where it is.
  JsonNode root() const;
  const std::string& file() const noexcept { return file_; }
  /// Bytes that it takes: what Limits::memory is about.
  std::size_t memory() const noexcept {
    return source_.size() + texts_.size() + values_.size() * sizeof(Value);
  }
  /// offset  up to and including the end of the text
  SourcePosition position_of(std::size_t offset) const;
  /// A finding about `length` bytes from `offset` of the text, with their line as excerpt.
  Finding finding_at(std::size_t offset, std::size_t length, Severity severity, std::string pointer,
                     std::string message) const;

 private:
  friend class JsonNode;
  friend class JsonChildren;
  friend class JsonBuilder;

  /// A stretch of `source_` or, beyond its end, of `texts_`; both together are shorter than 4 GiB.
  struct Span {
    std::uint32_t begin, length;
  };
  /// What an object or an array holds.
  struct Members {
    std::uint32_t count;   // elements or members
    std::uint32_t sorted;  // large objects: where its members begin in `sorted_`
  };

  // One per value of the file, hence compact: a hostile file may hold a million. The first child of
  // a value, where there is one, is the value that follows it.
  struct Value {
    union {
      double number = 0;  // numbers; flags as 0 or 1
      Span text;          // of a text, unescaped
      Members members;    // of an object or an array
    };
    Span source{};  // the whole value as written
    Span key{};     // inside an object, unescaped
    std::int32_t parent = -1, next = -1;
    std::uint32_t index = 0;  // among its siblings
    JsonType type = JsonType::null;

    bool has_members() const noexcept {
      return type == JsonType::array || type == JsonType::object;
    }
    std::uint32_t children() const noexcept { return has_members() ? members.count : 0; }
  };
  static_assert(sizeof(Value) == 40);

  /// Objects with more members than this are searched through `sorted_`.
  static constexpr std::uint32_t kSearchedInOrder = 16;

  void mark_lines();
  const Value& value(std::int32_t index) const { return values_[static_cast<std::size_t>(index)]; }
  std::int32_t first_child(std::int32_t index) const {
    return value(index).children() > 0 ? index + 1 : -1;
  }
  std::string_view text_of(Span span) const {
    return span.begin < source_.size()
               ? std::string_view(source_).substr(span.begin, span.length)
               : std::string_view(texts_).substr(span.begin - source_.size(), span.length);
  }

  std::string file_;
  std::string source_;
  std::string texts_;                 // texts and keys that are not as they were written
  std::vector<Value> values_;         // in file order; the root is first
  std::vector<std::int32_t> sorted_;  // members of large objects by key, then by place

  /// The line that holds the first byte of a block of `source_`.
  struct LineMark {
    std::size_t line, start;
  };
  static constexpr std::size_t kMarkedBlock = 4096;
  std::vector<LineMark> line_marks_;  // one per block: a file may consist of line breaks
};

/// Of a file that a track or a session names: presets, noise.
inline constexpr JsonDocument::Limits kLimitsOfPart{.bytes = 4u << 20, .memory = 8u << 20};

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
  JsonChildren children() const;
  std::size_t size() const noexcept;
  std::string_view key() const noexcept;

  /// A number, true/false as 1/0, or text that holds a decimal number; nothing otherwise.
  std::optional<double> number() const;
  /// The text of a text value; empty for every other type.
  std::string_view text() const noexcept;
  /// false, 0, "", [], {} and null are false, everything else (also "false") is true.
  bool truthy() const noexcept;

  /// The value as it stands in the file, quotes and brackets included.
  std::string_view source_text() const noexcept;
  SourcePosition position() const;
  std::string pointer() const;
  /// The value as a message shows it: `"abc"`, `12`, `an object`.
  std::string describe() const;

  void report(Diagnostics& diagnostics, Severity severity, std::string message) const;
  /// The same about the key of this member of an object.
  void report_key(Diagnostics& diagnostics, Severity severity, std::string message) const;
  /// An error about the file that this value names.
  void report_input_file(Diagnostics& diagnostics, std::string message,
                         Severity severity = Severity::error) const;

  bool operator==(const JsonNode&) const = default;

 private:
  friend class JsonDocument;
  friend class JsonChildren;
  JsonNode(const JsonDocument* document, std::int32_t index) : document_(document), index_(index) {}
  const JsonDocument::Value& value() const { return document_->value(index_); }
  /// The text itself; of lists and objects only where they begin.
  std::size_t underlined_length() const noexcept;
  void report_at(std::size_t offset, std::size_t length, Diagnostics& diagnostics,
                 Severity severity, std::string message) const;

  const JsonDocument* document_ = nullptr;
  std::int32_t index_ = -1;
};

/// What a value holds, one after the other and without a list of them: there may be a million.
class JsonChildren {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = JsonNode;
    using difference_type = std::ptrdiff_t;
    using pointer = const JsonNode*;
    using reference = JsonNode;

    JsonNode operator*() const noexcept { return at_; }
    Iterator& operator++() noexcept {
      at_.index_ = at_.value().next;
      return *this;
    }
    void operator++(int) noexcept { ++*this; }
    bool operator==(const Iterator& other) const noexcept { return at_.index_ == other.at_.index_; }

   private:
    friend class JsonChildren;
    explicit Iterator(JsonNode at) : at_(at) {}
    JsonNode at_;
  };

  explicit JsonChildren(JsonNode of) : of_(of) {}

  Iterator begin() const noexcept;
  Iterator end() const noexcept { return Iterator(JsonNode(of_.document_, -1)); }
  std::size_t size() const noexcept { return of_.size(); }
  bool empty() const noexcept { return size() == 0; }
  JsonNode front() const noexcept { return *begin(); }
  /// Walks there from the first one.
  JsonNode operator[](std::size_t index) const noexcept;
  /// A list of them, for what goes to and fro.
  operator std::vector<JsonNode>() const;

 private:
  JsonNode of_;
};

inline JsonChildren JsonNode::children() const { return JsonChildren(*this); }

}  // namespace bbplay::reader
