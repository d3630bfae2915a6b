// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace bbplay::test {

/// Two steps with different voices, blended over a second; 2 * `step_seconds` - 1 long.
inline std::string two_step_track(int step_seconds, int rate = 44'100) {
  const std::string seconds = std::to_string(step_seconds);
  return R"({
  "global_settings": {"sample_rate": )" +
         std::to_string(rate) + R"(, "crossfade_duration": 1.0},
  "steps": [
    {"duration": )" +
         seconds + R"(, "voices": [
      {"synth_function_name": "binaural_beat",
       "params": {"baseFreq": 200, "beatFreq": 6, "ampL": 0.7, "ampR": 0.7}},
      {"synth_function_name": "monaural_beat_stereo_amps",
       "params": {"baseFreq": 121, "beatFreq": 4}}]},
    {"duration": )" +
         seconds + R"(, "voices": [
      {"synth_function_name": "binaural_beat", "is_transition": true,
       "params": {"startBaseFreq": 180, "endBaseFreq": 160, "startBeatFreq": 10, "endBeatFreq": 4}}]}
  ]
}
)";
}

}  // namespace bbplay::test
