// SPDX-License-Identifier: MIT
#include "reader/apply_scene.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/model/sam_scene.h"
#include "bbplay/model/suggest.h"
#include "bbplay/model/text.h"

#include "model/start_times.h"
#include "model/track_limits.h"
#include "reader/read_synth.h"
#include "reader/scene_doubts.h"
#include "reader/scene_gain.h"
#include "reader/scene_paths.h"
#include "reader/scene_sources.h"
#include "reader/scene_text.h"

namespace bbplay::reader {
namespace {

/// A SAM2 voice that a scene may act on.
struct Source {
  std::string id;
  VoiceSpec* voice;
  const VoicesOfScene::Sam2* text;
  double start_s, seconds;  // of its step

  Sam2Patch& patch() const { return std::get<Sam2Patch>(voice->synth.patch); }
};

std::string decimal_text(double value) {
  char digits[32];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  return {std::begin(digits), end};
}

class SceneReading {
 public:
  SceneReading(const SceneText& text, std::vector<Source> sources, const Reading& reading,
               Diagnostics& diagnostics)
      : text_(text), sources_(std::move(sources)), reading_(reading), diagnostics_(diagnostics) {
    for (const Source& source : sources_) {
      if (std::find(ids_.begin(), ids_.end(), source.id) == ids_.end()) ids_.push_back(source.id);
    }
  }

  void apply() {
    if (!is_bounded()) return;
    for (const Source& source : sources_) apply_to(source);
    report_doubts(text_, ids_, changes_something_, diagnostics_);
  }

  std::shared_ptr<const SamScene> shown() const {
    auto out = std::make_shared<SamScene>();
    out->sources = ids_;
    for (const SceneText::Stage& stage : text_.stages) {
      out->stages.push_back({stage.id, stage.name, stage.window, {}});
    }
    for (const SceneText::Setting& setting : text_.settings) {
      out->stages[setting.stage].settings.push_back(setting.target + ' ' + setting.path + ' ' +
                                                    text_of(setting.value));
    }
    out->routes = static_cast<std::size_t>(
        std::count_if(text_.routes.begin(), text_.routes.end(),
                      [](const SceneText::Route& route) { return route.is_active(); }));
    out->routings = text_.sources.size();
    return out;
  }

 private:
  /// Whether there is a voice that would follow.
  bool can_act(std::string_view target, std::string_view path) const {
    return (followed_path(path) != nullptr || is_level_path(path) || is_sam2_key(path)) &&
           hits_any(target, ids_);
  }
  bool corrects() const { return reading_.corrects(); }

  /// Whether the voices can carry it all; an error otherwise.
  bool is_bounded() {
    const std::size_t parts = text_.settings.size() + text_.routes.size();
    if (parts * sources_.size() > kMaxSceneParts) {
      return refuse(std::to_string(parts) + " settings and routes for " +
                    std::to_string(sources_.size()) + " voices; at most " +
                    std::to_string(kMaxSceneParts) + " of one for another");
    }
    std::vector<std::pair<double, int>> edges;
    for (const SceneText::Setting& setting : text_.settings) {
      const StageWindow& window = text_.stages[setting.stage].window;
      if (!(window.duration_s > 0) || !can_act(setting.target, setting.path)) continue;
      edges.emplace_back(window.start_s, 1);
      edges.emplace_back(window.end_s(), -1);
    }
    std::sort(edges.begin(), edges.end());
    std::size_t at_once = 0, most = 0;
    for (const auto& [time, change] : edges) {
      at_once = change > 0 ? at_once + 1 : at_once - 1;
      most = std::max(most, at_once);
    }
    const auto routes = std::count_if(
        text_.routes.begin(), text_.routes.end(), [this](const SceneText::Route& route) {
          return route.is_active() && can_act(route.target, route.path);
        });
    if (most > kMaxSceneAtOnce || static_cast<std::size_t>(routes) > kMaxSceneAtOnce) {
      return refuse("more than " + std::to_string(kMaxSceneAtOnce) +
                    (most > kMaxSceneAtOnce ? " settings of stages at the same time" : " routes"));
    }
    return true;
  }
  bool refuse(std::string message) {
    const JsonNode place = text_.node.exists()      ? text_.node
                           : text_.settings.empty() ? text_.routes.front().node
                                                    : text_.settings.front().node;
    place.report(diagnostics_, Severity::error, std::move(message));
    return false;
  }

  StageValue stage_value(const SceneText::Setting& setting) const {
    return {text_.stages[setting.stage].window, setting.value, setting.curve};
  }
  ModulatorRoute modulator_route(const SceneText::Route& route) const {
    ModulatorRoute out;
    if (const SceneText::Modulator* modulator = text_.modulator(route.modulator)) {
      out.rate_hz = modulator->rate_hz;
      out.phase_deg = modulator->phase_deg;
      out.square = modulator->square;
    }
    out.depth = route.depth;
    out.curve = route.curve;
    return out;
  }

  /// Whether a stage may count while the voice sounds; a frame more or less is no matter.
  static bool meets(const StageWindow& window, const Source& source) {
    constexpr double kMargin = 0.002;
    return window.duration_s > 0 && window.end_s() > source.start_s - kMargin &&
           window.start_s < source.start_s + source.seconds + kMargin;
  }

  void apply_to(const Source& source) {
    Sam2Scene scene;
    scene.step_start_s = source.start_s;
    // Set once: the stages and routes of each such parameter, and where it is first set.
    std::map<std::string, std::pair<AutomatedValue, JsonNode>> once;
    std::vector<std::pair<const FollowedPath*, JsonNode>> followed_from;  // and where first
    bool acts = false;
    const auto target_of = [&](const std::string& path, JsonNode node) -> AutomatedValue* {
      if (const FollowedPath* followed = followed_path(path)) {
        std::optional<AutomatedValue>& value = scene.*(followed->followed);
        if (!value) {
          value.emplace();
          followed_from.emplace_back(followed, node);
        }
        acts = true;
        return &*value;
      }
      if (is_level_path(path) || !is_sam2_key(path)) return nullptr;
      return &once.try_emplace(path, AutomatedValue{}, node).first->second.first;
    };
    for (const SceneText::Setting& setting : text_.settings) {
      if (!hits(setting.target, source.id)) continue;
      const StageValue value = stage_value(setting);
      if (AutomatedValue* target = target_of(setting.path, setting.node)) {
        target->stages.push_back(value);
      } else if (is_level_path(setting.path) && value.value != 1 && meets(value.window, source)) {
        scene.level.stages.push_back(value);
        if (!corrects()) scene.level.stages.back().curve = SceneCurve::linear;
        acts = true;
      }
    }
    for (const SceneText::Route& route : text_.routes) {
      if (!route.is_active() || !hits(route.target, source.id)) continue;
      const ModulatorRoute value = modulator_route(route);
      if (AutomatedValue* target = target_of(route.path, route.node)) {
        target->routes.push_back(value);
      } else if (is_level_path(route.path)) {
        scene.level.routes.push_back(value);
        if (!corrects()) scene.level.routes.back().curve = SceneCurve::linear;
        acts = true;
      }
    }
    scene.level.gain = scene_gain(text_, source.id, reading_.fidelity, diagnostics_);
    acts = acts || scene.level.gain != 1;
    set_once(source, once);
    // What is set once is there when the parameters are read: their bases are what plays with it.
    for (const auto& [followed, node] : followed_from) {
      (scene.*(followed->followed))->base = base_of(source, *followed, node);
    }
    changes_something_ = changes_something_ || acts;
    if (acts) source.patch().scene = std::make_shared<const Sam2Scene>(std::move(scene));
  }

  /// X1, X2: the reference takes the number of the very key, and leaves the ramp of a transition.
  Ramp base_of(const Source& source, const FollowedPath& followed, JsonNode node) {
    const Ramp plays = source.patch().*(followed.value);
    if (corrects()) return plays;
    const double base = literal_base(source.text->params, followed.key);
    const bool is_there = source.text->params[followed.key].number().has_value();
    if (base != plays.from || plays.moves()) {
      if (reported_bases_.insert(std::string(followed.key)).second) {
        node.report(diagnostics_, Severity::warning,
                    base_message(source, followed, plays, base, is_there));
      }
    }
    return {base, base};
  }

  static std::string base_message(const Source& source, const FollowedPath& followed, Ramp plays,
                                  double base, bool is_there) {
    const std::string key = '"' + std::string(followed.key) + '"';
    std::string out = source.text->voice.pointer() + " has ";
    if (plays.moves()) {
      out += "its way from " + text_of(plays.from) + " to " + text_of(plays.to) +
             " taken away, as in BinauralBuilder: without a stage " + key + " is ";
      return out + text_of(base) + (is_there ? "" : ", because it is not among its parameters");
    }
    return out + "no " + key + ": without a stage it is 0, as in BinauralBuilder, and not " +
           text_of(plays.from);
  }

  /// Parameters that no voice follows take the value that the scene has when the step begins
  /// (format sam-scenes 4.3).
  void set_once(const Source& source,
                const std::map<std::string, std::pair<AutomatedValue, JsonNode>>& once) {
    const double seconds = std::nearbyint(1'000 * source.start_s) / 1'000;
    std::string members;
    std::map<std::string, JsonNode> places;
    for (const auto& [path, set] : once) {
      AutomatedValue value = set.first;
      const bool counts =
          !value.routes.empty() ||
          std::any_of(value.stages.begin(), value.stages.end(), [seconds](const StageValue& stage) {
            return weight_at(stage.window, seconds) > 0;
          });
      if (!counts) continue;
      const JsonNode params = source.text->params;
      value.base.from = corrects() ? effective_base(params, path) : literal_base(params, path);
      members += (members.empty() ? "" : ",") + model::json_quoted(path) + ':' +
                 decimal_text(value_at(value, seconds));
      places.emplace('/' + path, set.second);
    }
    if (members.empty()) return;
    changes_something_ = true;
    const JsonDocument document = JsonDocument::parse('{' + members + '}', kOfScene);
    Reading reading = reading_;
    reading.step_seconds = source.text->step_seconds;
    reading.on_noise_bus = source.voice->bus == Bus::noise;
    reading.empty = nullptr;
    reading.folded = nullptr;
    reading.set_by_scene = document.root();
    Diagnostics found(kOfScene);
    TrackSynth synth =
        read_track_synth(Sam2Patch::name, source.text->moving, source.text->params, found, reading);
    source.voice->synth = std::move(synth.spec);
    source.voice->zero_from_duration = synth.zero_from_duration;
    for (const Finding& finding : found.findings()) {
      if (finding.file != kOfScene) continue;  // told when the voice was read
      if (const auto place = places.find(finding.pointer); place != places.end()) {
        place->second.report(diagnostics_, Severity::warning, finding.message);
      }
    }
  }

  static constexpr const char* kOfScene = "(scene)";

  const SceneText& text_;
  std::vector<Source> sources_;
  std::vector<std::string> ids_;  // each once
  const Reading& reading_;
  Diagnostics& diagnostics_;
  bool changes_something_ = false;
  std::set<std::string> reported_bases_;
};

/// The voices in the order of the file; empty when some could not be read.
std::vector<Source> sources_of(Track& track, const VoicesOfScene& voices,
                               const std::vector<std::string>& ids) {
  const std::vector<double> starts = model::start_times(track);
  std::vector<Source> out;
  for (std::size_t i = 0; i < track.steps.size(); ++i) {
    for (VoiceSpec& voice : track.steps[i].voices) {
      if (!std::holds_alternative<Sam2Patch>(voice.synth.patch)) continue;
      if (out.size() == ids.size()) return {};
      const std::size_t index = out.size();
      out.push_back(
          {ids[index], &voice, &voices.sam2[index], starts[i], track.steps[i].duration_s});
    }
  }
  return out.size() == ids.size() ? out : std::vector<Source>();
}

void report_older_keys(JsonNode params, std::string message, Diagnostics& diagnostics) {
  for (const std::string_view key : kOlderSceneKeys) {
    const JsonNode node = params[key];
    if (!node.exists()) continue;
    node.report_key(diagnostics, Severity::warning, std::move(message));
    return;
  }
}

}  // namespace

void apply_scene(JsonNode scene, const VoicesOfScene& voices, const Reading& reading, Track& track,
                 Diagnostics& diagnostics) {
  SceneText text;
  if (scene.is_set()) read_scene_head(scene, text, diagnostics);
  const std::vector<JsonNode>& older = voices.with_older_keys;
  if (voices.sam2.empty() || (!scene.is_set() && older.empty())) return;

  SceneSections sections{scene["stages"], scene["modulators"], scene["modulation"],
                         scene["routing"]};
  if (scene.is_set()) {
    for (const JsonNode params : older) {
      report_older_keys(params, "has no effect in a track with a sam_scene", diagnostics);
    }
  } else {
    const JsonNode first = older.front();
    sections = {first["samStages"], {}, first["samModulation"], first["samRouting"]};
    if (voices.sam2.size() > 1 || voices.sam2.front().params != first) {  // X6
      report_older_keys(first,
                        "acts on all SAM2 voices of the track that it names, and \"voice\" on "
                        "every one of them; a sam_scene beside the steps says the same",
                        diagnostics);
    }
    for (std::size_t i = 1; i < older.size(); ++i) {
      report_older_keys(older[i], "has no effect: a voice before this one has such keys",
                        diagnostics);
    }
  }
  const std::size_t errors = diagnostics.errors();
  if (errors > 0) return;
  read_scene_sections(sections, text, diagnostics);
  if (diagnostics.errors() > errors) return;
  std::vector<Source> sources = sources_of(track, voices, source_ids(voices.sam2, text.declared));
  if (sources.empty()) return;
  SceneReading reading_of_scene(text, std::move(sources), reading, diagnostics);
  reading_of_scene.apply();
  track.scene = reading_of_scene.shown();
}

}  // namespace bbplay::reader
