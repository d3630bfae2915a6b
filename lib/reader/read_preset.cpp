// SPDX-License-Identifier: MIT
#include "reader/read_preset.h"

#include <filesystem>
#include <vector>

#include "bbplay/model/words.h"

#include "reader/read_step.h"
#include "reader/track_limits.h"

namespace bbplay::reader {

bool is_preset(JsonNode root, const std::string& file_name) {
  const std::string extension =
      model::lowered(std::filesystem::path(file_name).extension().string());
  if (extension == ".voice" || extension == ".voices") return true;
  const bool has_steps = root["progression"].exists() || root["steps"].exists();
  return root.is(JsonType::array) || (root["synth_function_name"].exists() && !has_steps);
}

void read_preset(JsonNode root, double seconds, const AssetPaths& assets, Track& track,
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
  std::size_t total = 0;
  read_voices(voices, assets, step, total, diagnostics);
  track.steps.push_back(std::move(step));
}

}  // namespace bbplay::reader
