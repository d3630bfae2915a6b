// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bbplay::reader {

/// What keeps a text from being JSON, said for the person who wrote it.
struct JsonFault {
  std::size_t offset = 0;  // of the cause, at most the size of the text
  std::size_t length = 1;  // bytes to underline
  std::string message;     // "a comma after the last element; remove it"
  bool operator==(const JsonFault&) const = default;
};

/// The first fault of a text that a JSON parser has refused. The parser says where it was surprised;
/// this looks for what was written there, and says what to write instead: an open bracket is named
/// where it was opened, a missing comma where it belongs.
///
/// text     whatever was found in a file; not more than 64 levels of it are followed
/// returns  nothing when the text is JSON as far as this goes
/// cost     linear in the text; no recursion
std::optional<JsonFault> json_fault(std::string_view text);

}  // namespace bbplay::reader
