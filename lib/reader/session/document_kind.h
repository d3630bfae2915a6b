// SPDX-License-Identifier: MIT
/// Which of the programs of the family wrote a file, and what it is (format session 1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reader/json_node.h"

namespace bbplay::reader {

enum class DocumentKind : std::uint8_t {
  track,
  voices,         // a .voice or .voices preset
  session,        // of the Session window
  mobile_export,  // a session of Session Builder Mobile
  noise,          // a .noise file
  other,          // nothing that plays: see why_no_track()
};

/// Decided by the content; the extension of the file counts only where that says nothing.
DocumentKind kind_of(JsonNode root, std::string_view file_name);

/// What a file is that does not play, and what to do with it; one line (format session 7).
std::string why_no_track(JsonNode root);

/// The same for a file that is no JSON text at all; empty for one that may be.
std::string why_no_json(std::string_view bytes);

/// Whether an object holds presets by name: {"binaural": {...}, "noise": {...}}.
bool is_catalogue(JsonNode root);

}  // namespace bbplay::reader
