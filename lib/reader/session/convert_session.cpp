// SPDX-License-Identifier: MIT
// Sessions of the Session window (format session 2).
#include <algorithm>
#include <cmath>
#include <utility>

#include "bbplay/model/describe.h"

#include "model/track_limits.h"
#include "reader/object_reader.h"
#include "reader/session/convert.h"
#include "reader/session/noise_voice.h"
#include "reader/session/preset_voices.h"

namespace bbplay::reader {
namespace {

constexpr double kDefaultVolume = 0.48;
constexpr double kDefaultLevel = 0.95;  // of the slider "Normalize"
constexpr double kMostLevel = 0.75;     // that an export is brought to

/// The level that the window exports with, as its slider rounds it.
double level_of(double normalization_level) {
  const double level = std::min(kMostLevel, std::clamp(normalization_level, 0.0, 0.95));
  return std::round(level * 100) / 100;
}

class SessionWriter {
 public:
  SessionWriter(JsonNode root, const Conversion& how, Diagnostics& diagnostics)
      : root_(root), how_(how), diagnostics_(diagnostics), session_(root, diagnostics) {}

  Converted convert() {
    out_.draft.open_object(root_);
    write_settings();
    write_layer();
    write_steps();
    write_clips();
    out_.draft.close();
    session_.report_unknown_keys();
    return std::move(out_);
  }

 private:
  struct PlacedClip {
    JsonNode step, path;
    double start_s, duration_s;
    std::string description;
  };

  // A member with its default; wrong types are found when the track is read.
  void put(std::string_view key, JsonNode node, double otherwise) {
    out_.draft.key(key).copy_or(node, otherwise);
  }
  void put(std::string_view key, JsonNode node, std::string_view otherwise) {
    out_.draft.key(key);
    if (node.is_set()) {
      out_.draft.copy(node);
    } else {
      out_.draft.text(otherwise);
    }
  }

  void write_settings() {
    Draft& draft = out_.draft;
    const JsonNode crossfade = session_.find({"crossfade_duration"});
    crossfade_s_ = session_.number_of(crossfade, Unit::seconds).value_or(0);
    level_ = session_.find({"normalization_level"});
    const double level = session_.number_of(level_, Unit::gain).value_or(kDefaultLevel);
    out_.own_level = level_of(level);
    if (*out_.own_level == 0 && !how_.level_is_given) {
      session_.fail(level_, "normalization_level is " + text_of(level) + ": silence; give --level");
    }
    draft.key("global_settings").open_object(root_);
    put("sample_rate", session_.find({"sample_rate"}), 44'100);
    put("crossfade_duration", crossfade, 0);
    put("crossfade_curve", session_.find({"crossfade_curve"}), "linear");
    put("output_filename", session_.find({"output_filename"}), "session_output.flac");
    put("normalization_level", level_, kDefaultLevel);
    draft.close();
  }

  void write_layer() {
    Draft& draft = out_.draft;
    const JsonNode id = session_.find({"background_noise_preset_id"});
    const JsonNode gain = session_.find({"background_noise_gain"});
    const JsonNode start = session_.find({"background_noise_start_time"});
    const JsonNode fade_in = session_.find({"background_noise_fade_in"});
    const JsonNode fade_out = session_.find({"background_noise_fade_out"});
    const JsonNode envelope = session_.find({"background_noise_amp_envelope"});
    draft.key("background_noise");
    if (!id.truthy()) {
      write_no_layer();
      return;
    }
    const Preset* preset = how_.presets.find(id, PresetSide::noise, diagnostics_);
    if (preset == nullptr || !check_noise(*preset, id, diagnostics_)) {
      draft.null();
      return;
    }
    draft.open_object(id);
    if (preset->is_file) {
      const std::string path = path_in_track(preset->file.string(), {}, how_);
      draft.key("file_path").text(path, id).key("params_path").text(path, id);
    }
    put("gain", gain, 1);
    put("start_time", start, 0);
    put("fade_in", fade_in, 0);
    put("fade_out", fade_out, 0);
    if (envelope.truthy()) draft.key("amp_envelope").copy(envelope);
    if (!preset->is_file) draft.key("params").copy(preset->content);
    draft.close();
  }

  /// What the editor writes where there is none.
  void write_no_layer() {
    Draft& draft = out_.draft;
    draft.open_object().key("file_path").text("");
    for (const std::string_view key : {"amp", "pan", "start_time", "fade_in", "fade_out"}) {
      draft.key(key).number(0);
    }
    draft.key("amp_envelope").open_list().close().close();
  }

  void write_steps() {
    const JsonNode list = session_.container({"steps"}, JsonType::array);
    const std::vector<JsonNode> steps = list.children();
    out_.draft.key("steps").open_list(list);
    if (steps.size() > kMaxSteps) {
      session_.fail(list,
                    std::to_string(steps.size()) + " steps; at most " + std::to_string(kMaxSteps));
    } else {
      for (std::size_t i = 0; i < steps.size() && !out_.draft.is_too_long(); ++i) {
        if (!steps[i].is(JsonType::object)) {
          session_.fail(steps[i], "expected a step (an object), found " + steps[i].describe());
          continue;
        }
        write_step(steps[i], i + 1 == steps.size());
      }
    }
    out_.draft.close();
    if (out_.draft.is_too_long()) {
      session_.fail(list, "with its presets, the session becomes larger than " +
                              std::to_string(Draft::kMostBytes >> 20) + " MiB");
    }
  }

  void write_step(JsonNode node, bool is_last) {
    ObjectReader step(node, diagnostics_);
    const JsonNode duration = node["duration"];
    step.know("duration");
    if (!duration.is_set()) {
      step.fail(duration.exists() ? duration : node, "a step of a session needs a duration");
      return;
    }
    const double seconds = step.number_of(duration, Unit::seconds).value_or(0);
    const JsonNode given_start = step.find({"start"});
    const std::optional<double> fixed = step.number_of(given_start, Unit::seconds);
    const JsonNode own_crossfade = step.find({"crossfade_duration"});
    const double crossfade =
        std::max(0.0, step.number_of(own_crossfade, Unit::seconds).value_or(crossfade_s_));
    const double start = fixed.value_or(next_start_s_);
    next_start_s_ = fixed ? std::max(next_start_s_, start + seconds)
                          : next_start_s_ + std::max(0.0, seconds - crossfade);
    const bool is_told = out_.told_of_long_blends && !own_crossfade.is_set();
    if (!fixed && !is_last && seconds > 0 && crossfade > seconds && !is_told) {
      out_.told_of_long_blends = true;
      step.warn(own_crossfade.exists() ? own_crossfade : node,
                "overlaps the next step by " + text_of(crossfade) + " s, longer than it lasts (" +
                    text_of(seconds) + " s)");
    }

    Draft& draft = out_.draft;
    draft.open_object(node);
    draft.key("duration").copy(duration);
    draft.key("start").number(start, given_start.exists() ? given_start : node);
    const Preset* preset = write_voices_of(step, seconds);
    put("binaural_volume", step.find({"binaural_volume"}), kDefaultVolume);
    put("noise_volume", step.find({"noise_volume"}), kDefaultVolume);
    put("normalization_level", level_, kDefaultLevel);
    if (own_crossfade.exists()) draft.key("crossfade_duration").copy(own_crossfade);
    const JsonNode curve = step.find({"crossfade_curve"});
    if (curve.truthy()) draft.key("crossfade_curve").copy(curve);
    const JsonNode description = step.find({"description"});
    if (description.truthy()) draft.key("description").copy(description);
    const JsonNode noise = node["noise_preset_id"];
    if (noise.truthy()) draft.key("noise_preset_id").copy(noise);
    draft.close();
    place_clip(step, preset, start, seconds);
    step.report_unknown_keys();
  }

  /// The preset of the tones, if there is one.
  const Preset* write_voices_of(ObjectReader& step, double seconds) {
    Draft& draft = out_.draft;
    const JsonNode id = step.find({"binaural_preset_id"});
    const JsonNode noise_id = step.find({"noise_preset_id"});
    std::vector<std::string> ids;
    const Preset* preset = nullptr;
    draft.key("voices").open_list(step.object());
    if (id.truthy()) {
      preset = how_.presets.find(id, PresetSide::binaural, diagnostics_);
      if (preset != nullptr && check_voices(*preset, id, diagnostics_)) {
        write_voices(*preset, id, VoiceTypes::binaural, how_, draft);
        ids.emplace_back(id.text());
      }
    }
    if (noise_id.truthy()) {
      const Preset* noise = how_.presets.find(noise_id, PresetSide::noise, diagnostics_);
      if (noise != nullptr && check_noise(*noise, noise_id, diagnostics_)) {
        write_noise_voice(*noise, seconds, how_, draft);
        ids.emplace_back(noise_id.text());
      }
    }
    draft.close();
    out_.step_presets.push_back(std::move(ids));
    return preset;
  }

  void place_clip(ObjectReader& step, const Preset* preset, double start, double seconds) {
    const JsonNode path = step.find({"background_audio_path"});
    const JsonNode old_path = step.object()["warmup_clip_path"];
    const JsonNode extend = step.find({"background_audio_extend"});
    step.know({"warmup_clip_path", "background_audio_volume"});
    if (path.truthy() && old_path.truthy() && path.text() != old_path.text()) {
      step.warn(old_path, "has no effect beside \"background_audio_path\"");
    }
    const JsonNode chosen = path.truthy() ? path : old_path;
    if (!chosen.truthy()) return;
    const bool whole = !extend.is_set() || extend.truthy();
    std::string description(step.object()["description"].text());
    if (description.empty() && preset != nullptr) description = label_of(*preset);
    clips_.push_back({step.object(), chosen, start, whole ? 0 : seconds, std::move(description)});
  }

  void write_clips() {
    Draft& draft = out_.draft;
    draft.key("clips").open_list(root_["steps"]);
    for (const PlacedClip& clip : clips_) {
      draft.open_object(clip.step);
      for (const std::string_view key : {"file_path", "path"}) {
        draft.key(key);
        write_clip_path(clip.path, how_, draft);
      }
      draft.key("start").number(clip.start_s, clip.step);
      draft.key("duration").number(clip.duration_s, clip.step);
      put("amp", clip.step["background_audio_volume"], kDefaultVolume);
      for (const std::string_view key : {"pan", "fade_in", "fade_out"}) draft.key(key).number(0);
      draft.key("description").text(clip.description).close();
    }
    draft.close();
  }

  JsonNode root_;
  const Conversion& how_;
  Diagnostics& diagnostics_;
  ObjectReader session_;
  Converted out_;
  JsonNode level_;
  double crossfade_s_ = 0, next_start_s_ = 0;
  std::vector<PlacedClip> clips_;
};

}  // namespace

Converted convert_session(JsonNode root, const Conversion& how, Diagnostics& diagnostics) {
  return SessionWriter(root, how, diagnostics).convert();
}

}  // namespace bbplay::reader
