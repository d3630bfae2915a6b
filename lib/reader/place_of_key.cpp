// SPDX-License-Identifier: MIT
#include "reader/place_of_key.h"

#include <algorithm>
#include <vector>

#include "bbplay/model/format_keys.h"
#include "bbplay/model/noise_preset.h"
#include "bbplay/model/words.h"

#include "reader/each_patch.h"
#include "reader/param_reader.h"
#include "reader/read_noise_color.h"

namespace bbplay::reader {
namespace {

/// Objects of a track, each below the one that it stands in.
struct Place {
  std::string_view name, parent, way;
};
constexpr Place kPlaces[] = {
    {"track", "", "to the track, beside \"progression\""},
    {"settings", "track", "into \"global\""},
    {"step", "track", "into the step, beside \"voices\""},
    {"voice", "step", "into the voice, beside \"params\""},
    {"params", "voice", "into the \"params\" of the voice"},
    {"envelope", "voice", "into \"volume_envelope\""},
    {"envelope_params", "envelope", "into the \"params\" of the envelope"},
    {"noise", "track", "into \"background_noise\", beside \"params\""},
    {"noise_params", "noise", "into the \"params\" of the noise"},
    {"color", "params", "into \"noise_parameters\""},
    {"clip", "track", "into an entry of \"overlay_clips\""},
};

const Place* place_named(std::string_view name) {
  const auto* found = std::find_if(std::begin(kPlaces), std::end(kPlaces),
                                   [name](const Place& place) { return place.name == name; });
  return found == std::end(kPlaces) ? nullptr : found;
}

/// A place, what it stands in, and so on to the track.
std::vector<std::string_view> way_up(std::string_view name) {
  std::vector<std::string_view> way;
  for (const Place* place = place_named(name); place != nullptr;
       place = place_named(place->parent)) {
    way.push_back(place->name);
  }
  return way;
}

/// Objects to leave and to enter between two places.
std::size_t steps_between(std::string_view from, std::string_view to) {
  const std::vector<std::string_view> up = way_up(from), down = way_up(to);
  std::size_t shared = 0;
  while (shared < std::min(up.size(), down.size()) &&
         up[up.size() - 1 - shared] == down[down.size() - 1 - shared]) {
    ++shared;
  }
  return up.size() + down.size() - 2 * shared;
}

bool is_parameter(std::string_view key) {
  constexpr std::string_view kTiming[] = {"initial_offset", "transition_duration",
                                          "transition_curve"};
  bool found = std::find(std::begin(kTiming), std::end(kTiming), key) != std::end(kTiming);
  for_each_patch([&]<class P>(const P&) {
    const auto& keys = PatchKeys::of<P>().sorted;
    found = found || std::binary_search(keys.begin(), keys.end(), key, std::less<>());
  });
  return found;
}

bool knows(const Place& place, std::string_view key) {
  if (place.name == "params") return is_parameter(key);
  if (place.name == "color") {
    const auto keys = color_parameters();
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
  if (place.name == "noise_params") {
    const auto& keys = PatchKeys::of<NoisePreset>().sorted;
    return std::binary_search(keys.begin(), keys.end(), key, std::less<>());
  }
  for (const ObjectText& object : format_objects()) {
    if (object.name != place.name) continue;
    for (const KeyText& text : object.keys) {
      const auto aliases = model::split_at_bars(text.aliases);
      if (text.key == key || std::find(aliases.begin(), aliases.end(), key) != aliases.end()) {
        return true;
      }
    }
  }
  return false;
}

/// Noise and clips have keys such as "gain" and "file", which say nothing where steps and voices are
/// described, and neither do the others to them.
bool is_apart(std::string_view name) {
  return name == "noise" || name == "noise_params" || name == "clip";
}

bool may_be_meant(std::string_view here, std::string_view there) {
  if (here == "track" || here == "settings" || there == "track") return true;
  return is_apart(here) == is_apart(there) || there == "color" || there == "settings";
}

}  // namespace

std::string place_of_key(std::string_view key, std::string_view here) {
  const bool is_params = key == "params" || key == "parameters";
  if (is_params && (here == "params" || here == "noise_params")) {
    return "; its members belong one level up";
  }
  constexpr std::string_view kEverywhere[] = {"name", "description", "params", "parameters"};
  if (std::find(std::begin(kEverywhere), std::end(kEverywhere), key) != std::end(kEverywhere)) {
    return {};
  }
  const Place* nearest = nullptr;
  std::size_t fewest = 4;
  for (const Place& place : kPlaces) {
    if (place.name == here || !may_be_meant(here, place.name)) continue;
    const std::size_t steps = steps_between(here, place.name);
    if (steps >= fewest || !knows(place, key)) continue;
    fewest = steps;
    nearest = &place;
  }
  if (nearest == nullptr) return {};
  return "; it belongs " + std::string(nearest->way);
}

}  // namespace bbplay::reader
