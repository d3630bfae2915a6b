// SPDX-License-Identifier: MIT
#include "reader/read_flanger.h"

#include <algorithm>
#include <string>
#include <vector>

#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/param_reader.h"
#include "reader/post_offset.h"

namespace bbplay::reader {
namespace {

constexpr std::string_view kEnable = "flangeEnable";
constexpr std::string_view kStartEnable = "startFlangeEnable";
constexpr std::string_view kEndEnable = "endFlangeEnable";

/// Smoothing times of targets that never move: read by nobody, written by every editor.
constexpr std::string_view kInert[] = {"flangeDezipperDelayMs", "flangeDezipperDepthMs",
                                       "flangeDezipperRateMs",  "flangeDezipperFeedbackMs",
                                       "flangeDezipperWetMs",   "flangeDezipperFilterMs"};

/// Keys of what is heard of a flanger.
std::vector<std::string> heard_keys() {
  std::vector<std::string> heard;
  FlangerPatch patch;
  for_each_row(patch, [&](auto&, const auto& row) {
    RowKeys keys = keys_of(row);
    heard.insert(heard.end(), keys.plain.begin(), keys.plain.end());
    heard.push_back(std::move(keys.start));
    heard.push_back(std::move(keys.end));
  });
  return heard;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> known = heard_keys();
  for (const std::string_view key : {kEnable, kStartEnable, kEndEnable}) known.emplace_back(key);
  for (const std::string_view key : kInert) {
    known.emplace_back(key);
    known.push_back(moving_key("start", key));
    known.push_back(moving_key("end", key));
  }
  return known;
}

void warn_about_keys(JsonNode params, Diagnostics& diagnostics) {
  const std::vector<std::string> known = known_keys();
  for (const JsonNode member : params.children()) {
    const std::string_view key = member.key();
    if (!is_flanger_key(key)) continue;
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      member.report_key(diagnostics, Severity::warning,
                        "unknown parameter" + model::did_you_mean(key, known));
    } else if (!member.is_set()) {
      member.report(diagnostics, Severity::warning, "null counts as absent");
    }
  }
}

/// Settings of a flanger that nobody has switched on; an editor that writes them all writes the switch
/// as well.
void warn_about_missing_switch(JsonNode params, Diagnostics& diagnostics) {
  for (const std::string_view key : {kEnable, kStartEnable, kEndEnable}) {
    if (params[key].exists()) return;
  }
  const std::vector<std::string> heard = heard_keys();
  for (const JsonNode member : params.children()) {
    const std::string_view key = member.key();
    if (!member.is_set() || std::find(heard.begin(), heard.end(), key) == heard.end()) continue;
    member.report_key(diagnostics, Severity::warning,
                      "has no effect without \"" + std::string(kEnable) + "\": true");
    return;
  }
}

constexpr std::string_view kShapes[] = {"sine", "triangle"};

FlangerShape shape_of(JsonNode node, FlangerShape otherwise, ParamReader& reader) {
  if (!node.is_set()) return otherwise;
  FlangerShape shape;
  shape.reference = node.text() == "sine" ? FlangerWave::sine : FlangerWave::triangle;
  const std::string name = model::lowered(node.text());
  if (name == "triangle" || (!node.is(JsonType::text) && node.number() == 1.0)) {
    shape.corrected = FlangerWave::triangle;
  } else if (name != "sine" && node.number() != 0.0) {
    node.report(reader.diagnostics(), Severity::warning,
                "expected \"sine\" or \"triangle\", found " + node.describe() +
                    model::did_you_mean(node.text(), kShapes));
  }
  return shape;
}

TransitionTiming read_timing(ParamReader& reader) {
  TransitionTiming timing;
  timing.offset_seconds =
      reader.number_of(reader.member("initial_offset"), Unit::seconds).value_or(0);
  // A duration that is present, even as null, hides post_offset.
  const JsonNode duration = reader.member("duration");
  if (duration.exists()) {
    timing.duration_seconds = reader.number_of(duration, Unit::seconds);
  } else if (const auto rest = reader.number_of(reader.member("post_offset"), Unit::seconds)) {
    const Reading& reading = reader.reading();
    timing.duration_seconds =
        reading.corrects()
            ? moving_seconds(*rest, timing.offset_seconds, reading.step_seconds, reading.fidelity)
            : *rest;
  }
  const JsonNode curve = reader.member("transition_curve");
  if (curve.is_set()) timing.curve = curve.text();
  return timing;
}

bool sets_differ(const FlangerPatch& patch) {
  bool differ = patch.start_shape != patch.end_shape;
  for (const auto& row : FlangerPatch::rows) {
    if (const auto* field = std::get_if<Ramp FlangerPatch::*>(&row.field)) {
      differ = differ || (patch.**field).moves();
    }
  }
  return differ;
}

/// Feedback that somebody asked for and nobody will hear.
void note_dead_feedback(JsonNode params, const FlangerPatch& patch, Diagnostics& diagnostics) {
  const JsonNode feedback =
      params.first_of({"flangeFeedback", "startFlangeFeedback", "endFlangeFeedback"});
  if (feedback.is_set() && feedback.truthy() && patch.loop_hpf_hz.high() <= 0) {
    feedback.report(diagnostics, Severity::note,
                    "feedback is silent while flangeLoopHpfHz is not above 0");
  }
}

}  // namespace

bool is_flanger_key(std::string_view key) {
  return model::lowered(key).find("flange") != std::string::npos;
}

std::optional<FlangerSpec> read_flanger(JsonNode params, bool is_transition,
                                        Diagnostics& diagnostics, const Reading& reading) {
  warn_about_keys(params, diagnostics);
  if (!params[kEnable].truthy()) {
    warn_about_missing_switch(params, diagnostics);
    return std::nullopt;
  }

  FlangerSpec spec;
  const auto enabled = [&](std::string_view key) {
    return !params[key].exists() || params[key].truthy();
  };
  spec.at_start = enabled(kStartEnable);
  spec.at_end = enabled(kEndEnable);
  if (!spec.at_start && !spec.at_end) return std::nullopt;

  // A still voice has a start set too, so the transition form is read for both.
  Diagnostics found;
  ParamReader reader(params, true, found, reading);
  reader.read(spec.patch);
  if (is_transition) {
    spec.timing = read_timing(reader);
    spec.blends = spec.at_start != spec.at_end || sets_differ(spec.patch);
  }
  diagnostics.append_as_warnings(found, "; playing with the default");
  note_dead_feedback(params, spec.patch, diagnostics);
  return spec;
}

}  // namespace bbplay::reader

namespace bbplay {

void FlangerPatch::read_shape(FlangerPatch& patch, reader::ParamReader& reader) {
  const FlangerShape plain = reader::shape_of(reader.member("flangeShape"), {}, reader);
  patch.start_shape = reader::shape_of(reader.member("startFlangeShape"), plain, reader);
  patch.end_shape = reader::shape_of(reader.member("endFlangeShape"), plain, reader);
}

}  // namespace bbplay
