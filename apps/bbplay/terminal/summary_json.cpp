// SPDX-License-Identifier: MIT
#include "terminal/summary_json.h"

#include <cstdint>
#include <string_view>

#include "bbplay/model/sam_scene.h"
#include "bbplay/playback/tones.h"

#include "terminal/json_parts.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

double seconds(std::int64_t frames, const RenderPlan& plan) {
  return static_cast<double>(frames) / plan.rate;
}

/// Both ends, null when there is no such tone.
void put_tone(JsonWriter& json, const char* start, const char* end,
              const std::optional<Ramp>& tone) {
  json.member(start, tone ? std::optional(tone->from) : std::nullopt);
  json.member(end, tone ? std::optional(tone->to) : std::nullopt);
}

/// Null when both hear the same.
void put_higher_ear(JsonWriter& json, const char* key, double between_ears_hz) {
  const auto ear = higher_ear(between_ears_hz);
  json.member(key, ear ? std::optional(name_of(*ear)) : std::nullopt);
}

/// A gain of a file, which may turn the sound upside down.
void put_gain(JsonWriter& json, double gain) {
  json.member("gain_db", decibels_of(gain)).member("inverted", gain < 0);
}

void put_voice(JsonWriter& json, const VoiceSpec& voice) {
  json.begin_object().member("function", voice.function);
  json.member("description", unless_empty(voice.description));
  json.member("bus", voice.bus == Bus::noise ? "noise" : "binaural");
  const Tones tones = tones_of(voice.synth);
  put_tone(json, "start_carrier_hz", "end_carrier_hz", tones.carrier);
  put_tone(json, "start_beat_hz", "end_beat_hz", tones.beat);
  put_higher_ear(json, "start_higher_ear", tones.between_ears ? tones.between_ears->from : 0);
  put_higher_ear(json, "end_higher_ear", tones.between_ears ? tones.between_ears->to : 0);
  json.end_object();
}

void put_step(JsonWriter& json, const StepPlan& placed, const Track& track,
              const RenderPlan& plan) {
  const Step& step = track.steps[placed.step];
  json.begin_object().member("step", placed.step + 1);
  json.member("description", unless_empty(step.description)).list("presets", step.presets);
  json.member("start_s", seconds(placed.start, plan));
  json.member("duration_s", seconds(placed.frames, plan));
  json.member("start_frame", placed.start).member("frames", placed.frames);
  json.member("blend_frames", placed.fade_in ? placed.fade_in->frames : std::int64_t{0});
  json.member("lag_frames", placed.lag);
  json.member("binaural_gain_db", decibels_of(placed.gain_binaural));
  json.member("noise_gain_db", decibels_of(placed.gain_noise));
  json.member("continuity_gain_db", decibels_of(placed.gain_continuity));
  json.member("ceiling_gain_db", decibels_of(placed.gain_ceiling));
  json.key("voices").begin_array();
  for (const VoiceSpec& voice : step.voices) put_voice(json, voice);
  json.end_array().end_object();
}

void put_noise(JsonWriter& json, const std::optional<NoiseLayer>& noise) {
  if (!noise) {
    json.null();
    return;
  }
  json.begin_object().member("sound_file", unless_empty(noise->sound_file.native()));
  put_gain(json, noise->gain);
  json.member("start_s", noise->start_s).member("fade_in_s", noise->fade_in_s);
  json.member("fade_out_s", noise->fade_out_s).end_object();
}

void put_clip(JsonWriter& json, const ClipPlan& placed, const Track& track,
              const RenderPlan& plan) {
  const Clip& clip = track.clips[placed.clip];
  json.begin_object().member("sound_file", unless_empty(clip.path.native()));
  put_gain(json, clip.gain);
  json.member("start_s", seconds(placed.start, plan));
  json.member("duration_s", seconds(placed.frames, plan));
  json.member("start_frame", placed.start).member("frames", placed.frames).end_object();
}

void put_stage(JsonWriter& json, const SceneStage& stage) {
  const StageWindow window = stage.window.fitted();
  json.begin_object()
      .member("stage_id", stage.id)
      .member("name", stage.name.empty() ? stage.id : stage.name);
  json.member("start_s", window.start_s).member("duration_s", window.duration_s);
  json.member("fade_in_s", window.fade_in_s).member("fade_out_s", window.fade_out_s);
  json.list("settings", stage.settings).end_object();
}

void put_scene(JsonWriter& json, const SamScene* scene) {
  if (scene == nullptr) {
    json.null();
    return;
  }
  json.begin_object().list("sources", scene->sources);
  json.member("routes", scene->routes).key("stages").begin_array();
  for (const SceneStage& stage : scene->stages) put_stage(json, stage);
  json.end_array().end_object();
}

}  // namespace

void put_summary(JsonWriter& json, const Track& track, const RenderPlan& plan,
                 const std::optional<Levels>& levels) {
  json.member("name", track.name).member("rate_hz", std::int64_t{plan.rate});
  json.member("frames", plan.frames).member("duration_s", seconds(plan.frames, plan));
  json.member("session_level_dbfs", decibels_of(track.own_level.value_or(0)));
  json.member("mix_peak_dbfs", decibels_of(plan.peak));
  json.member("master_gain_db", decibels_of(plan.master_gain)).key("levels");
  put_levels(json, levels);
  json.key("steps").begin_array();
  for (const StepPlan& placed : plan.steps) put_step(json, placed, track, plan);
  json.end_array().key("scene");
  put_scene(json, track.scene.get());
  json.key("noise");
  put_noise(json, track.noise);
  json.key("clips").begin_array();
  for (const ClipPlan& placed : plan.clips) put_clip(json, placed, track, plan);
  json.end_array();
}

}  // namespace bbplay::app
