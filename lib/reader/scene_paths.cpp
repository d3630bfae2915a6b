// SPDX-License-Identifier: MIT
#include "reader/scene_paths.h"

#include <algorithm>
#include <iterator>

#include "bbplay/model/suggest.h"

#include "reader/param_reader.h"

namespace bbplay::reader {
namespace {

constexpr FollowedPath kFollowed[] = {
    {"carrierFreq", &Sam2Patch::carrier_freq_hz, &Sam2Scene::carrier_hz},
    {"modFreq", &Sam2Patch::mod_freq_hz, &Sam2Scene::mod_hz},
    {"arcWidthDeg", &Sam2Patch::arc_width_deg, &Sam2Scene::arc_width_deg},
    {"directionOffsetDeg", &Sam2Patch::direction_deg, &Sam2Scene::direction_deg},
    {"spatialScale", &Sam2Patch::spatial_scale_rad, &Sam2Scene::scale_rad},
};
constexpr std::string_view kLevels[] = {"amp", "amplitude", "amplitude_linear", "signal.amplitude"};
/// Further keys that the reading of a voice asks for.
constexpr std::string_view kBesideRows[] = {
    "customPathSmoothingPasses", "customPathSmoothingRatio", "duration",           "initial_offset",
    "samSchemaVersion",          "transition_curve",         "transition_duration"};

/// Calls visit(row, keys) for the row that a key belongs to.
template <class Visit>
void with_row_of(std::string_view key, Visit visit) {
  const PatchKeys& keys = PatchKeys::of<Sam2Patch>();
  std::size_t index = 0;
  for (const Row<Sam2Patch>& row : Sam2Patch::rows) {
    const RowKeys& names = keys.rows[index++];
    if (std::find(names.plain.begin(), names.plain.end(), key) != names.plain.end()) {
      visit(row, names);
      return;
    }
  }
}

}  // namespace

const FollowedPath* followed_path(std::string_view path) {
  const auto* found = std::find_if(std::begin(kFollowed), std::end(kFollowed),
                                   [path](const FollowedPath& one) { return one.key == path; });
  return found == std::end(kFollowed) ? nullptr : found;
}

bool is_level_path(std::string_view path) {
  return std::find(std::begin(kLevels), std::end(kLevels), path) != std::end(kLevels);
}

bool is_sam2_key(std::string_view path) {
  const std::vector<std::string>& keys = PatchKeys::of<Sam2Patch>().sorted;
  return std::binary_search(keys.begin(), keys.end(), path, std::less<>()) ||
         std::find(std::begin(kBesideRows), std::end(kBesideRows), path) != std::end(kBesideRows);
}

std::string did_you_mean_path(std::string_view path) {
  const std::vector<std::string>& keys = PatchKeys::of<Sam2Patch>().sorted;
  return model::did_you_mean(path, std::span<const std::string>(keys));
}

double literal_base(JsonNode params, std::string_view path) {
  constexpr double kLargest = 1e9;  // numbers beyond any use are cut off
  return std::clamp(params[path].number().value_or(0), -kLargest, kLargest);
}

double effective_base(JsonNode params, std::string_view path) {
  if (params[path].number()) return literal_base(params, path);
  double out = 0;
  with_row_of(path, [&](const Row<Sam2Patch>& row, const RowKeys& keys) {
    out = row.fallback.still;
    for (const std::string_view key : keys.plain) {
      if (params[key].number()) {
        out = literal_base(params, key);
        return;
      }
    }
  });
  return out;
}

}  // namespace bbplay::reader
