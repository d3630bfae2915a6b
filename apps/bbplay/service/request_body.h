// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bbplay::app {

/// The JSON object in the body of a command, whose members are read by name. What is read is taken
/// out; finish() refuses what is left. All functions throw UsageError that names the member, for what
/// is not as it should be.
class RequestBody {
 public:
  /// An empty body is an empty object.
  explicit RequestBody(std::string text);

  bool empty() const noexcept { return members_.empty(); }
  // Nothing for what is absent.
  std::optional<double> number(std::string_view name, double least, double most);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<bool> flag(std::string_view name);
  std::optional<std::string> text(std::string_view name);
  /// A container as it stands in the body.
  std::optional<std::string> part(std::string_view name);
  /// Whether a member is null, which is taken out then.
  bool takes_null(std::string_view name);
  /// Whether it is a boolean, a number, ..., and not absent.
  bool is_flag(std::string_view name) const;

  void finish() const;

 private:
  /// An object or a list, from one offset of the text to another.
  struct Part {
    std::size_t begin = 0, end = 0;
  };
  using Value = std::variant<std::nullptr_t, bool, double, std::string, Part>;
  class Reader;

  std::optional<Value> take(std::string_view name);

  std::string text_;
  std::vector<std::pair<std::string, Value>> members_;
};

}  // namespace bbplay::app
