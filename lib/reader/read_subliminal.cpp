// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bbplay/model/patches/subliminal_encode_patch.h"
#include "bbplay/model/words.h"

#include "media/audio_reader.h"
#include "reader/param_reader.h"
#include "reader/report_damage.h"

namespace bbplay {
namespace {

using reader::JsonNode;
using reader::JsonType;

/// A path and the JSON value to point at when something is wrong with it.
struct Named {
  std::string name;
  JsonNode node;
};

std::vector<Named> names_in(JsonNode list, reader::ParamReader& reader) {
  std::vector<Named> names;
  if (list.is(JsonType::array)) {
    for (const JsonNode entry : list.children()) {
      if (entry.is(JsonType::text)) {
        names.push_back({std::string(entry.text()), entry});
      } else {
        reader.fail_type(entry, "a path");
      }
    }
  } else if (list.is(JsonType::text)) {
    std::string_view rest = list.text();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view name = model::trimmed(rest.substr(0, end));
      if (!name.empty()) names.push_back({std::string(name), list});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  } else {
    reader.fail_type(list, "a list of paths");
  }
  return names;
}

}  // namespace

void read_subliminal_files(SubliminalEncodePatch& patch, reader::ParamReader& reader) {
  patch.files.clear();
  reader.know({"audio_paths", "audio_path"});
  const JsonNode list = reader.member("audio_paths");
  const JsonNode single = reader.member("audio_path");
  std::vector<Named> names;
  if (list.is_set()) {
    names = names_in(list, reader);
  } else if (single.is(JsonType::text) && !single.text().empty()) {
    names.push_back({std::string(single.text()), single});
  } else if (single.is_set() && !single.is(JsonType::text)) {
    reader.fail_type(single, "a path");
  }
  const bool refused = list.is_set() ? !list.is(JsonType::array) && !list.is(JsonType::text)
                                     : single.is_set() && !single.is(JsonType::text);
  if (names.empty() && !refused && list.size() == 0) {
    const JsonNode blank = reader.params().first_of({"audio_paths", "audio_path"});
    reader.warn(blank.exists() ? blank : reader.params(),
                "no message is named in \"audio_path\": this voice is silent");
  }
  for (const Named& named : names) {
    const auto path =
        reader.assets().find(named.name, named.node, reader.diagnostics(), Severity::warning);
    if (path && reader::check_sound(named.node, *path, reader.reading(), reader.diagnostics(),
                                    Severity::warning)) {
      patch.files.push_back(*path);
    }
  }
  if (!names.empty() && patch.files.empty()) {
    names.front().node.report_input_file(
        reader.diagnostics(), "no message can be read: this voice is silent", Severity::warning);
  }
}

}  // namespace bbplay
