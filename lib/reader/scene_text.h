// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "bbplay/model/sam_scene.h"

#include "reader/json_node.h"

namespace bbplay::reader {

/// A scene as it is written, every part with its place (format sam-scenes 1 to 3, 5).
struct SceneText {
  struct Stage {
    std::string id, name;
    StageWindow window;
  };
  /// What a stage sets.
  struct Setting {
    JsonNode node;
    std::size_t stage = 0;
    std::string target, path;
    double value = 0;
    SceneCurve curve = SceneCurve::linear;
  };
  struct Modulator {
    std::string id;
    double rate_hz = 1, phase_deg = 0;
    bool square = false;
    JsonNode unknown_waveform;  // missing: it is known
  };
  struct Route {
    JsonNode node;
    std::string modulator, target, path;
    double depth = 0;  // with the sign of the polarity
    SceneCurve curve = SceneCurve::linear;
    bool enabled = true;

    bool is_active() const;
  };
  /// A source or a bus of the routing.
  struct Channel {
    JsonNode node;
    std::string id;
    std::string bus;  // of a source
    bool muted = false, soloed = false;

    bool plays_solo() const { return soloed && !muted; }
  };

  JsonNode node;                      // the scene; missing for one of the older keys, and for none
  std::vector<std::string> declared;  // ids of `sources`
  std::vector<Stage> stages;
  std::vector<Setting> settings;
  std::vector<Modulator> modulators;
  std::vector<Route> routes;
  std::vector<Channel> sources, buses;
  JsonNode bands;  // with crossovers; missing otherwise

  /// The last one of that id; null: none.
  const Modulator* modulator(std::string_view id) const;
  /// The first entry of a source, the last one of a bus; null: none.
  const Channel* source(std::string_view id) const;
  const Channel* bus(std::string_view id) const;
};

/// The sections of a scene; missing nodes for those that it does not have.
struct SceneSections {
  JsonNode stages, modulators, modulation, routing;
};

/// What is wrong with a scene whoever plays, and the ids of its sources.
void read_scene_head(JsonNode scene, SceneText& out, Diagnostics& diagnostics);
/// The rest. Whatever is malformed is an error.
void read_scene_sections(const SceneSections& sections, SceneText& out, Diagnostics& diagnostics);

/// A number as the gain of a source or bus, dB; an error and 0 where it is none.
double gain_db_of(JsonNode channel, Diagnostics& diagnostics);

/// An id as text: the number 7 is "7", null "None", true "True". Empty for a missing one.
std::string text_of_id(JsonNode node);

}  // namespace bbplay::reader
