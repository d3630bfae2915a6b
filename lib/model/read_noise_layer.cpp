// SPDX-License-Identifier: MIT
#include "model/read_noise_layer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/object_reader.h"
#include "model/track_limits.h"

namespace bbplay::model {
namespace {

/// [seconds, level], or an object that says which is which.
std::optional<EnvelopePoint> read_point(JsonNode node, Diagnostics& diagnostics) {
  JsonNode time, level;
  if (node.is(JsonType::array) && node.size() == 2) {
    time = node.children()[0];
    level = node.children()[1];
  } else if (node.is(JsonType::object)) {
    time = node["time"];
    level = node["amp"];
  }
  const std::optional<double> seconds = time.number();
  const std::optional<double> amp = level.number();
  if (!seconds || !amp) {
    node.report(diagnostics, Severity::error,
                "expected a point [seconds, level], found " + node.describe());
    return std::nullopt;
  }
  return EnvelopePoint{std::max(0.0, *seconds), *amp};
}

std::optional<std::vector<EnvelopePoint>> read_points(JsonNode list, Diagnostics& diagnostics) {
  if (!list.exists()) return std::nullopt;
  std::vector<EnvelopePoint> points;
  if (list.size() > kMaxEnvelopePoints) {
    list.report(
        diagnostics, Severity::error,
        std::to_string(list.size()) + " points; at most " + std::to_string(kMaxEnvelopePoints));
    return points;
  }
  for (const JsonNode node : list.children()) {
    if (const auto point = read_point(node, diagnostics)) points.push_back(*point);
  }
  std::stable_sort(
      points.begin(), points.end(),
      [](const EnvelopePoint& a, const EnvelopePoint& b) { return a.time_s < b.time_s; });
  return points;
}

std::optional<double> read_seconds(ObjectReader& reader, ObjectReader::Keys keys) {
  const JsonNode node = reader.find(keys);
  const std::optional<double> seconds = reader.number_of(node, Unit::seconds);
  if (!seconds) return std::nullopt;
  if (*seconds < 0) reader.warn(node, "a negative time; it counts as 0");
  return std::clamp(*seconds, 0.0, kMaxTrackSeconds);
}

}  // namespace

std::optional<NoiseLayer> read_noise_layer(JsonNode node, const AssetPaths& assets,
                                           Diagnostics& diagnostics) {
  ObjectReader reader(node, diagnostics);
  const JsonNode path = reader.find_truthy({"file", "params_path", "noise_file", "file_path"});
  const JsonNode inline_params = reader.container({"params"}, JsonType::object);
  NoiseLayer layer;
  layer.pointer = node.pointer();
  layer.gain = reader.number({"gain", "amp"}, Unit::gain, 1);
  layer.start_s = read_seconds(reader, {"start_time", "start_time_seconds"});
  layer.fade_in_s = read_seconds(reader, {"fade_in"});
  layer.fade_out_s = read_seconds(reader, {"fade_out"});
  layer.amp_envelope =
      read_points(reader.container({"amp_envelope"}, JsonType::array), diagnostics);
  reader.know({"pan", "name", "description"});  // without effect in the reference, too
  reader.report_unknown_keys();

  if (path.exists()) {
    std::optional<std::filesystem::path> file = assets.find(path, diagnostics);
    if (!file) return std::nullopt;
    layer.path = std::move(*file);
  } else if (inline_params.truthy()) {
    layer.inline_json = inline_params.source_text();
  } else {
    return std::nullopt;
  }
  node.report(diagnostics, Severity::error, "background noise is not yet supported");
  return layer;
}

}  // namespace bbplay::model
