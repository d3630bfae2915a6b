// SPDX-License-Identifier: MIT
#include "terminal/summary.h"

#include <cstdint>
#include <optional>
#include <sstream>
#include <vector>

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "terminal/table.h"
#include "terminal/tones.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

using Json = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

double seconds(std::int64_t frames, const RenderPlan& plan) {
  return static_cast<double>(frames) / plan.rate;
}

std::string name_of(const Clip& clip) {
  return clip.path.empty() ? "(embedded)" : clip.path.string();
}

std::string functions_of(const Step& step) {
  std::string text;
  for (const VoiceSpec& voice : step.voices) text += (text.empty() ? "" : ", ") + voice.function;
  return text.empty() ? "(silence)" : text;
}

void put(Json& json, const char* key, const std::string& value) {
  json.Key(key);
  json.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
}
void put(Json& json, const char* key, double value) {
  json.Key(key);
  json.Double(value);
}
void put(Json& json, const char* key, std::int64_t value) {
  json.Key(key);
  json.Int64(value);
}
/// Both ends; left out when there is no such tone.
void put(Json& json, const char* key, const std::optional<Ramp>& tone) {
  if (!tone) return;
  json.Key(key);
  json.StartArray();
  json.Double(tone->from);
  json.Double(tone->to);
  json.EndArray();
}

void put_voice(Json& json, const VoiceSpec& voice) {
  json.StartObject();
  put(json, "function", voice.function);
  if (!voice.description.empty()) put(json, "description", voice.description);
  put(json, "bus", std::string(voice.bus == Bus::noise ? "noise" : "binaural"));
  const Tones tones = tones_of(voice.synth);
  put(json, "carrier_hz", tones.carrier);
  put(json, "beat_hz", tones.beat);
  json.EndObject();
}

void put_step(Json& json, const StepPlan& placed, const Track& track, const RenderPlan& plan) {
  const Step& step = track.steps[placed.step];
  json.StartObject();
  put(json, "index", static_cast<std::int64_t>(placed.step));
  if (!step.description.empty()) put(json, "description", step.description);
  if (!step.presets.empty()) {
    json.Key("presets");
    json.StartArray();
    for (const std::string& name : step.presets) json.String(name.c_str());
    json.EndArray();
  }
  put(json, "start_s", seconds(placed.start, plan));
  put(json, "duration_s", seconds(placed.frames, plan));
  put(json, "start_frame", placed.start);
  put(json, "frames", placed.frames);
  put(json, "blend_frames", placed.fade_in ? placed.fade_in->frames : std::int64_t{0});
  put(json, "lag_frames", placed.lag);
  put(json, "gain_binaural", placed.gain_binaural);
  put(json, "gain_noise", placed.gain_noise);
  put(json, "gain_continuity", placed.gain_continuity);
  put(json, "gain_ceiling", placed.gain_ceiling);
  json.Key("voices");
  json.StartArray();
  for (const VoiceSpec& voice : step.voices) put_voice(json, voice);
  json.EndArray();
  json.EndObject();
}

/// The presets of a session, a line for each step that has some.
std::string presets_of(const Track& track) {
  std::string out;
  for (std::size_t i = 0; i < track.steps.size(); ++i) {
    std::string names;
    for (const std::string& name : track.steps[i].presets) {
      names += (names.empty() ? "" : ", ") + name;
    }
    if (!names.empty()) out += "presets of step " + std::to_string(i + 1) + ": " + names + '\n';
  }
  return out;
}

/// Colour and notches of generated noise.
std::string color_of(const NoisePreset& noise) {
  const NoiseColor& color = noise.color;
  std::string out = "noise: exponent " + with_decimals(color.exponent, 2);
  if (color.high_exponent != color.exponent) {
    out += " (high " + with_decimals(color.high_exponent, 2) + ')';
  }
  if (color.low_cut_hz > 0) out += ", from " + with_decimals(color.low_cut_hz, 0) + " Hz";
  if (color.high_cut_hz > 0) out += ", to " + with_decimals(color.high_cut_hz, 0) + " Hz";
  if (!noise.sweeps.empty()) {
    out += ", " + std::to_string(noise.sweeps.size()) +
           (noise.sweeps.size() == 1 ? " sweep" : " sweeps");
  }
  return out + '\n';
}

/// A track that is silent has no loudness.
void put_levels(Json& json, const Levels& levels) {
  json.Key("levels");
  json.StartObject();
  if (levels.integrated) put(json, "integrated_lufs", *levels.integrated);
  put(json, "range_lu", levels.range);
  put(json, "true_peak", levels.true_peak);
  put(json, "sample_peak", levels.peak);
  put(json, "clipped_samples", levels.clipped);
  json.EndObject();
}

void put_noise(Json& json, const NoiseLayer& noise) {
  json.StartObject();
  if (!noise.sound_file.empty()) put(json, "sound_file", noise.sound_file.string());
  put(json, "gain", noise.gain);
  put(json, "start_s", noise.start_s);
  put(json, "fade_in_s", noise.fade_in_s);
  put(json, "fade_out_s", noise.fade_out_s);
  json.EndObject();
}

void put_clip(Json& json, const ClipPlan& placed, const Track& track) {
  json.StartObject();
  put(json, "file", name_of(track.clips[placed.clip]));
  put(json, "start_frame", placed.start);
  put(json, "frames", placed.frames);
  put(json, "gain", track.clips[placed.clip].gain);
  json.EndObject();
}

}  // namespace

std::string summary(const Track& track, const RenderPlan& plan,
                    const std::optional<Levels>& levels) {
  std::ostringstream out;
  out << track.name << ": " << clock_text(seconds(plan.frames, plan)) << ", " << plan.rate
      << " Hz, " << plan.steps.size() << (plan.steps.size() == 1 ? " step" : " steps") << ", peak "
      << with_decimals(plan.peak, 4) << ", master gain " << with_decimals(plan.master_gain, 4)
      << '\n';
  if (track.own_level) {
    out << "a session: level " << with_decimals(*track.own_level, 2)
        << " as its program exports it, unless --level says otherwise\n";
  }
  if (levels) out << "loudness " << loudness_text(*levels) << '\n';
  if (!plan.steps.empty()) {
    std::vector<std::vector<std::string>> rows{
        {"step", "start", "length", "blend", "carrier", "beat", "voices"}};
    for (const StepPlan& placed : plan.steps) {
      const Step& step = track.steps[placed.step];
      const Tones tones = tones_of(step);
      rows.push_back({std::to_string(placed.step + 1), clock_text(seconds(placed.start, plan)),
                      clock_text(seconds(placed.frames, plan)),
                      placed.fade_in ? clock_text(seconds(placed.fade_in->frames, plan)) : "-",
                      text_of_tone(tones.carrier), text_of_tone(tones.beat), functions_of(step)});
    }
    print_table(out, rows);
  }
  out << presets_of(track);
  if (track.noise) {
    if (!track.noise->sound_file.empty()) {
      out << "sound under the steps: " << track.noise->sound_file.string() << ", repeated\n";
    } else {
      out << color_of(track.noise->noise);
    }
    out << "noise under the steps: gain " << with_decimals(track.noise->gain, 3) << ", from "
        << clock_text(track.noise->start_s) << '\n';
  }
  for (const ClipPlan& placed : plan.clips) {
    const Clip& clip = track.clips[placed.clip];
    out << "clip: " << name_of(clip) << " at " << clock_text(clip.start_s) << ", "
        << clock_text(seconds(placed.frames, plan)) << " long, gain " << with_decimals(clip.gain, 3)
        << '\n';
  }
  return out.str();
}

std::string summary_as_json(const std::string& path, const Track& track, const RenderPlan& plan,
                            const std::optional<Levels>& levels) {
  rapidjson::StringBuffer text;
  Json json(text);
  json.SetIndent(' ', 2);
  json.StartObject();
  put(json, "file", path);
  put(json, "name", track.name);
  put(json, "rate_hz", static_cast<std::int64_t>(plan.rate));
  put(json, "frames", plan.frames);
  put(json, "duration_s", seconds(plan.frames, plan));
  if (track.own_level) put(json, "own_level", *track.own_level);
  put(json, "peak", plan.peak);
  put(json, "master_gain", plan.master_gain);
  if (levels) put_levels(json, *levels);
  json.Key("steps");
  json.StartArray();
  for (const StepPlan& placed : plan.steps) put_step(json, placed, track, plan);
  json.EndArray();
  if (track.noise) {
    json.Key("noise");
    put_noise(json, *track.noise);
  }
  json.Key("clips");
  json.StartArray();
  for (const ClipPlan& placed : plan.clips) put_clip(json, placed, track);
  json.EndArray();
  json.EndObject();
  return text.GetString();
}

}  // namespace bbplay::app
