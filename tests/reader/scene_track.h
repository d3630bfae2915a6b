// SPDX-License-Identifier: MIT
/// Tracks with scenes of the SAM workbench, put together from their parts, and read.
#pragma once

#include <memory>
#include <string>

#include "bbplay/model/sam_scene.h"

#include "reader/track_text.h"

namespace bbplay::test {

inline constexpr const char* kParams =
    R"({"carrierFreq": 310, "modFreq": 3, "arcWidthDeg": 80, "directionOffsetDeg": 10, "spatialScale": 1.2})";

inline std::string voice_text(const std::string& id, const std::string& params = kParams) {
  return R"({"synth_function_name": "spatial_angle_modulation_sam2", )" + id + R"("params": )" +
         params + "}";
}
inline const std::string kX = voice_text(R"("sam_source_id": "x", )");
inline const std::string kY = voice_text(R"("sam_source_id": "y", )");

inline std::string track_text(const std::string& voices, const std::string& scene) {
  return R"({"steps": [{"duration": 2, "voices": [)" + voices + "]}]" +
         (scene.empty() ? "" : R"(, "sam_scene": )" + scene) + "}";
}

/// A scene with one stage.
inline std::string stage(const std::string& setting,
                         const std::string& times = R"("durationS": 1)") {
  return R"({"stages": {"stages": [{"id": "a", )" + times + R"(, "parameterOverrides": [)" +
         setting + "]}]}}";
}
inline std::string setting(const std::string& target, const std::string& path,
                           const std::string& more = "") {
  return R"({"targetId": ")" + target + R"(", "parameterPath": ")" + path + R"(", "value": 2)" +
         more + "}";
}
/// A scene with one route.
inline std::string route(const std::string& members, const std::string& modulators = "[]") {
  return R"({"modulators": )" + modulators + R"(, "modulation": {"routes": [{)" + members + "}]}}";
}
inline const std::string kRoute =
    R"("modulatorId": "m", "targetId": "x", "parameterPath": "spatialScale", "depth": 1)";
inline const std::string kModulator = R"([{"id": "m"}])";

/// What has come of a track.
struct Read {
  std::string told;  // every finding, a line each: "warning: /pointer: message"
  std::shared_ptr<const Track> track;
  bool failed = false;

  const Sam2Patch& patch(std::size_t voice = 0) const {
    return std::get<Sam2Patch>(track->steps[0].voices[voice].synth.patch);
  }
  const Sam2Scene* scene(std::size_t voice = 0) const { return patch(voice).scene.get(); }
};

inline Read read(const std::string& text, Fidelity fidelity = Fidelity::reference) {
  ReadOptions options;
  options.fidelity = fidelity;
  Diagnostics findings;
  Read out;
  try {
    out.track = std::make_shared<Track>(read_track_text(text, "t", {}, options, findings));
  } catch (const TrackError&) {
    out.failed = true;
  }
  for (const Finding& finding : findings.findings()) {
    out.told += std::string(name_of(finding.severity)) + ": " + finding.pointer + ": " +
                finding.message + '\n';
  }
  return out;
}

}  // namespace bbplay::test
