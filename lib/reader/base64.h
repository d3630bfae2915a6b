// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bbplay::reader {

/// Bytes of a base64 text (RFC 4648 section 4; line breaks and missing padding are allowed);
/// nothing for text that is none.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace bbplay::reader
