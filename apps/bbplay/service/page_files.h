// SPDX-License-Identifier: MIT
/// The page from which a phone steers the player: files that are part of the program.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bbplay::app {

struct PageFile {
  std::string_view content_type;  // with its charset: "text/css; charset=utf-8"
  std::string_view bytes;         // UTF-8, as they are sent
  std::string etag;               // strong, in its quotes; changes with the bytes
};

/// The file at the path of a request, "/" or "/app.js", without its query. None where the page has
/// no file. What it refers to lives as long as the program. Throws std::bad_alloc only; any thread.
std::optional<PageFile> page_file(std::string_view path);

}  // namespace bbplay::app
