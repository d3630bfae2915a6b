// SPDX-License-Identifier: MIT
#include "terminal/summary.h"

#include <cstdint>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include "bbplay/model/sam_scene.h"
#include "bbplay/model/text.h"
#include "bbplay/playback/tones.h"

#include "terminal/loudness_text.h"
#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

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

/// The presets of a session, a line for each step that has some.
std::string presets_of(const Track& track) {
  std::string out;
  for (std::size_t i = 0; i < track.steps.size(); ++i) {
    std::string names;
    for (const std::string& name : track.steps[i].presets) {
      names += (names.empty() ? "" : ", ") + name;
    }
    if (!names.empty())
      out += "presets of step " + std::to_string(i + 1) + ": " + model::printable(names) + '\n';
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

/// The scene of SAM voices, and a line for each of its stages.
std::string scene_of(const SamScene& scene) {
  const auto list_of = [](const std::vector<std::string>& items) {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
    return model::printable(out);
  };
  std::string out =
      "scene: sources " + list_of(scene.sources) + "; " + std::to_string(scene.stages.size()) +
      (scene.stages.size() == 1 ? " stage, " : " stages, ") + std::to_string(scene.routes) +
      (scene.routes == 1 ? " route of a modulator" : " routes of modulators") + '\n';
  for (const SceneStage& stage : scene.stages) {
    const StageWindow window = stage.window.fitted();
    out += "stage: " + model::printable(stage.name.empty() ? stage.id : stage.name) + " at " +
           clock_text(window.start_s) + ", " + clock_text(window.duration_s) + " long";
    if (window.fade_in_s > 0) out += ", comes in " + clock_text(window.fade_in_s);
    if (window.fade_out_s > 0) out += ", goes in " + clock_text(window.fade_out_s);
    if (!stage.settings.empty()) out += ": " + list_of(stage.settings);
    out += '\n';
  }
  return out;
}

}  // namespace

std::string summary(const Track& track, const RenderPlan& plan,
                    const std::optional<Levels>& levels) {
  std::ostringstream out;
  out << model::printable(track.name) << ": " << clock_text(seconds(plan.frames, plan)) << ", "
      << plan.rate << " Hz, " << plan.steps.size() << (plan.steps.size() == 1 ? " step" : " steps")
      << ", peak " << with_decimals(plan.peak, 4) << ", master gain "
      << with_decimals(plan.master_gain, 4) << '\n';
  if (track.own_level) {
    out << "a session: level " << with_decimals(*track.own_level, 2)
        << " as its program exports it, unless --level says otherwise\n";
  }
  if (levels) out << "loudness " << loudness_text(*levels) << '\n';
  if (!plan.steps.empty()) {
    std::vector<std::vector<std::string>> rows{
        {"step", "start", "length", "blend", "carrier", "beat", "higher ear", "voices"}};
    for (const StepPlan& placed : plan.steps) {
      const Step& step = track.steps[placed.step];
      const Tones tones = tones_of(step);
      rows.push_back({std::to_string(placed.step + 1), clock_text(seconds(placed.start, plan)),
                      clock_text(seconds(placed.frames, plan)),
                      placed.fade_in ? clock_text(seconds(placed.fade_in->frames, plan)) : "-",
                      text_of_tone(tones.carrier), text_of_tone(tones.beat),
                      text_of_higher_ear(tones.between_ears), functions_of(step)});
    }
    print_table(out, rows);
  }
  out << presets_of(track);
  if (track.scene) out << scene_of(*track.scene);
  if (track.noise) {
    if (!track.noise->sound_file.empty()) {
      out << "sound under the steps: " << model::printable(track.noise->sound_file.string())
          << ", repeated\n";
    } else {
      out << color_of(track.noise->noise);
    }
    out << "noise under the steps: gain " << with_decimals(track.noise->gain, 3) << ", from "
        << clock_text(track.noise->start_s) << '\n';
  }
  for (const ClipPlan& placed : plan.clips) {
    const Clip& clip = track.clips[placed.clip];
    out << "clip: " << model::printable(name_of(clip)) << " at " << clock_text(clip.start_s) << ", "
        << clock_text(seconds(placed.frames, plan)) << " long, gain " << with_decimals(clip.gain, 3)
        << '\n';
  }
  return out.str();
}

}  // namespace bbplay::app
