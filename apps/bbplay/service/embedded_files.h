// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace bbplay::app {

struct EmbeddedFile {
  std::string_view name;    // "app.js"
  std::string_view bytes;   // as in the folder
  std::string_view sha256;  // of the bytes, 64 hexadecimal digits
};

/// The files of the folder service/page; scripts/cmake/embed_files.cmake writes the definition.
std::span<const EmbeddedFile> embedded_files() noexcept;

}  // namespace bbplay::app
