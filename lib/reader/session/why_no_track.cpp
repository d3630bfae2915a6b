// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "bbplay/model/suggest.h"

#include "reader/session/document_kind.h"
#include "reader/sound_format.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kNamed = 5;  // names and keys that a message lists

bool has(JsonNode object, std::string_view key) { return object[key].exists(); }

template <class Test>
bool all(const JsonChildren& nodes, Test test) {
  return !nodes.empty() && std::all_of(nodes.begin(), nodes.end(), test);
}

std::string quoted_keys(JsonNode object) {
  std::string out;
  std::size_t count = 0;
  for (const JsonNode member : object.children()) {
    if (count++ == kNamed) return out + ", ...";
    std::string key(member.key().substr(0, 40));
    for (char& c : key) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    out += (out.empty() ? "\"" : ", \"") + key + '"';
  }
  return out;
}

std::string of_list(JsonNode root) {
  const JsonChildren children = root.children();
  if (children.empty()) return "an empty list: no voice to play";
  std::string names;
  std::size_t sessions = 0;
  for (const JsonNode each : children) {
    if (!has(each, "steps")) continue;
    if (sessions++ < kNamed && each["name"].is(JsonType::text)) {
      names += (names.empty() ? "" : ", ") + each["name"].describe();
    }
  }
  if (sessions == 0) return "a list of file names, not a track";
  std::string out = "a list of " + std::to_string(sessions) + " sessions of Session Builder Mobile";
  if (!names.empty()) out += " (" + names + (sessions > kNamed ? ", ...)" : ")");
  return out + ": export one of them in the app";
}

std::string of_catalogue(JsonNode root) {
  std::string counts;
  for (const std::string_view half : {"binaural", "noise"}) {
    if (!root[half].is_set()) continue;
    counts += (counts.empty() ? "" : ", ") + std::to_string(root[half].size()) + ' ';
    counts += half;
  }
  return "a preset library (" + counts + "), not a track: use it with --presets for a session";
}

std::string no_steps(JsonNode root) {
  std::string out = "no steps: neither \"progression\" nor \"steps\"";
  if (root.size() == 0) return out;
  constexpr std::string_view kExpected[] = {"progression", "steps"};
  for (const JsonNode member : root.children()) {
    const std::string hint = model::did_you_mean(member.key(), kExpected);
    if (!hint.empty()) return out + "; found " + quoted_keys(root) + hint;
  }
  return out + "; found " + quoted_keys(root);
}

}  // namespace

std::string why_no_json(std::string_view bytes) {
  if (const std::string_view format = sound_format(bytes); !format.empty()) {
    return "a sound file (" + std::string(format) +
           "), not a track: name it in the overlay_clips of one";
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(kBlanks);
  if (first == bytes.npos) return "the file is empty";
  bytes.remove_prefix(first);
  if (bytes[0] != '<') return {};
  const std::string_view head = bytes.substr(0, 1u << 12);
  if (head.find("<track") != head.npos) {
    return "an XML track of the JUCE application: save it there as JSON";
  }
  if (head.find("<schedule") != head.npos) return "a Gnaural schedule, not a JSON track";
  return "XML, not a JSON track";
}

std::string why_no_track(JsonNode root) {
  if (root.is(JsonType::array)) return of_list(root);
  if (has(root, "manifestVersion") || has(root, "manifest_version")) {
    const JsonNode file = root["audio_file"];
    return "the manifest of an exported sound file" +
           (file.is(JsonType::text) ? " (" + std::string(file.describe()) + ')' : std::string()) +
           ": play that file, or the track it was made from";
  }
  const JsonChildren steps = root["steps"].children();
  if (std::any_of(steps.begin(), steps.end(), [](JsonNode step) {
        return has(step, "oscillators") || has(step, "strobe_sets");
      })) {
    return "a light sequence for LED glasses (oscillators and strobe sets), not a sound track: its "
           "tones belong to that program";
  }
  if (is_catalogue(root)) return of_catalogue(root);
  if (root["sources"].is(JsonType::array) &&
      (has(root, "schema_version") || has(root, "listener"))) {
    return "a project of the SAM workbench, not a track: add its sources to a track in "
           "BinauralBuilder and save that";
  }
  if (has(root, "step_duration") &&
      (has(root, "default_binaural_id") || has(root, "default_noise_id"))) {
    return "the defaults of the Session window, not a session: use Save Session there";
  }
  if (has(root, "savedUtc") && has(root, "payload")) {
    return "an autosave of the SAM workbench, not a track: open it there";
  }
  if (has(root, "design") && has(root, "runs")) {
    return "the result of a listening test, not a track";
  }
  if (has(root, "target_output_amplitude") || has(root, "font_family")) {
    return "preferences of BinauralBuilder, not a track";
  }
  const JsonChildren members = root.children();
  if (all(members, [](JsonNode member) { return has(member, "exponent"); })) {
    return "a collection of " + std::to_string(members.size()) +
           " noise colours, not a track: write one as a .noise file";
  }
  return no_steps(root);
}

}  // namespace bbplay::reader
