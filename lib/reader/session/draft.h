// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reader/json_node.h"

namespace bbplay::reader {

/// Where the values of a text that was made from other files come from, so that what is found in it
/// can be told about the place that a person wrote.
class Origins {
 public:
  void add(std::string pointer, JsonNode origin) { places_[std::move(pointer)] = origin; }

  /// A finding about the text, moved to its origin: the value itself where it was taken over, else
  /// the nearest thing around it that was.
  ///
  /// root  of the text that was made
  Finding moved(const Finding& finding, JsonNode root) const;

 private:
  std::unordered_map<std::string, JsonNode> places_;  // by JSON pointer
};

/// A JSON text that is being written, with the origins of its values.
class Draft {
 public:
  /// Longest text that is kept; what is written after that is dropped, and is_too_long() says so.
  static constexpr std::size_t kMostBytes = 8u << 20;

  // A missing `origin` means that of the value around this one.
  Draft& open_object(JsonNode origin = {}) { return open('{', origin); }
  Draft& open_list(JsonNode origin = {}) { return open('[', origin); }
  Draft& close();
  /// The key of the next value, inside an object.
  Draft& key(std::string_view name);
  Draft& number(double value, JsonNode origin = {});
  Draft& text(std::string_view value, JsonNode origin = {});
  Draft& flag(bool value, JsonNode origin = {});
  Draft& null(JsonNode origin = {});
  /// A value of another document as it stands there.
  Draft& copy(JsonNode value);
  /// The same, or `otherwise` where there is none or null.
  Draft& copy_or(JsonNode value, double otherwise);

  bool is_too_long() const noexcept { return too_long_; }
  const std::string& json() const noexcept { return text_; }
  /// The same, given away.
  std::string take_json() noexcept { return std::move(text_); }
  const Origins& origins() const noexcept { return origins_; }

 private:
  struct Level {
    bool is_object;
    std::size_t index = 0;  // of the value to come
    std::size_t pointer_length;
  };

  Draft& open(char bracket, JsonNode origin);
  /// What stands before a value; notes its origin.
  void begin_value(JsonNode origin);
  void put(std::string_view json);

  std::string text_;
  bool too_long_ = false;
  std::string pointer_;  // of the container that is open
  std::string key_;      // of the value to come
  std::vector<Level> levels_;
  Origins origins_;
};

/// A document with two blanks of indentation, as people like to read it.
std::string indented(JsonNode root);

}  // namespace bbplay::reader
