// SPDX-License-Identifier: MIT
#include "reader/read_preset.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/track_limits.h"
#include "reader/apply_scene.h"
#include "reader/read_step.h"

namespace bbplay::reader {

void read_preset(JsonNode root, double seconds, const Reading& reading, Track& track,
                 Diagnostics& diagnostics) {
  std::vector<JsonNode> voices;
  if (root.is(JsonType::array)) {
    for (const JsonNode node : root.children()) {
      if (node.is(JsonType::object)) {
        voices.push_back(node);
      } else {
        node.report(diagnostics, Severity::warning, "no voice; passed over");
      }
    }
  } else if (root.is(JsonType::object)) {
    voices.push_back(root);
  }
  if (voices.empty()) {
    root.report(diagnostics, Severity::error, "no voice to play");
    return;
  }
  if (voices.size() > kMaxVoicesPerStep) {
    root.report(diagnostics, Severity::error,
                std::to_string(voices.size()) + " voices in one preset; at most " +
                    std::to_string(kMaxVoicesPerStep));
    return;
  }
  Step step;
  step.duration_s = seconds;
  VoiceTally tally;
  Reading of_step = reading;
  of_step.step_seconds = seconds;
  VoicesOfScene of_scene;
  std::set<std::string> renderers;
  of_step.scene = &of_scene;
  of_step.renderers = &renderers;
  read_voices(voices, of_step, step, tally, diagnostics);
  track.steps.push_back(std::move(step));
  apply_scene({}, of_scene, of_step, track, diagnostics);
}

}  // namespace bbplay::reader
