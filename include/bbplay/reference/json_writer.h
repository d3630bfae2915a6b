// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay::reference {

/// Version of everything that is written for other programs, documents and events alike. It goes up
/// when a key goes away or changes its meaning, not when one is added.
inline constexpr std::size_t kOutputVersion = 1;

/// Writes JSON with the shortest numbers that read back the same, and texts as model::json_quoted().
/// Whoever calls it takes care of
/// the nesting.
class JsonWriter {
 public:
  enum class Layout { indented, one_line };

  explicit JsonWriter(Layout layout = Layout::indented);
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  /// Begins the outermost object of a document that data/NAME.schema.json describes.
  JsonWriter& begin_output(std::string_view name) {
    return begin_object().member("output", name).member("version", kOutputVersion);
  }

  JsonWriter& key(std::string_view name);
  /// What is no UTF-8 becomes U+FFFD.
  JsonWriter& text(std::string_view value);
  JsonWriter& null();
  JsonWriter& flag(bool value);
  /// What JSON has no number for becomes null.
  JsonWriter& number(double value);
  JsonWriter& count(std::size_t value);
  JsonWriter& integer(std::int64_t value);

  /// One member of an object.
  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).text(value);
  }
  JsonWriter& member(std::string_view name, const char* value) { return key(name).text(value); }
  JsonWriter& member(std::string_view name, bool value) { return key(name).flag(value); }
  JsonWriter& member(std::string_view name, double value) { return key(name).number(value); }
  JsonWriter& member(std::string_view name, std::size_t value) { return key(name).count(value); }
  JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  /// Null where there is no value.
  template <class Value>
  JsonWriter& member(std::string_view name, const std::optional<Value>& value) {
    return value ? member(name, *value) : key(name).null();
  }

  /// `"name": ["a", "b"]`
  template <class Texts>
  JsonWriter& list(std::string_view name, const Texts& texts) {
    key(name).begin_array();
    for (const auto& each : texts) text(each);
    return end_array();
  }

  std::string text() const;

 private:
  struct Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace bbplay::reference
