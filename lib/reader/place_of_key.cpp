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

constexpr std::string_view kFunctionKeys[] = {"synth_function_name", "synthFunctionName",
                                              "synth_function"};

std::string_view function_of(JsonNode voice) {
  std::string_view name;
  for (const std::string_view key : kFunctionKeys) {
    if (name.empty()) name = voice[key].text();
  }
  if (name.ends_with("_transition")) name.remove_suffix(std::string_view("_transition").size());
  return name;
}

/// function  whose parameters they are; empty: of any
bool is_parameter(std::string_view key, std::string_view function) {
  constexpr std::string_view kTiming[] = {"initial_offset", "transition_duration",
                                          "transition_curve"};
  bool found = std::find(std::begin(kTiming), std::end(kTiming), key) != std::end(kTiming);
  for_each_patch([&]<class P>(const P&) {
    const auto& keys = PatchKeys::of<P>().sorted;
    if (!function.empty() && function != P::name) return;
    found = found || std::binary_search(keys.begin(), keys.end(), key, std::less<>());
  });
  return found;
}

/// Whether the function of a voice, or of a voice of a step, reads the parameter.
bool reads_parameter(std::string_view key, std::string_view here, JsonNode object) {
  if (here == "voice") return is_parameter(key, function_of(object));
  const JsonChildren voices = object["voices"].children();
  if (here == "step" && voices.empty()) return is_parameter(key, {});
  return here == "step" && std::any_of(voices.begin(), voices.end(), [key](JsonNode voice) {
           return is_parameter(key, function_of(voice));
         });
}

/// Whether the envelope that a voice or the envelope itself is, is of a type that reads the key.
bool envelope_reads(std::string_view key, std::string_view here, JsonNode object) {
  if (here != "voice" && here != "envelope") return false;
  const JsonNode envelope =
      here == "voice" ? object.first_of({"volume_envelope", "volumeEnvelope"}) : object;
  const std::string_view type = envelope["type"].text();
  const auto is_one_of = [key](std::initializer_list<std::string_view> keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  if (type == "linear_fade") {
    return is_one_of({"fade_duration", "start_amp", "end_amp", "fade_in", "fade_out"});
  }
  if (type == "linen") return is_one_of({"attack", "release"});
  return type == "adsr" && is_one_of({"attack", "decay", "sustain_level", "release"});
}

bool knows(const Place& place, std::string_view key, std::string_view here, JsonNode object) {
  if (place.name == "params") return reads_parameter(key, here, object);
  if (place.name == "envelope_params") return envelope_reads(key, here, object);
  if (place.name == "color") {
    const auto keys = color_parameters();
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
  if (place.name == "noise_params") {
    const auto& keys = PatchKeys::of<NoisePreset>().sorted;
    return std::binary_search(keys.begin(), keys.end(), key, std::less<>());
  }
  for (const ObjectText& described : format_objects()) {
    if (described.name != place.name) continue;
    for (const KeyText& text : described.keys) {
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

std::string place_of_key(std::string_view key, std::string_view here, JsonNode object) {
  const bool is_params = key == "params" || key == "parameters";
  if (is_params && (here == "params" || here == "noise_params")) {
    return "; its members belong one level up";
  }
  if (here == "noise_params" && key == "name" && noise_preset(object["name"].text())) {
    return "; it belongs into \"noise_parameters\"";
  }
  constexpr std::string_view kEverywhere[] = {"name", "description", "params", "parameters",
                                              "type", "id",          "uuid",   "guid"};
  if (std::find(std::begin(kEverywhere), std::end(kEverywhere), key) != std::end(kEverywhere)) {
    return {};
  }
  const Place* nearest = nullptr;
  std::size_t fewest = 4;
  for (const Place& place : kPlaces) {
    if (place.name == here || !may_be_meant(here, place.name)) continue;
    const std::size_t steps = steps_between(here, place.name);
    if (steps >= fewest || !knows(place, key, here, object)) continue;
    fewest = steps;
    nearest = &place;
  }
  if (nearest == nullptr) return {};
  return "; it belongs " + std::string(nearest->way);
}

}  // namespace bbplay::reader
