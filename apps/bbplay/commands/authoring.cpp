// SPDX-License-Identifier: MIT
#include "commands/authoring.h"

#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "bbplay/model/words.h"
#include "bbplay/reference/describe.h"
#include "bbplay/sinks/file/file_format.h"

#include "session/outputs.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

/// One of each thing that most tracks have: a step that stands, one that moves, one with two
/// voices, noise under them all. JSON knows no comments, so the descriptions say what is what.
constexpr std::string_view kNewTrack = R"({
  "global": {
    "sample_rate": 44100,
    "crossfade_duration": 4,
    "crossfade_curve": "equal_power"
  },
  "progression": [
    {
      "description": "Arrive: everything stands still for a minute",
      "duration": 60,
      "voices": [
        {
          "description": "200 Hz, and 10 Hz between the ears",
          "synth_function_name": "binaural_beat",
          "params": {"baseFreq": 200, "beatFreq": 10, "ampL": 0.5, "ampR": 0.5}
        }
      ]
    },
    {
      "description": "Go down: what has a start and an end moves from the one to the other",
      "duration": 120,
      "voices": [
        {
          "description": "from 200 to 160 Hz, the beat from 10 to 6 Hz",
          "synth_function_name": "binaural_beat",
          "is_transition": true,
          "params": {
            "startBaseFreq": 200, "endBaseFreq": 160,
            "startBeatFreq": 10, "endBeatFreq": 6,
            "startAmpL": 0.5, "endAmpL": 0.5,
            "startAmpR": 0.5, "endAmpR": 0.5
          }
        }
      ]
    },
    {
      "description": "Rest: two voices at once",
      "duration": 60,
      "voices": [
        {
          "description": "where the step before has ended",
          "synth_function_name": "binaural_beat",
          "params": {"baseFreq": 160, "beatFreq": 6, "ampL": 0.5, "ampR": 0.5}
        },
        {
          "description": "a soft pulse for both ears",
          "synth_function_name": "isochronic_tone",
          "params": {"baseFreq": 320, "beatFreq": 6, "ampL": 0.1, "ampR": 0.1}
        }
      ]
    }
  ],
  "background_noise": {
    "params": {"noise_parameters": {"name": "pink"}},
    "gain": 0.1,
    "fade_in": 5,
    "fade_out": 10
  },
  "overlay_clips": []
}
)";

/// `name`, as a track where it does not say what it is.
std::filesystem::path file_for(const std::string& name) {
  std::filesystem::path file(name);
  const std::string last = file.filename().string();
  if (last.empty() || last == "." || last == "..") {
    throw UsageError("--new " + name + ": expected a file, not a folder");
  }
  const std::string extension = model::lowered(file.extension().string());
  if (extension.empty()) file += ".json";
  const bool is_other = !extension.empty() && container_named(extension.substr(1));
  for (const std::string_view other : {".session", ".voice", ".voices", ".noise"}) {
    if (!is_other && extension != other) continue;
    throw UsageError("--new " + name + ": a track is written, whose name ends in .json");
  }
  return file;
}

/// `text` as one word of a shell's command line.
std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+,:@%-";
  if (text.find_first_not_of(kPlain) == text.npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + '\'';
}

}  // namespace

int print_schema() {
  std::cout << track_schema();
  return kDone;
}

int new_track(const Options& options, Console& console) {
  const std::string& name = *options.new_track;
  if (name == "-") {
    std::cout << kNewTrack;
    console.note("to keep and play it: bbplay --new night && bbplay night.json");
    return kDone;
  }
  const std::filesystem::path file = file_for(name);
  write_file(file, kNewTrack, options.render.force);
  console.wrote({}, file);
  console.note("wrote " + file.string() + "; play it: bbplay " + shell_word(file.string()));
  return kDone;
}

}  // namespace bbplay::app
