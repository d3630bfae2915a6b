// SPDX-License-Identifier: MIT
#include "reader/scene_doubts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bbplay/model/describe.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/text.h"

#include "reader/check_levels.h"
#include "reader/scene_paths.h"
#include "reader/scene_sources.h"

namespace bbplay::reader {
namespace {

/// Names as a message lists them, the first few.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) {
    out += (i == 0 ? "" : ", ") + model::json_quoted(names[i]);
  }
  if (names.size() > kNamed) out += " and " + std::to_string(names.size() - kNamed) + " more";
  return out;
}

JsonNode place_of(JsonNode node, std::string_view key) {
  const JsonNode member = node[key];
  return member.exists() ? member : node;
}

class SceneDoubts {
 public:
  SceneDoubts(const SceneText& text, const std::vector<std::string>& ids, Diagnostics& diagnostics)
      : text_(text), ids_(ids), diagnostics_(diagnostics) {}

  void report(bool changes_something) {
    report_targets();
    report_modulators();
    report_routing();
    const Severity severity = changes_something ? Severity::warning : Severity::note;
    for (auto& [node, message] : in_vain_) node.report(diagnostics_, severity, std::move(message));
  }

 private:
  void report_lost(JsonNode node, std::string_view key, const std::string& target) {
    std::string message = "no voice is called " + model::json_quoted(target) + "; there are " +
                          listed(ids_) + model::did_you_mean(target, ids_);
    const auto& declared = text_.declared;
    if (std::find(declared.begin(), declared.end(), target) != declared.end()) {
      message += "; the scene declares it, so that voices without sam_source_id take other names";
    }
    in_vain_.emplace_back(place_of(node, key), std::move(message));
  }

  void report_path(JsonNode node, const std::string& target, const std::string& path) {
    if (!hits_any(target, ids_) || followed_path(path) != nullptr || is_level_path(path)) return;
    const JsonNode place = place_of(node, "parameterPath");
    if (is_sam2_key(path)) {
      place.report(diagnostics_, Severity::warning, "set once, at the step's start");
    } else {  // which is a slip, also where it is all that a scene says
      place.report(diagnostics_, Severity::warning,
                   "the voices have no such parameter" + did_you_mean_path(path));
    }
  }

  /// Of a path that is a factor on the voice.
  void report_level(JsonNode node, std::string_view key, const std::string& target,
                    const std::string& path, double level) {
    if (!is_level_path(path) || !hits_any(target, ids_) || std::abs(level) <= kMostLevel) return;
    place_of(node, key).report(
        diagnostics_, Severity::warning,
        text_of(level) + " as a factor is far above 1, which leaves the voice as it is");
  }

  void report_targets() {
    for (const SceneText::Setting& setting : text_.settings) {
      if (!hits_any(setting.target, ids_)) report_lost(setting.node, "targetId", setting.target);
      report_path(setting.node, setting.target, setting.path);
      report_level(setting.node, "value", setting.target, setting.path, setting.value);
    }
    for (const SceneText::Route& route : text_.routes) {
      if (!route.is_active()) continue;
      if (!hits_any(route.target, ids_)) report_lost(route.node, "targetId", route.target);
      report_path(route.node, route.target, route.path);
      report_level(route.node, "depth", route.target, route.path, route.depth);
    }
    for (const SceneText::Channel& source : text_.sources) {
      if (std::find(ids_.begin(), ids_.end(), source.id) == ids_.end()) {
        report_lost(source.node, "sourceId", source.id);
      }
    }
  }

  void report_modulators() {
    constexpr std::string_view kWaveforms[] = {"sine", "square"};
    std::vector<std::string> known;
    for (const SceneText::Modulator& modulator : text_.modulators) known.push_back(modulator.id);
    std::vector<JsonNode> told;
    for (const SceneText::Route& route : text_.routes) {
      if (!route.is_active() || !hits_any(route.target, ids_)) continue;
      const SceneText::Modulator* modulator = text_.modulator(route.modulator);
      if (modulator == nullptr) {
        place_of(route.node, "modulatorId")
            .report(diagnostics_, Severity::warning,
                    "no modulator " + model::json_quoted(route.modulator) +
                        ": a sine of 1 Hz is played" + model::did_you_mean(route.modulator, known));
        continue;
      }
      const JsonNode waveform = modulator->unknown_waveform;
      if (!waveform.exists() || std::find(told.begin(), told.end(), waveform) != told.end())
        continue;
      told.push_back(waveform);
      waveform.report(diagnostics_, Severity::warning,
                      "unknown waveform " + waveform.describe() + ", neither sine nor square: a " +
                          "sine is played" + model::did_you_mean(waveform.text(), kWaveforms));
    }
  }

  void report_routing() {
    constexpr double kLeastGainDb = -120, kMostGainDb = 40;
    if (text_.bands.exists()) {
      in_vain_.emplace_back(text_.bands, "bands have no effect on a track");
    }
    for (const auto* channels : {&text_.sources, &text_.buses}) {
      for (const SceneText::Channel& channel : *channels) {
        const JsonNode gain = channel.node["gainDb"];
        const double gain_db = gain.number().value_or(0);
        if (gain_db < kLeastGainDb || gain_db > kMostGainDb) {
          gain.report(diagnostics_, Severity::warning,
                      text_of(gain_db) + " dB is outside of what can be heard, " +
                          text_of(kLeastGainDb) + " to " + text_of(kMostGainDb) + " dB");
        }
        const JsonNode pan = channel.node["pan"];
        if (pan.number().value_or(0) != 0) {
          in_vain_.emplace_back(pan, "pan has no effect on a track");
        }
      }
    }
  }

  const SceneText& text_;
  const std::vector<std::string>& ids_;
  Diagnostics& diagnostics_;
  std::vector<std::pair<JsonNode, std::string>> in_vain_;
};

}  // namespace

bool hits_any(std::string_view target, const std::vector<std::string>& ids) {
  return std::any_of(ids.begin(), ids.end(),
                     [target](const std::string& id) { return hits(target, id); });
}

void report_doubts(const SceneText& scene, const std::vector<std::string>& ids,
                   bool changes_something, Diagnostics& diagnostics) {
  SceneDoubts(scene, ids, diagnostics).report(changes_something);
}

}  // namespace bbplay::reader
