// SPDX-License-Identifier: MIT
#include <system_error>

#include "reader/asset_path.h"
#include "reader/session/convert.h"

namespace bbplay::reader {
namespace {

namespace fs = std::filesystem;

/// Whole paths, except below the track's own folder, so that the two can be moved together.
std::string named_from(const fs::path& folder, const fs::path& file) {
  std::error_code failed;
  const fs::path whole = fs::absolute(file, failed).lexically_normal();
  const fs::path from = fs::absolute(folder.empty() ? "." : folder, failed).lexically_normal();
  const fs::path relative = whole.lexically_relative(from);
  const bool is_below = !relative.empty() && *relative.begin() != "..";
  return (is_below ? relative : whole).string();
}

}  // namespace

std::string path_in_track(std::string_view text, const fs::path& preset_folder,
                          const Conversion& how) {
  const fs::path given(text);
  if (text.find('\0') != text.npos || text.starts_with("data:")) return std::string(text);
  const fs::path& first = preset_folder.empty() ? how.base : preset_folder;
  for (const fs::path& folder : {first, how.base, fs::path()}) {
    const fs::path file = folder / given;       // `given` itself if that is absolute
    if (!allows(how.may_read, file)) continue;  // whoever reads the track refuses it
    if (why_unreadable(file).empty()) return named_from(how.track_folder, file);
  }
  return std::string(text);
}

void write_clip_path(JsonNode path, const Conversion& how, Draft& draft) {
  if (path.is(JsonType::text)) {
    draft.text(path_in_track(path.text(), {}, how), path);
  } else {
    draft.copy(path);
  }
}

}  // namespace bbplay::reader
