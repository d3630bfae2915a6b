// SPDX-License-Identifier: MIT
#include "service/page_files.h"

#include <cassert>

#include "service/embedded_files.h"

namespace bbplay::app {
namespace {

std::string_view content_type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml; charset=utf-8";
  assert(name.ends_with(".webmanifest"));
  return "application/manifest+json; charset=utf-8";
}

// The first digits of the digest: enough to tell versions of one file apart.
std::string etag_of(std::string_view sha256) {
  return '"' + std::string(sha256.substr(0, 16)) + '"';
}

}  // namespace

std::optional<PageFile> page_file(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  const std::string_view name = path == "/" ? "index.html" : path.substr(1);
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == name) {
      return PageFile{content_type_of(name), file.bytes, etag_of(file.sha256)};
    }
  }
  return std::nullopt;
}

}  // namespace bbplay::app
