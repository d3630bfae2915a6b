// SPDX-License-Identifier: MIT
#include "reader/read_spatial.h"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "bbplay/model/describe.h"
#include "bbplay/model/suggest.h"

#include "reader/param_reader.h"

namespace bbplay::reader {
namespace {

/// Fastest the azimuth of a segment ever moves, deg/s.
double peak_speed(const AzimuthSegment& segment) {
  const double period = segment.period_s > 0 ? segment.period_s : segment.seconds;
  const double swing = std::numbers::pi * std::abs(segment.extent_deg) / period;
  switch (segment.mode) {
    case AzimuthMode::rotate:
      return std::abs(std::isnan(segment.speed_deg_per_s) ? segment.extent_deg / segment.seconds
                                                          : segment.speed_deg_per_s);
    case AzimuthMode::rotating_arc:
      return 360 * std::abs(segment.rotate_freq_hz) + swing;
    case AzimuthMode::oscillate:
      return 2 * swing;
  }
  return 0;
}

/// Faster than the limit the source falls behind until the shorter way round is the other one.
void warn_about_speed(const SpatialPatch& patch, JsonNode node, Diagnostics& diagnostics) {
  if (!patch.enable || patch.decoder.index != SpatialPatch::itd_head) return;
  for (const AzimuthSegment& segment : *patch.trajectory) {
    if (segment.seconds > 0 && peak_speed(segment) > patch.max_deg_per_s) {
      node.report(diagnostics, Severity::warning,
                  "a segment moves at up to " + text_of(std::round(peak_speed(segment))) +
                      " deg/s, but spatialMaxDegPerS is " + text_of(patch.max_deg_per_s));
    }
  }
}

}  // namespace

std::vector<AzimuthSegment> read_azimuth_segments(JsonNode list, Diagnostics& diagnostics) {
  std::vector<AzimuthSegment> segments;
  for (const JsonNode node : list.children()) {
    if (!node.is(JsonType::object)) {
      node.report(diagnostics, Severity::warning,
                  "expected a segment (an object), found " + node.describe() + "; left out");
      continue;
    }
    Diagnostics found;
    ParamReader reader(node, false, found);
    AzimuthSegment segment;
    reader.read(segment);
    reader.report_unknown_keys();
    diagnostics.append_as_warnings(found, "; segment left out");
    if (!found.has_errors()) segments.push_back(segment);
  }
  return segments;
}

}  // namespace bbplay::reader

namespace bbplay {
namespace {

constexpr std::string_view kModes[] = {"rotate", "rotating_arc", "oscillate"};
constexpr std::string_view kEasings[] = {"linear", "sine"};

}  // namespace

void AzimuthSegment::read_mode(AzimuthSegment& segment, reader::ParamReader& reader) {
  const reader::JsonNode node = reader.member("mode");
  if (!node.is_set() || node.text() == "rotate") return;
  segment.mode = node.text() == "rotating_arc" ? AzimuthMode::rotating_arc : AzimuthMode::oscillate;
  if (segment.mode == AzimuthMode::oscillate && node.text() != "oscillate") {
    node.report(reader.diagnostics(), Severity::warning,
                "unknown value " + node.describe() + "; playing as \"oscillate\"" +
                    model::did_you_mean(node.text(), kModes));
  }
}

void AzimuthSegment::read_easing(AzimuthSegment& segment, reader::ParamReader& reader) {
  const reader::JsonNode node = reader.member("easing");
  segment.eased = node.text() == "sine";
  if (node.is_set() && !segment.eased && node.text() != "linear") {
    node.report(reader.diagnostics(), Severity::warning,
                "unknown value " + node.describe() + "; playing as \"linear\"" +
                    model::did_you_mean(node.text(), kEasings));
  }
}

void AzimuthSegment::read_distance(AzimuthSegment& segment, reader::ParamReader& reader) {
  const reader::JsonNode node = reader.member("distance_m");
  if (node.is(reader::JsonType::array) && node.size() == 2) {
    const std::vector<reader::JsonNode> ends = node.children();
    segment.first_distance_m = reader.number_of(ends[0], Unit::metres).value_or(1);
    segment.last_distance_m = reader.number_of(ends[1], Unit::metres).value_or(1);
  } else {
    segment.first_distance_m = reader.number_of(node, Unit::metres).value_or(1);
    segment.last_distance_m = segment.first_distance_m;
  }
}

void SpatialPatch::read_trajectory(SpatialPatch& patch, reader::ParamReader& reader) {
  reader::JsonNode node = reader.member("spatialTrajectory");
  // An editor writes the list itself or an object around it.
  if (node.is(reader::JsonType::object)) node = node["segments"];
  if (!node.is_set()) return;
  if (!node.is(reader::JsonType::array)) {
    node.report(reader.diagnostics(), Severity::warning,
                "expected a list of segments, found " + node.describe() +
                    "; playing with the default trajectory");
    return;
  }
  patch.trajectory = reader::read_azimuth_segments(node, reader.diagnostics());
  reader::warn_about_speed(patch, node, reader.diagnostics());
}

}  // namespace bbplay
