// SPDX-License-Identifier: MIT
#include "realtime/tracks.h"

#include "reader/read_synth.h"

namespace bbplay::test {
namespace {

std::string step_of(const std::string& function, const std::string& params, double seconds) {
  const bool moving = function.ends_with("_transition");
  return R"({"duration": )" + std::to_string(seconds) +
         R"(, "voices": [{"synth_function_name": ")" + function + R"(", "is_transition": )" +
         (moving ? "true" : "false") + R"(, "params": {)" + params + "}}]}";
}

std::string track_of(const std::string& steps, const std::string& rest = {}) {
  return R"({"global_settings": {"sample_rate": 48000, "crossfade_duration": 0.2}, "steps": [)" +
         steps + "]" + rest + "}";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> tracks_of_everything(double seconds) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto add = [&](const std::string& name, const std::string& function,
                       const std::string& params, const std::string& rest = {}) {
    out.emplace_back(name, track_of(step_of(function, params, seconds), rest));
  };
  for (const auto name : reader::synth_names()) {
    const std::string function(name);
    add(function, function, "");
    add(function + "_transition", function + "_transition", "");
  }
  add("flanger", "binaural_beat", R"("flangeEnable": true)");
  add("spatial stage", "binaural_beat", R"("spatialEnable": true)");
  add("curve expression", "binaural_beat_transition",
      R"x("endBaseFreq": 300, "transition_curve": "np.sqrt(alpha)")x");
  add("moving vibrato", "binaural_beat_transition",
      R"("startFreqOscRangeL": 3, "endFreqOscRangeL": 1, "startFreqOscFreqL": 0.5,
         "endFreqOscFreqL": 4, "startFreqOscRangeR": 2, "endFreqOscRangeR": 2,
         "startFreqOscFreqR": 3, "endFreqOscFreqR": 0.01)");
  add("vibrato with kinks", "binaural_beat",
      R"("freqOscRangeL": 3, "freqOscFreqL": 0.5, "freqOscRangeR": 2, "freqOscFreqR": 4,
         "freqOscShape": "triangle")");
  add("hard pulses", "dual_pulse_binaural", R"("beatFreq": 6, "pulseShape": "square")");
  add("hard moving pulses", "isochronic_tone_transition",
      R"("startBeatFreq": 6, "endBeatFreq": 6, "startRampPercent": 0, "endRampPercent": 0)");
  add("recording as noise", "noise_swept_notch", R"("input_audio_path": "clip_stereo_11k025.wav")");
  add("clip", "binaural_beat", "",
      R"(, "clips": [{"path": "clip_stereo_11k025.wav", "start_time": 0.2}])");
  for (const auto color : {"white", "pink", "brown"}) {
    add(std::string(color) + " noise", "binaural_beat", "",
        R"(, "background_noise": {"params": {"noise_parameters": {"name": ")" + std::string(color) +
            R"("}}, "gain": 0.1})");
  }
  const auto followed = [](const std::string& path, const std::string& value) {
    return R"({"targetId": "*", "parameterPath": ")" + path + R"(", "value": )" + value + "}";
  };
  const auto route = [](const std::string& path, const std::string& modulator) {
    return R"({"targetId": "*", "depth": 1, "parameterPath": ")" + path + R"(", "modulatorId": ")" +
           modulator + "\"}";
  };
  add("scene", "spatial_angle_modulation_sam2", R"("carrierFreq": 200, "modFreq": 3)",
      R"(, "sam_scene": {"stages": {"stages": [{"id": "a", "startS": 0.1, "durationS": 0.4,
          "transitionInS": 0.2, "transitionOutS": 0.1, "parameterOverrides": [)" +
          followed("carrierFreq", "190") + "," + followed("modFreq", "4") + "," +
          followed("amp", "0.5") + R"(]}]}, "modulators": [{"id": "q", "waveform": "square"},
          {"id": "s", "rateHz": 2}], "modulation": {"routes": [)" +
          route("carrierFreq", "q") + "," + route("modFreq", "s") + "," +
          route("spatialScale", "q") + "," + route("directionOffsetDeg", "s") + "," +
          route("amp", "s") + "]}}");
  const double third = seconds / 3 + 0.2;
  out.emplace_back(
      "blends of steps",
      track_of(step_of("binaural_beat", "", third) + "," + step_of("isochronic_tone", "", third) +
               "," + step_of("binaural_beat", R"("baseFreq": 300)", third)));
  return out;
}

}  // namespace bbplay::test
