// SPDX-License-Identifier: MIT
#include "reader/scene_text.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "bbplay/model/describe.h"
#include "bbplay/model/format_keys.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/object_reader.h"
#include "reader/repeated_key.h"

namespace bbplay::reader {
namespace {

constexpr double kNoDepth = 1e-12;
/// Numbers beyond any use are cut off: what is made of them stays finite.
constexpr double kLargest = 1e9;
constexpr std::string_view kCurves[] = {"linear", "smooth", "exponential", "hold"};
constexpr std::string_view kWaveforms[] = {"sine", "square"};
constexpr std::string_view kMaster = "master";

void fail(JsonNode node, std::string message, Diagnostics& diagnostics) {
  node.report(diagnostics, Severity::error, std::move(message));
}

void fail_type(JsonNode node, std::string_view expected, Diagnostics& diagnostics) {
  fail(node, "expected " + std::string(expected) + ", found " + node.describe(), diagnostics);
}

/// A number without its fraction, true as 1, or a text as Python's int() reads it.
std::optional<double> whole_number(JsonNode node) {
  const std::string_view text = model::trimmed(node.text());
  const bool is_whole = text.find_first_not_of("+-_0123456789") == text.npos;
  const std::optional<double> number = is_whole ? node.number() : std::nullopt;
  return number ? std::optional(std::trunc(*number)) : std::nullopt;
}

/// Warns about keys that are given twice, and about those that look like one of those it was asked
/// for. Others are the business of the workbench, whose newer versions write more.
class Part {
 public:
  Part(JsonNode node, Diagnostics& diagnostics) : reader_(node, diagnostics) {}

  JsonNode node() const { return reader_.object(); }

  JsonNode find(std::string_view key) {
    keys_.push_back(key);
    return node()[key];
  }
  double number(std::string_view key, Unit unit, double fallback) {
    const JsonNode value = find(key);
    if (!value.exists()) return fallback;
    if (!value.is_set()) reader_.fail_type(value, "a number");
    return std::clamp(reader_.number_of(value, unit).value_or(fallback), -kLargest, kLargest);
  }
  double seconds(std::string_view key) {
    const double value = number(key, Unit::seconds, 0);
    if (value >= 0) return value;
    reader_.fail(node()[key], text_of(value) + " s: times of a stage are 0 or more");
    return 0;
  }
  bool truth(std::string_view key, bool fallback) {
    const JsonNode value = find(key);
    reader_.warn_unless_flag(value);
    return value.exists() ? value.truthy() : fallback;
  }
  std::string text(std::string_view key) {
    const JsonNode value = find(key);
    if (value.is(JsonType::array) || value.is(JsonType::object)) {
      reader_.fail_type(value, "text or a number");
    }
    return text_of_id(value);
  }
  /// A text without which the part says nothing.
  std::string needed_text(std::string_view key, std::string_view part) {
    std::string out = text(key);
    const JsonNode value = node()[key];
    if (out.empty() || value.is(JsonType::null)) {
      reader_.fail(value.exists() ? value : node(),
                   std::string(part) + " needs a \"" + std::string(key) + '"');
    }
    return out;
  }
  SceneCurve curve() {
    const JsonNode value = find("curve");
    if (!value.exists()) return SceneCurve::linear;
    const auto* found = std::find(std::begin(kCurves), std::end(kCurves), value.text());
    if (found != std::end(kCurves)) return static_cast<SceneCurve>(found - kCurves);
    reader_.fail(value, "unknown curve " + value.describe() +
                            ", none of linear, smooth, exponential, hold" +
                            model::did_you_mean(value.text(), kCurves));
    return SceneCurve::linear;
  }
  void know(std::initializer_list<std::string_view> keys) {
    keys_.insert(keys_.end(), keys.begin(), keys.end());
  }
  void report_slips() {
    for (const JsonNode member : node().children()) {
      if (warn_if_repeated(node(), member, reader_.diagnostics())) continue;
      if (std::find(keys_.begin(), keys_.end(), member.key()) != keys_.end()) continue;
      if (is_comment_key(member.key())) continue;
      const std::string advice = model::did_you_mean(member.key(), keys_);
      if (!advice.empty()) reader_.warn_key(member, "unknown key" + advice);
    }
  }

 private:
  ObjectReader reader_;
  std::vector<std::string_view> keys_;
};

/// Calls visit(part) for every object of a list that a section holds. Sections that are false in any
/// way are left out; lists are not.
template <class Visit>
void for_each_part(JsonNode section, std::string_view list_key, std::string_view what,
                   Diagnostics& diagnostics, Visit visit) {
  if (!section.truthy()) return;
  if (!section.is(JsonType::object)) return fail_type(section, "an object", diagnostics);
  const JsonNode list = section[list_key];
  if (!list.exists()) return;
  if (!list.is(JsonType::array)) return fail_type(list, "a list", diagnostics);
  for (const JsonNode entry : list.children()) {
    if (!entry.is(JsonType::object)) {
      fail_type(entry, std::string(what) + " (an object)", diagnostics);
      continue;
    }
    Part part(entry, diagnostics);
    visit(part);
    part.report_slips();
  }
}

void read_settings(JsonNode stage, std::size_t index, SceneText& out, Diagnostics& diagnostics) {
  for_each_part(stage, "parameterOverrides", "a setting", diagnostics, [&](Part& part) {
    SceneText::Setting setting;
    setting.node = part.node();
    setting.stage = index;
    setting.target = part.text("targetId");
    setting.path = part.needed_text("parameterPath", "what a stage sets");
    if (!part.node()["value"].exists()) {
      fail(part.node(), "what a stage sets needs a \"value\"", diagnostics);
    }
    setting.value = part.number("value", Unit::none, 0);
    setting.curve = part.curve();
    out.settings.push_back(std::move(setting));
  });
}

void read_stages(JsonNode section, SceneText& out, Diagnostics& diagnostics) {
  for_each_part(section, "stages", "a stage", diagnostics, [&](Part& part) {
    SceneText::Stage stage;
    stage.id = part.needed_text("id", "a stage");
    stage.name = part.find("name").text();
    stage.window = {part.seconds("startS"), part.seconds("durationS"),
                    part.seconds("transitionInS"), part.seconds("transitionOutS")};
    part.know({"parameterOverrides", "notes"});
    out.stages.push_back(std::move(stage));
    read_settings(part.node(), out.stages.size() - 1, out, diagnostics);
  });
}

/// What is no list counts as an empty one.
bool is_list(JsonNode node, Diagnostics& diagnostics) {
  if (node.is_set() && !node.is(JsonType::array)) {
    node.report(diagnostics, Severity::warning,
                "expected a list, found " + node.describe() + "; it has no effect");
  }
  return node.is(JsonType::array);
}

void read_modulators(JsonNode list, SceneText& out, Diagnostics& diagnostics) {
  if (!is_list(list, diagnostics)) return;
  for (const JsonNode entry : list.children()) {
    if (!entry.is(JsonType::object)) {
      fail_type(entry, "a modulator (an object)", diagnostics);
      continue;
    }
    Part part(entry, diagnostics);
    SceneText::Modulator modulator;
    modulator.id = part.text("id");
    const JsonNode waveform = part.find("waveform");
    modulator.square = waveform.text() == kWaveforms[1];
    if (waveform.exists() && !modulator.square && waveform.text() != kWaveforms[0]) {
      modulator.unknown_waveform = waveform;
    }
    if (modulator.id.empty()) continue;
    modulator.rate_hz = part.number("rateHz", Unit::hertz, 1);
    modulator.phase_deg = part.number("phaseDeg", Unit::degrees, 0);
    part.know({"name", "depth"});
    part.report_slips();
    out.modulators.push_back(std::move(modulator));
  }
}

void read_routes(JsonNode section, SceneText& out, Diagnostics& diagnostics) {
  for_each_part(section, "routes", "a route", diagnostics, [&](Part& part) {
    SceneText::Route route;
    route.node = part.node();
    route.modulator = part.needed_text("modulatorId", "a route");
    route.target = part.needed_text("targetId", "a route");
    route.path = part.needed_text("parameterPath", "a route");
    route.depth = part.number("depth", Unit::none, 0);
    const JsonNode sign = part.find("polarity");
    const double polarity = sign.exists() ? whole_number(sign).value_or(0) : 1;
    if (polarity != 1 && polarity != -1) {
      fail(sign, "a polarity is 1 or -1, found " + sign.describe(), diagnostics);
    }
    if (polarity < 0) route.depth = -route.depth;
    route.curve = part.curve();
    route.enabled = part.truth("enabled", true);
    part.know({"id", "name"});
    out.routes.push_back(std::move(route));
  });
}

void read_channels(JsonNode section, std::string_view list, std::string_view id_key,
                   std::string_view what, std::vector<SceneText::Channel>& out,
                   Diagnostics& diagnostics) {
  for_each_part(section, list, what, diagnostics, [&](Part& part) {
    SceneText::Channel channel;
    channel.node = part.node();
    channel.id = part.text(id_key);
    if (id_key == "id" && !part.node()["id"].exists()) channel.id = kMaster;
    channel.bus = part.node()["busId"].exists() ? part.text("busId") : std::string(kMaster);
    channel.muted = part.truth("muted", false);
    channel.soloed = part.truth("soloed", false);
    part.know({"busId", "gainDb", "pan", "name", "id", "sends"});
    out.push_back(std::move(channel));
  });
}

}  // namespace

bool SceneText::Route::is_active() const { return enabled && std::abs(depth) > kNoDepth; }

const SceneText::Modulator* SceneText::modulator(std::string_view id) const {
  const auto found = std::find_if(modulators.rbegin(), modulators.rend(),
                                  [id](const Modulator& other) { return other.id == id; });
  return found == modulators.rend() ? nullptr : &*found;
}

const SceneText::Channel* SceneText::source(std::string_view id) const {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [id](const Channel& other) { return other.id == id; });
  return found == sources.end() ? nullptr : &*found;
}

const SceneText::Channel* SceneText::bus(std::string_view id) const {
  const auto found = std::find_if(buses.rbegin(), buses.rend(),
                                  [id](const Channel& other) { return other.id == id; });
  return found == buses.rend() ? nullptr : &*found;
}

std::string text_of_id(JsonNode node) {
  if (!node.exists()) return {};
  switch (node.type()) {
    case JsonType::null:
      return "None";
    case JsonType::boolean:
      return node.truthy() ? "True" : "False";
    case JsonType::text:
      return std::string(node.text());
    default:
      return std::string(node.source_text());
  }
}

void read_scene_head(JsonNode scene, SceneText& out, Diagnostics& diagnostics) {
  if (!scene.truthy()) return;
  out.node = scene;
  if (!scene.is(JsonType::object)) return fail_type(scene, "a scene (an object)", diagnostics);
  const JsonNode version = scene["schemaVersion"];
  if (version.exists()) {
    const double number = whole_number(version).value_or(0);
    if (number != 1 && number != 2) {
      fail(version, "expected version 1 or 2 of a scene, found " + version.describe(), diagnostics);
    }
  }
  if (!is_list(scene["sources"], diagnostics)) return;
  for (const JsonNode source : scene["sources"].children()) {
    if (!source.is(JsonType::object)) {
      fail_type(source, "a source (an object)", diagnostics);
      continue;
    }
    std::string id = Part(source, diagnostics).text("id");
    if (!id.empty()) out.declared.push_back(std::move(id));
  }
}

void read_scene_sections(const SceneSections& sections, SceneText& out, Diagnostics& diagnostics) {
  if (out.node.exists()) {
    Part scene(out.node, diagnostics);
    scene.know({"schemaVersion", "sources", "stages", "modulators", "modulation", "routing",
                "buses", "assets", "environment", "experiment", "extensions"});
    scene.report_slips();
    if (const JsonNode sources = out.node["sources"]; sources.is(JsonType::array)) {
      for (const JsonNode source : sources.children()) warn_of_repeated_keys(source, diagnostics);
    }
  }
  for (const JsonNode section : {sections.stages, sections.modulation, sections.routing}) {
    warn_of_repeated_keys(section, diagnostics);
  }
  read_stages(sections.stages, out, diagnostics);
  read_modulators(sections.modulators, out, diagnostics);
  read_routes(sections.modulation, out, diagnostics);
  read_channels(sections.routing, "sources", "sourceId", "the routing of a source", out.sources,
                diagnostics);
  if (sections.routing.is(JsonType::object)) {
    // The first versions have the buses beside the sections.
    const bool beside = !sections.routing["buses"].exists();
    read_channels(beside ? out.node : sections.routing, "buses", "id", "a bus", out.buses,
                  diagnostics);
  }
  const JsonNode bands = sections.routing["bands"];
  if (bands["crossoversHz"].size() > 0) out.bands = bands;
}

double gain_db_of(JsonNode channel, Diagnostics& diagnostics) {
  return Part(channel, diagnostics).number("gainDb", Unit::decibels, 0);
}

}  // namespace bbplay::reader
