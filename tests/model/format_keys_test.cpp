// SPDX-License-Identifier: MIT
#include "bbplay/model/format_keys.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>

#include "bbplay/model/words.h"
#include "bbplay/reader/read_track.h"

namespace bbplay {
namespace {

std::string envelope_of(const std::string& type) {
  return R"({"progression": [{"duration": 1, "voices": [{"volume_envelope": {"type": ")" + type +
         R"(", "params": {%s}}}]}]})";
}

/// A scene with the member in it, and a voice for it.
std::string in_scene(const std::string& members) {
  return R"({"progression": [{"duration": 1, "voices": [
      {"synth_function_name": "spatial_angle_modulation_sam2"}]}], "sam_scene": {)" +
         members + "}}";
}

/// A track whose object of that name has one more member, at the place of %s. Each type of an
/// envelope knows parameters of its own.
const std::multimap<std::string_view, std::string> kPlaces = {
    {"track", R"({"progression": [{"duration": 1}], %s})"},
    {"settings", R"({"global": {%s}, "progression": [{"duration": 1}]})"},
    {"step", R"({"progression": [{%s}]})"},
    {"voice", R"({"progression": [{"duration": 1, "voices": [{%s}]}]})"},
    {"envelope", R"({"progression": [{"duration": 1, "voices": [{"volume_envelope": {%s}}]}]})"},
    {"envelope_params", envelope_of("linear_fade")},
    {"envelope_params", envelope_of("adsr")},
    {"envelope_params", envelope_of("linen")},
    {"noise", R"({"progression": [{"duration": 1}], "background_noise": {%s}})"},
    {"clip", R"({"progression": [{"duration": 1}], "clips": [{%s}]})"},
    {"scene", in_scene("%s")},
    {"scene_stage", in_scene(R"("stages": {"stages": [{"id": "a", %s}]})")},
    {"scene_setting",
     in_scene(R"("stages": {"stages": [{"id": "a", "parameterOverrides": [{%s}]}]})")},
    {"scene_modulator", in_scene(R"("modulators": [{"id": "a", %s}])")},
    {"scene_route", in_scene(R"("modulation": {"routes": [{%s}]})")},
    {"scene_routed", in_scene(R"("routing": {"sources": [{%s}]})")},
    {"scene_bus", in_scene(R"("routing": {"buses": [{%s}]})")},
    // These hold one list each, or nothing but a name.
    {"scene_source", ""},
    {"scene_stages", ""},
    {"scene_modulation", ""},
    {"scene_routing", ""},
};

bool is_called_unknown_in(std::string text, std::string_view key) {
  if (text.empty()) return false;
  text.replace(text.find("%s"), 2, '"' + std::string(key) + "\": null");
  Diagnostics findings;
  try {
    (void)read_track_text(text, "track.json", {}, {}, findings);
  } catch (const std::runtime_error&) {  // such a track need not be whole
  }
  for (const Finding& finding : findings.findings()) {
    if (finding.message.starts_with("unknown key")) return true;
    if (finding.message.starts_with("unknown envelope parameter")) return true;
  }
  return false;
}

/// What the reader says about a key that it does not know.
bool is_called_unknown(const std::string& object, std::string_view key) {
  const auto [first, last] = kPlaces.equal_range(object);
  EXPECT_NE(first, last) << object;
  return std::all_of(first, last,
                     [key](const auto& place) { return is_called_unknown_in(place.second, key); });
}

/// Where editors write more than is read, only what looks like a slip is told.
TEST(FormatKeys, SlipsAreToldWhereOtherKeysAreNot) {
  std::size_t slips = 0;
  for (const ObjectText& object : format_objects()) {
    if (!object.open || kPlaces.find(object.name)->second.empty()) continue;
    for (const KeyText& key : object.keys) {
      if (key.key.size() < 6) continue;
      std::string slip(key.key);
      std::swap(slip[2], slip[3]);
      EXPECT_TRUE(is_called_unknown(std::string(object.name), slip)) << object.name << ' ' << slip;
      ++slips;
    }
  }
  EXPECT_GT(slips, 20u);
}

TEST(FormatKeys, AreThoseThatTheReaderKnows) {
  for (const ObjectText& object : format_objects()) {
    const std::string name(object.name);
    EXPECT_EQ(is_called_unknown(name, "no_such_key"), !object.open) << name;
    for (const KeyText& key : object.keys) {
      EXPECT_FALSE(is_called_unknown(name, key.key)) << name << ' ' << key.key;
      EXPECT_FALSE(key.meaning.empty()) << name << ' ' << key.key;
      if (key.aliases.empty()) continue;
      for (const std::string_view alias : model::split_at_bars(key.aliases)) {
        EXPECT_FALSE(is_called_unknown(name, alias)) << name << ' ' << alias;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay
