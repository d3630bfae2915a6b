// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>

#include "bbplay/model/patches/sam2_patch.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/further_keys.h"
#include "reader/param_reader.h"

namespace bbplay {
namespace {

using reader::JsonDocument;
using reader::JsonNode;
using reader::JsonType;
using reader::ParamReader;

/// A number, or what stands for it when there is none; numbers beyond any use are cut off.
double number_or(JsonNode node, double fallback) {
  return std::clamp(node.number().value_or(fallback), -1e9, 1e9);
}

int clamped_int(JsonNode node, int fallback, int low, int high) {
  return std::clamp(static_cast<int>(std::trunc(number_or(node, fallback))), low, high);
}

std::vector<CustomPath::Point> read_points(JsonNode list) {
  std::vector<CustomPath::Point> points;
  if (!list.is(JsonType::array)) return points;
  for (const JsonNode entry : list.children()) {
    if (!entry.is(JsonType::array) || entry.size() != 2) continue;
    const std::vector<JsonNode> pair = entry.children();
    const std::optional<double> x = pair[0].number();
    const std::optional<double> y = pair[1].number();
    if (x && y) points.push_back({*x, *y});
  }
  return points;
}

CustomPath read_profile(JsonNode profile) {
  CustomPath path;
  path.points = read_points(profile["points"]);
  path.closed = profile["closedLoop"].truthy();
  path.spline = model::lowered(profile["kind"].text()) == "spline";
  path.nodes_per_segment = clamped_int(profile["subNodesPerSegment"], 24, 4, 256);
  path.smoothing_passes = clamped_int(profile["smoothingPasses"], 1, 0, 6);
  path.smoothing_ratio = std::clamp(number_or(profile["smoothingRatio"], 0.25), 0.001, 0.499);
  return path;
}

/// A parameter whose ends have an older name as well.
void read_ends(Ramp& ramp, ParamReader& reader, std::string_view start, std::string_view old_start,
               std::string_view end, std::string_view old_end) {
  const JsonNode from = reader.find({start, old_start});
  const JsonNode to = reader.find({end, old_end});
  if (!reader.moving()) return;
  ramp.from = reader.number_of(from, Unit::none).value_or(ramp.from);
  ramp.to = reader.number_of(to, Unit::none).value_or(ramp.from);
}

}  // namespace

void read_sam2_moving_aliases(Sam2Patch& patch, ParamReader& reader) {
  read_ends(patch.mod_freq_hz, reader, "startModFreq", "startBeatFreq", "endModFreq",
            "endBeatFreq");
  read_ends(patch.spatial_scale_rad, reader, "startSpatialScale", "startPeakPhaseDev",
            "endSpatialScale", "endPeakPhaseDev");
}

void read_sam2_shape(Sam2Patch& patch, ParamReader& reader) {
  using Shape = Sam2Patch::Shape;
  constexpr Shape kOfType[] = {Shape::sinusoidal, Shape::ramp, Shape::square, Shape::sinusoidal};
  constexpr std::string_view kShapes[] = {"sinusoidal", "triangle", "ramp", "square"};
  const JsonNode node = reader.find({"pathShape"});
  const std::string name = model::lowered(node.text());
  const auto is_one_of = [&name](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (name.empty()) {
    patch.shape = kOfType[patch.path_type.index];
  } else if (is_one_of({"triangle", "tri"})) {
    patch.shape = Shape::triangle;
  } else if (is_one_of({"saw", "sawtooth", "ramp", "linear"})) {
    patch.shape = Shape::ramp;
  } else if (is_one_of({"square", "step"})) {
    patch.shape = Shape::square;
  } else {
    patch.shape = Shape::sinusoidal;
    if (!is_one_of({"sinusoidal", "sine", "sin", "smooth"})) {
      reader.warn(node, "unknown value " + node.describe() +
                            ", none of sinusoidal, triangle, ramp, square; playing as "
                            "\"sinusoidal\"" +
                            model::did_you_mean(name, kShapes));
    }
  }
}

void read_sam2_steps(Sam2Patch& patch, ParamReader& reader) {
  const JsonNode node = reader.find({"discontinuousSteps"});
  if (node.is_set() && !node.number()) {
    node.report(reader.diagnostics(), Severity::warning, "not a number; playing 8 steps");
  }
  patch.steps = clamped_int(node, 8, 2, 1'000'000);
}

void read_sam2_polarity(Sam2Patch& patch, ParamReader& reader) {
  struct Polarity {
    std::string_view name;
    int left, right;
  };
  constexpr Polarity kPolarities[] = {{"left_minus_right_plus", -1, 1},
                                      {"left_plus_right_minus", 1, -1},
                                      {"left_plus_right_plus", 1, 1}};
  const bool has_schema = reader.find({"samSchemaVersion"}).is_set();
  const JsonNode node = reader.find({"earPolarity"});
  const Polarity* chosen = &kPolarities[has_schema ? 1 : 0];
  const std::string_view names[] = {kPolarities[0].name, kPolarities[1].name, kPolarities[2].name};
  bool known = !node.is_set();
  for (const Polarity& polarity : kPolarities) {
    if (model::lowered(node.text()) != polarity.name) continue;
    chosen = &polarity;
    known = true;
  }
  if (!known) {
    node.report(reader.diagnostics(), Severity::warning,
                "unknown value " + node.describe() + "; playing as \"" + std::string(chosen->name) +
                    '"' + model::did_you_mean(node.text(), names));
  }
  patch.polarity_left = chosen->left;
  patch.polarity_right = chosen->right;
}

void read_sam2_custom_path(Sam2Patch& patch, ParamReader& reader) {
  const JsonNode profile = reader.find({"customPathProfile"});
  const JsonNode passes = reader.find({"customPathSmoothingPasses"});
  const JsonNode ratio = reader.find({"customPathSmoothingRatio"});
  patch.custom.reset();
  if (profile.is(JsonType::object)) {
    patch.custom = read_profile(profile);
    CustomPath& path = *patch.custom;
    path.smoothing_passes = clamped_int(passes, path.smoothing_passes, 0, 6);
    path.smoothing_ratio = std::clamp(number_or(ratio, path.smoothing_ratio), 0.001, 0.499);
  } else if (profile.is(JsonType::text)) {
    try {
      const JsonDocument document =
          JsonDocument::parse(std::string(profile.text()), reader.diagnostics().file());
      patch.custom = read_profile(document.root());
    } catch (const TrackError& error) {
      profile.report(reader.diagnostics(), Severity::warning,
                     "no JSON text of a path (" + error.diagnostics().findings().front().message +
                         "); playing an open path");
    }
  }
}

void read_sam2_left_out(Sam2Patch&, ParamReader& reader) {
  reader.know("rendererMode");
  for (const std::string_view key : reader::further_keys<Sam2Patch>()) reader.know(key);
  const JsonNode mode = reader.params()["rendererMode"];  // "" is a mode that nobody plays
  const std::string name =
      mode.is(JsonType::text) ? model::lowered(mode.text()) : std::string(mode.source_text());
  if (mode.is_set() && name != "abstract_pm") {
    std::set<std::string>* told = reader.reading().renderers;  // one warning for a track
    if (told == nullptr || told->insert(name).second) {
      mode.report(reader.diagnostics(), Severity::warning,
                  "rendererMode " + (name.empty() ? "\"\"" : name) +
                      " is not implemented: played as abstract_pm");
    }
  }
  if (const JsonNode scene = reader.params()["_sam_scene"]; scene.exists()) {
    reader.warn_key(scene, "unknown parameter; a scene stands beside the steps, as \"sam_scene\"");
  }
}

}  // namespace bbplay
