// SPDX-License-Identifier: MIT
/// The scene of the SAM workbench, which automates the SAM2 voices of a track on the track's clock
/// (format sam-scenes). Times are seconds, of the track unless said otherwise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bbplay/model/params.h"

namespace bbplay {

/// How the weight of a stage, or the wave of a modulator, is bent before it counts
/// (format sam-scenes 2).
enum class SceneCurve { linear, smooth, exponential, hold };

/// The edge of a stage: from 0 to 1 without a corner.
constexpr double smooth_step(double x) noexcept { return x * x * (3 - 2 * x); }
/// x in 0..1 bent by a curve.
double bent(SceneCurve curve, double x) noexcept;

/// When a stage counts: from its start to its end, with an edge at either side. Edges that are
/// longer than the stage share it in proportion.
struct StageWindow {
  double start_s = 0, duration_s = 0;
  double fade_in_s = 0, fade_out_s = 0;

  double end_s() const noexcept { return start_s + duration_s; }
  /// Its length as the times of the format have it: their difference, which rounding may shorten.
  double length_s() const noexcept { return end_s() - start_s; }
  /// The same window with edges that fit into it.
  StageWindow fitted() const noexcept {
    StageWindow out = *this;
    const double edges = fade_in_s + fade_out_s;
    if (length_s() > 0 && edges > length_s()) {
      const double share = length_s() / edges;
      out.fade_in_s *= share;
      out.fade_out_s *= share;
    }
    return out;
  }
  bool operator==(const StageWindow&) const = default;
};

/// A stage as it is shown.
struct SceneStage {
  std::string id, name;  // the name may be empty
  StageWindow window;
  /// What it sets, in the order of the file: "x carrierFreq 345".
  std::vector<std::string> settings;
};

/// A scene as it is shown; what it does stands with the voices, see Sam2Scene.
struct SamScene {
  std::vector<std::string> sources;  // ids of the SAM2 voices, each once, in the order of the file
  std::vector<SceneStage> stages;
  std::size_t routes = 0;    // that are switched on and have a depth
  std::size_t routings = 0;  // of sources
};

/// A value that a stage asks for.
struct StageValue {
  StageWindow window;
  double value = 0;
  SceneCurve curve = SceneCurve::linear;
};

/// A modulator on its way into a parameter: adds depth times its wave, which goes from 0 to 1 and
/// back and runs with the clock of the track.
struct ModulatorRoute {
  double rate_hz = 1;
  double phase_deg = 0;
  bool square = false;  // else a sine
  double depth = 0;     // with the sign of the polarity
  SceneCurve curve = SceneCurve::linear;
};

/// A parameter that follows the scene frame by frame (format sam-scenes 4).
struct AutomatedValue {
  Ramp base{0, 0};  // where no stage counts; moves with the voice in corrected fidelity
  std::vector<StageValue> stages;
  std::vector<ModulatorRoute> routes;
};

/// The gain of a source (format sam-scenes 5).
struct SceneLevel {
  std::vector<StageValue> stages;  // factors
  std::vector<ModulatorRoute> routes;
  double gain = 1;  // of its routing, linear; 0: muted
};

// What a scene says at one time, by the letter of the format. Voices evaluate whole blocks.

/// 0 outside of the stage, 1 inside, between on its edges; not bent by its curve.
double weight_at(const StageWindow& window, double seconds) noexcept;
/// 0 to 1, not bent by the curve of the route.
double wave_at(const ModulatorRoute& route, double seconds) noexcept;
/// The value of a parameter whose base is base.from.
double value_at(const AutomatedValue& value, double seconds) noexcept;

/// What a scene does to one voice.
struct Sam2Scene {
  double step_start_s = 0;  // of the step of the voice
  std::optional<AutomatedValue> carrier_hz, mod_hz, arc_width_deg, direction_deg, scale_rad;
  SceneLevel level;
};

}  // namespace bbplay
