// SPDX-License-Identifier: MIT
#include "bbplay/reference/format_keys.h"

#include <map>

#include <gmock/gmock.h>

#include "bbplay/model/words.h"
#include "bbplay/reader/read_track.h"

namespace bbplay::reference {
namespace {

/// A track whose object of that name has one more member, at the place of %s.
const std::map<std::string_view, std::string> kPlaces = {
    {"track", R"({"progression": [{"duration": 1}], %s})"},
    {"settings", R"({"global": {%s}, "progression": [{"duration": 1}]})"},
    {"step", R"({"progression": [{%s}]})"},
    {"voice", R"({"progression": [{"duration": 1, "voices": [{%s}]}]})"},
    {"envelope", R"({"progression": [{"duration": 1, "voices": [{"volume_envelope": {%s}}]}]})"},
    {"noise", R"({"progression": [{"duration": 1}], "background_noise": {%s}})"},
    {"clip", R"({"progression": [{"duration": 1}], "clips": [{%s}]})"},
};

/// What the reader says about a key that it does not know.
bool is_called_unknown(const std::string& object, std::string_view key) {
  std::string text = kPlaces.at(object);
  text.replace(text.find("%s"), 2, '"' + std::string(key) + "\": null");
  Diagnostics findings;
  try {
    (void)read_track_text(text, "track.json", {}, {}, findings);
  } catch (const std::runtime_error&) {  // such a track need not be whole
  }
  for (const Finding& finding : findings.findings()) {
    if (finding.message.starts_with("unknown key")) return true;
  }
  return false;
}

TEST(FormatKeys, AreThoseThatTheReaderKnows) {
  for (const ObjectText& object : format_objects()) {
    const std::string name(object.name);
    EXPECT_TRUE(is_called_unknown(name, "no_such_key")) << name;
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
}  // namespace bbplay::reference
