// SPDX-License-Identifier: MIT
// Exports of Session Builder Mobile (format session 4).
#include <algorithm>
#include <string>
#include <utility>

#include "model/track_limits.h"
#include "reader/number_text.h"
#include "reader/object_reader.h"
#include "reader/session/convert.h"
#include "reader/session/noise_voice.h"
#include "reader/session/preset_voices.h"

namespace bbplay::reader {
namespace {

constexpr double kDefaultVolume = 0.5;

bool is_none(JsonNode name) { return !name.truthy() || name.text() == "None"; }

/// A number, or a text of one with every `s` taken out: "300s".
std::optional<double> seconds_of(JsonNode node) {
  if (!node.is(JsonType::text)) return node.number();
  std::string digits(node.text());
  std::erase(digits, 's');
  return number_from_text(digits);
}

class ExportWriter {
 public:
  ExportWriter(JsonNode root, const Conversion& how, Diagnostics& diagnostics)
      : root_(root), how_(how), diagnostics_(diagnostics), export_(root, diagnostics) {}

  Converted convert() {
    Draft& draft = out_.draft;
    const JsonNode crossfade = export_.find({"crossfadeSeconds"});
    crossfade_s_ = export_.number_of(crossfade, Unit::seconds).value_or(3);
    draft.open_object(root_).key("global_settings").open_object(root_);
    draft.key("sample_rate").number(44'100);
    draft.key("crossfade_duration").number(crossfade_s_, crossfade);
    draft.key("crossfade_curve").text("linear");
    draft.key("normalization_level").number(0.95).close();
    write_steps();
    draft.key("background_noise").null();
    write_clips();
    draft.close();
    export_.know({"id", "name", "createdAt", "updatedAt"});
    export_.report_unknown_keys();
    return std::move(out_);
  }

 private:
  struct PlacedClip {
    JsonNode step, path;
    double start_s, duration_s;
  };

  void write_steps() {
    const JsonNode list = export_.container({"steps"}, JsonType::array);
    out_.draft.key("steps").open_list(list);
    if (list.size() > kMaxSteps) {
      export_.fail(list,
                   std::to_string(list.size()) + " steps; at most " + std::to_string(kMaxSteps));
    } else {
      for (const JsonNode node : list.children()) {
        if (out_.draft.is_too_long()) break;
        if (node.is(JsonType::object)) {
          write_step(node);
        } else {
          export_.fail(node, "expected a step (an object), found " + node.describe());
        }
      }
    }
    out_.draft.close();
    if (out_.draft.is_too_long()) {
      export_.fail(list, "with its presets, the session becomes larger than " +
                             std::to_string(Draft::kMostBytes >> 20) + " MiB");
    }
  }

  void write_step(JsonNode node) {
    ObjectReader step(node, diagnostics_);
    const JsonNode duration = step.find({"duration"});
    const std::optional<double> seconds = seconds_of(duration);
    if (!seconds) {
      step.fail(duration.exists() ? duration : node,
                duration.exists()
                    ? "expected a duration (300 or \"300s\"), found " + duration.describe()
                    : "a step needs a duration");
      return;
    }
    Draft& draft = out_.draft;
    std::vector<std::string> names;
    draft.open_object(node);
    draft.key("duration").number(*seconds, duration);
    draft.key("description").text("Generated Step");
    draft.key("voices").open_list(node);
    if (const JsonNode name = step.find({"binaural"}); !is_none(name)) {
      const Preset* preset =
          how_.presets.find_in_catalogues(name, PresetSide::binaural, {}, diagnostics_);
      if (preset != nullptr && check_voices(*preset, name, diagnostics_)) {
        write_voices(*preset, name, VoiceTypes::kept, how_, draft);
        names.emplace_back(name.text());
      }
    }
    if (const JsonNode name = step.find({"noise"}); !is_none(name)) {
      const Preset* preset =
          how_.presets.find_in_catalogues(name, PresetSide::noise, " Noise", diagnostics_);
      if (preset != nullptr && check_noise(*preset, name, diagnostics_)) {
        write_noise(*preset, name);
        names.emplace_back(name.text());
      }
    }
    draft.close();
    out_.step_presets.push_back(std::move(names));
    for (const std::string_view key : {"binaural_volume", "noise_volume"}) {
      const JsonNode volume = step.find({key});
      draft.key(key);
      if (volume.exists()) {
        draft.copy(volume);
      } else {
        draft.number(kDefaultVolume);
      }
    }
    draft.key("normalization_level").number(0.95).close();
    place_clip(step, *seconds);
    start_s_ += crossfade_s_ > 0 ? std::max(0.0, *seconds - crossfade_s_) : *seconds;
    step.report_unknown_keys();
  }

  /// The app hands the whole object to its engine, and never lets the notches move.
  void write_noise(const Preset& preset, JsonNode name) {
    Draft& draft = out_.draft;
    draft.open_object(preset.content);
    draft.key("synth_function").text("noise_swept_notch");
    draft.key("parameters").copy(preset.content);
    draft.key("voice_type").text("noise");
    draft.key("description").text(name.text(), name).close();
  }

  void place_clip(ObjectReader& step, double seconds) {
    step.know({"track", "track_volume", "track_extend"});
    const JsonNode path = step.find({"track_path"});
    if (!path.truthy()) return;
    if (how_.fidelity == Fidelity::reference) {
      step.warn(path, "the app never plays it, so it is left out (--fidelity corrected plays it)");
      return;
    }
    const bool whole = step.object()["track_extend"].truthy();
    clips_.push_back({step.object(), path, start_s_, whole ? 0 : seconds});
  }

  void write_clips() {
    Draft& draft = out_.draft;
    draft.key("overlay_clips").open_list(root_["steps"]);
    for (const PlacedClip& clip : clips_) {
      draft.open_object(clip.step).key("path");
      write_clip_path(clip.path, how_, draft);
      draft.key("start").number(clip.start_s, clip.step);
      draft.key("duration").number(clip.duration_s, clip.step);
      draft.key("amp").copy_or(clip.step["track_volume"], kDefaultVolume).close();
    }
    draft.close();
  }

  JsonNode root_;
  const Conversion& how_;
  Diagnostics& diagnostics_;
  ObjectReader export_;
  Converted out_;
  double crossfade_s_ = 3, start_s_ = 0;
  std::vector<PlacedClip> clips_;
};

}  // namespace

Converted convert_mobile_export(JsonNode root, const Conversion& how, Diagnostics& diagnostics) {
  return ExportWriter(root, how, diagnostics).convert();
}

}  // namespace bbplay::reader
