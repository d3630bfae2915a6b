// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/patches/sam2_patch.h"
#include "bbplay/model/sam_scene.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// A parameter that a voice follows frame by frame, in its patch and in its scene.
struct FollowedPath {
  std::string_view key;
  Ramp Sam2Patch::*value;
  std::optional<AutomatedValue> Sam2Scene::*followed;
};

/// The followed parameter that a path of a scene names; null: none (format sam-scenes 4.1).
const FollowedPath* followed_path(std::string_view path);
/// Whether a path names the level of a voice (format sam-scenes 4.2).
bool is_level_path(std::string_view path);
/// Whether the voices know a parameter of that name.
bool is_sam2_key(std::string_view path);
/// The end of a message about a path that they do not know.
std::string did_you_mean_path(std::string_view path);

/// The value of a parameter where no stage counts: its number, of that very key, or 0
/// (format sam-scenes 4.1).
double literal_base(JsonNode params, std::string_view path);
/// The one that plays: by another name of it, or its default.
double effective_base(JsonNode params, std::string_view path);

}  // namespace bbplay::reader
