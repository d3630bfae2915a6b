// SPDX-License-Identifier: MIT
#include "support/broken_tracks.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

/// Stands before the value that a finding has to point at; it is not written to the file.
constexpr std::string_view kHere = "^^";

SourcePosition position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t last_break = before.rfind('\n');
  return {lines + 1, last_break == before.npos ? offset + 1 : offset - last_break};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// A JSON text of megabytes; made when it is written, not when the list is.
using Maker = std::function<std::string()>;

class List {
 public:
  /// The track as text, with "^^" before the value that is wrong.
  void add(std::string name, std::string text, std::string message, int exit_code = 65,
           std::string file_name = "track.json") {
    SourcePosition place;
    if (const std::size_t here = text.find(kHere); here != text.npos) {
      text.erase(here, kHere.size());
      place = position_of(text, here);
    }
    tracks_.push_back({std::move(name), std::move(file_name), exit_code, std::move(message), place,
                       [text](const std::filesystem::path& file) { put_bytes(file, text); }});
  }

  void add_large(std::string name, Maker text, std::string message, SourcePosition place) {
    tracks_.push_back({std::move(name), "track.json", 65, std::move(message), place,
                       [text](const std::filesystem::path& file) { put_bytes(file, text()); }});
  }

  void add_file(std::string name, std::string file_name, std::string message,
                std::function<void(const std::filesystem::path&)> write) {
    tracks_.push_back(
        {std::move(name), std::move(file_name), 66, std::move(message), {}, std::move(write)});
  }

  void add(BrokenTrack track) { tracks_.push_back(std::move(track)); }

  std::vector<BrokenTrack> take() { return std::move(tracks_); }

 private:
  std::vector<BrokenTrack> tracks_;
};

std::string track_with(std::string_view members) {
  std::string out =
      "{\n"
      "  \"global_settings\": {\"sample_rate\": 8000},\n"
      "  \"steps\": [{\"duration\": 1, \"voices\": [{\"synth_function_name\": "
      "\"binaural_beat\"}]}],\n  ";
  out += members;
  return out + "\n}\n";
}

/// Behind everything else, so that a step without voices is no track in which nothing sounds.
constexpr std::string_view kNoise =
    ",\n \"background_noise\": {\"params\": {\"noise_type\": \"pink\"}}";

std::string settings(std::string_view members) {
  std::string out = "{\"global_settings\": {";
  out += members;
  return out + "},\n \"steps\": [{\"duration\": 1}]" + std::string(kNoise) + "}\n";
}

std::string step(std::string_view members) {
  std::string out = "{\"global_settings\": {},\n \"steps\": [\n  {";
  out += members;
  return out + "}\n ]" + std::string(kNoise) + "\n}\n";
}

std::string voice(std::string_view members) {
  std::string out = "\"duration\": 1, \"voices\": [\n   {";
  out += members;
  return step(out + "}]");
}

std::string binaural(std::string_view members) {
  std::string out = "\"synth_function_name\": \"binaural_beat\", ";
  out += members;
  return voice(out);
}

std::string transition(std::string_view params) {
  std::string out =
      "\"synth_function_name\": \"binaural_beat\", \"is_transition\": true,\n    \"params\": {";
  out += params;
  return voice(out + "}");
}

std::string clip(std::string_view members) {
  std::string out = "\"clips\": [{";
  out += members;
  return track_with(out + "}]");
}

void add_broken_json(List& list) {
  list.add("empty file", "^^", "the file is empty");
  list.add("plain text", "^^hello", "not a JSON text: it begins with \"hello\"");
  list.add("truncated", "{\"steps\": [{\"duration\": 1^^, ", "the file ends here, cut off");
  list.add("truncated inside a text", "{\"steps\": [{\"description\": ^^\"Rela",
           "this text is not closed; the file ends in it");
  list.add("trailing comma", "{\"steps\": [1^^,]}", "a comma after the last element");
  list.add("comment", "{^^// my track\n \"steps\": []}", "a comment (//)");
  list.add("single quotes", "{^^'steps': []}", "single quotes");
  list.add("text after the end", "{\"steps\": []}\n^^{}", "a second value");
  list.add("zero byte after the end", std::string("{\"steps\": []}^^") + '\0' + "junk",
           "a zero byte");
  list.add("not a number", "{\"steps\": [{\"duration\": ^^NaN}]}", "NaN is no number of JSON");
  list.add("infinity", "{\"steps\": [{\"duration\": ^^Infinity}]}",
           "Infinity is no number of JSON");
  list.add("negative infinity", "{\"steps\": [{\"duration\": ^^-Infinity}]}",
           "-Infinity is no number of JSON");
  list.add("larger than a double", "{\"steps\": [{\"duration\": ^^1e999}]}", "range of a double");
  list.add("bad UTF-8", "{\"steps\": [{\"description\": \"^^\xC3(\"}]}", "is not UTF-8");
  list.add("half a surrogate pair", "{\"steps\": [{\"description\": \"^^\\ud800\"}]}", "surrogate");
  list.add("UTF-16 with mark", std::string("^^\xFF\xFE{\0}\0", 8), "UTF-16");
  list.add("UTF-16 without mark", std::string("^^\0{\0}", 6), "UTF-16");
  list.add("too deep", "{\"steps\": " + repeated("[", 63) + "^^[" + repeated("]", 64) + "}",
           "nested more than 64 levels");
}

void add_hostile_sizes(List& list) {
  list.add_large("too many overlaps",
                 [] {
                   // 100 steps at once are 4950 overlaps.
                   std::string steps;
                   for (int second = 0; second < 41; ++second) {
                     steps += repeated(
                         "{\"duration\": 0.5, \"start\": " + std::to_string(second) + "},\n", 100);
                   }
                   return "{\"steps\": [\n" + steps + "{\"duration\": 1}]}";
                 },
                 "overlap with others more than 200000 times", {4065, 1});
  list.add_large("200,000 open brackets", [] { return std::string(200'000, '['); },
                 "nested more than 64", {1, 65});
  list.add_large("20 MB of junk",
                 [] {
                   std::string junk(20'000'000, ' ');
                   std::uint32_t state = 1;
                   for (char& c : junk) {
                     state = state * 1664525u + 1013904223u;
                     c = static_cast<char>('!' + (state >> 16) % 90);
                   }
                   return junk;
                 },
                 "1q1 is not a number", {1, 1});
  list.add_large("a million numbers", [] { return "[" + repeated("0,", 1'000'000) + "0]"; },
                 "more than 1000000 values", {1, 2'000'000});
  list.add_large("20 MB of numbers", [] { return "[" + repeated("0,", 10'000'000) + "0]"; },
                 "more than 42 MiB with 40 bytes for each of its values", {1, 1'202'010});
  list.add_large("20 MB in one text",
                 [] { return "{\"steps\": \"" + std::string(20'000'000, 'x') + "\"}"; },
                 "a text of more than 1 MiB", {1, 11});
  list.add_large("a megabyte in one text",
                 [] { return "{\"steps\": \"" + std::string(1'000'000, 'x') + "\"}"; },
                 "expected a list", {1, 11});
  list.add_large("20 MB of blanks", [] { return std::string(20'000'000, ' ') + "{}"; }, "no steps",
                 {1, 20'000'001});
  list.add_large("20 MB of line breaks", [] { return std::string(20'000'000, '\n') + "{}"; },
                 "no steps", {20'000'001, 1});
  list.add_large("30 MB", [] { return "{\"steps\": [" + repeated("{},\n", 7'500'000) + "{}]}"; },
                 "larger than 24 MiB", {1, 1});
  list.add_large(
      "a number of a million digits",
      [] { return "{\"steps\": [{\"duration\": 1" + std::string(1'000'000, '0') + "}]}"; },
      "range of a double", {1, 25});
  list.add_large("300,000 steps",
                 [] { return "{\"steps\":\n[" + repeated("{\"duration\":1},", 300'000) + "{}]}"; },
                 "300001 steps; at most 20000", {2, 1});
  list.add_large("25,000 voices",
                 [] {
                   const std::string voices =
                       repeated("{\"synth_function_name\":\"binaural_beat\"},", 199) +
                       "{\"synth_function_name\":\"binaural_beat\"}";
                   return "{\"steps\":\n[" +
                          repeated("{\"duration\":1,\"voices\":[" + voices + "]},\n", 125) + "{}]}";
                 },
                 "more than 20000 voices", {102, 25});
  list.add_large("200,000 unknown parameters",
                 [] {
                   std::string out =
                       "{\"steps\":\n[{\"duration\":-1,\"voices\":[{\"synth_function_name\":"
                       "\"binaural_beat\",\"params\":{\"x\":0";
                   for (int i = 0; i < 200'000; ++i) out += ",\"p" + std::to_string(i) + "\":0";
                   return out + "}}]}]}";
                 },
                 "cannot last -1 s", {2, 14});
}

void add_wrong_structure(List& list) {
  list.add("a number for a track", "^^7", "expected a track (an object), found 7");
  list.add("a list without voices", "^^[1, 2]", "no voice to play");
  list.add("an empty object", " ^^{}", "no steps: neither \"progression\" nor \"steps\"");
  list.add("no steps", "^^{\"global_settings\": {}, \"steps\": []}", "nothing in it can sound");
  list.add("only steps of 0 s", "^^{\"steps\": [{\"duration\": 0}, {\"duration\": 0}]}",
           "nothing in it can sound");
  list.add("steps are no list", "{\"steps\": ^^{\"duration\": 1}}", "expected a list");
  list.add("settings are no object", "{\"steps\": [{\"duration\": 1}], \"global_settings\": ^^[1]}",
           "expected an object, found a list");
  list.add("a step is a number", "{\"steps\": [{\"duration\": 1}, ^^2]}", "expected a step");
  list.add("a voice is a text", step("\"duration\": 1, \"voices\": [^^\"binaural_beat\"]"),
           "expected a voice (an object), found \"binaural_beat\"");
  list.add("voices are no list", step("\"duration\": 1, \"voices\": ^^{}"), "expected a list");
  list.add("params are no object", binaural("\"params\": ^^[200, 4]"),
           "expected an object, found a list");
  list.add("clips are no list", track_with("\"clips\": ^^true"), "expected a list, found true");
  list.add("noise is no object", track_with("\"background_noise\": ^^\"pink.noise\""),
           "expected an object");
  list.add("an empty preset", "^^[]", "no voice to play", 65, "empty.voices");
  list.add("a preset that is a number", "^^3", "no voice to play", 65, "three.voice");
}

void add_wrong_values(List& list) {
  list.add("sample rate 0", settings("\"sample_rate\": ^^0"), "0 Hz is no usable sample rate");
  list.add("negative sample rate", settings("\"sample_rate\": ^^-44100"), "no usable sample rate");
  list.add("huge sample rate", settings("\"sample_rate\": ^^1e300"), "no usable sample rate");
  list.add("sample rate in words", settings("\"sample_rate\": ^^\"fast\""),
           "expected a number (Hz), found \"fast\"");
  list.add("crossfade in words", settings("\"crossfade_duration\": ^^\"3 s\""),
           "expected a number (s), found \"3 s\"");
  list.add("negative duration", step("\"duration\": ^^-60"), "a step cannot last -60 s");
  list.add("duration of 1e308", step("\"duration\": ^^1e308"), "at most 7 days");
  list.add("duration of \"1e999\"", step("\"duration\": ^^\"1e999\""), "expected a number (s)");
  list.add("duration of \"NaN\"", step("\"duration\": ^^\"NaN\""), "expected a number (s)");
  list.add("duration in words", step("\"duration\": ^^\"an hour\""), "expected a number (s)");
  list.add("duration is an object", step("\"duration\": ^^{\"minutes\": 5}"),
           "expected a number (s), found an object");
  list.add("the last of two durations is wrong", step("\"duration\": 5,\n   \"duration\": ^^-5"),
           "a step cannot last -5 s");
  list.add("starts after a year", step("\"duration\": 1, \"start\": ^^3e7"), "at most 7 days");
  list.add("volume is a list", step("\"duration\": 1, \"binaural_volume\": ^^[]"),
           "expected a number, found a list");
  list.add("longer than 7 days in all",
           "{\"steps\": [" + repeated("{\"duration\": 86400},\n", 7) + "^^{\"duration\": 1}]}",
           "longer than 7 days");
  list.add("101 steps at once",
           "{\"steps\": [" + repeated("{\"duration\": 9, \"start\": 0},", 100) +
               "^^{\"duration\": 9, \"start\": 8.5}]}",
           "more than 100 steps would sound at the same time");
  list.add(
      "too many notches in one voice",
      "{\"steps\": [{\"duration\": 1, \"voices\": [^^" +
          repeated("{\"synth_function_name\": \"noise_swept_notch\", \"params\": {\"sweeps\": [" +
                       repeated("{\"cascade\": 500},", 59) + "{\"cascade\": 500}]}},",
                   1) +
          "{\"synth_function_name\": \"noise_swept_notch\", \"params\": {\"sweeps\": [" +
          repeated("{\"cascade\": 500},", 59) + "{\"cascade\": 500}]}}]}]}",
      "60000 notches in the noises of one step; at most 4000, which keep one processor core busy");
  list.add(
      "too many notches of several voices",
      "{\"steps\": [^^{\"duration\": 1, \"voices\": [" +
          repeated("{\"synth_function_name\": \"noise_swept_notch\", \"params\": {\"sweeps\": "
                   "[{\"cascade\": 500}]}},",
                   8) +
          "{\"synth_function_name\": \"noise_swept_notch\"}]}]}",
      "4010 notches in the noises of one step; at most 4000, which keep one processor core busy");
  list.add("5000 voices in a step",
           step("\"duration\": 1, \"voices\": ^^[" +
                repeated("{\"synth_function_name\": \"binaural_beat\"},", 4'999) +
                "{\"synth_function_name\": \"binaural_beat\"}]"),
           "5000 voices in one step; at most 4096");

  list.add("unknown synth function", voice("\"synth_function_name\": ^^\"binaural_beet\""),
           "unknown synth function \"binaural_beet\"; did you mean \"binaural_beat\"?");
  list.add("no synth function", step("\"duration\": 1, \"voices\": [^^{\"params\": {}}]"),
           "no synth_function_name");
  list.add("synth function is a number", voice("\"synth_function_name\": ^^12"),
           "expected the name of a synth function, found 12");
  list.add("parameter in words", binaural("\"params\": {\"baseFreq\": ^^\"high\"}"),
           "expected a number (Hz), found \"high\"");
  list.add("huge parameter in words", binaural("\"params\": {\"baseFreq\": ^^\"9e99999\"}"),
           "expected a number (Hz)");
  list.add("transition time in words", transition("\"transition_duration\": ^^\"slow\""),
           "expected a number (s), found \"slow\"");
  list.add("curve is a number", transition("\"transition_curve\": ^^2"), "expected the name");
  list.add(
      "envelope time in words",
      binaural("\"volume_envelope\": {\"type\": \"adsr\", \"params\": {\"attack\": ^^\"1s\"}}"),
      "expected a number (s)");
  list.add("voice id is an object", binaural("\"voice_id\": ^^{\"n\": 1}"), "expected text");
}

void add_missing_files(List& list) {
  const auto nothing = [](const std::filesystem::path&) {};
  list.add_file("missing track", "nowhere.json", "No such file or directory", nothing);
  list.add_file("track is a folder", "folder.json", "Is a directory",
                [](const std::filesystem::path& file) { std::filesystem::create_directory(file); });
  list.add("missing clip", clip("\"path\": ^^\"nowhere.wav\""), "No such file or directory", 66);
  list.add("clip is a folder", clip("\"path\": ^^\".\""), "Is a directory", 66);
  list.add("clip is a device", clip("\"path\": ^^\"/dev/zero\""), "not a regular file", 66);
  list.add("clip path is a number", clip("\"path\": ^^5"), "expected a path, found 5");
  list.add("clip path with a zero byte", clip("\"path\": ^^\"a\\u0000.wav\""), "a zero byte");
  list.add("clip path with single backslashes", clip("\"path\": ^^\"C:\\new\\tone.wav\""),
           "a path with a line break or tab in it; write its backslashes twice, or as \"/\"");
  list.add("clip in bad base64", clip("\"path\": ^^\"data:audio/wav;base64,UklG!\""),
           "not a base64 text");
  list.add("clip in no base64", clip("\"path\": ^^\"data:audio/wav,RIFF\""), "has to be base64");
  list.add("clip start of 1e300", clip("\"path\": \"\", \"start\": ^^1e300"), "at most 7 days");
  list.add("missing noise file", track_with("\"noise\": {\"file_path\": ^^\"nowhere.noise\"}"),
           "No such file or directory", 66);
  const std::string noise_track = track_with("\"noise\": {\"file_path\": \"storm.noise\"}");
  list.add({"noise file that is no JSON",
            "track.json",
            65,
            "not a JSON text: it begins with \"storm\"",
            {1, 1},
            [noise_track](const std::filesystem::path& file) {
              put_bytes(file, noise_track);
              put_bytes(file.parent_path() / "storm.noise", "storm");
            }});
  list.add("noise level in words", track_with("\"noise\": {\"file\": \"\", \"gain\": ^^\"loud\"}"),
           "expected a number");
  list.add("bad point of the noise level",
           track_with(
               "\"noise\": {\"params\": {\"lfo_freq\": 1},\n   \"amp_envelope\": [[0, 1], ^^[1]]}"),
           "expected a point [time, level], found a list; ignored", 0);

  const std::string text_clip = clip("\"path\": \"words.wav\"");
  list.add({"clip that is no sound file", "track.json", 66, "not a sound file",
            position_of(text_clip, text_clip.find("\"words.wav\"")),
            [text_clip](const std::filesystem::path& file) {
              put_bytes(file, text_clip);
              put_bytes(file.parent_path() / "words.wav", "nothing but words");
            }});
  const std::string track_noise = track_with("\"noise\": {\"file_path\": \"other.json\"}");
  list.add({"noise file that is a track",
            "track.json",
            65,
            "is a track, where a .noise file or a sound file is expected",
            {1, 1},
            [track_noise](const std::filesystem::path& file) {
              put_bytes(file, track_noise);
              put_bytes(file.parent_path() / "other.json", track_noise);
            }});
  const std::string pipe_clip = clip("\"path\": \"pipe.wav\"");
  list.add({"clip is a pipe nobody writes to", "track.json", 66, "not a regular file",
            position_of(pipe_clip, pipe_clip.find("\"pipe.wav\"")),
            [pipe_clip](const std::filesystem::path& file) {
              put_bytes(file, pipe_clip);
              if (mkfifo((file.parent_path() / "pipe.wav").c_str(), 0600) != 0) {
                throw std::runtime_error("cannot make a pipe");
              }
            }});
}

void add_questionable(List& list) {
  list.add("a curve that calls the system",
           transition("\"endBeatFreq\": 8,\n    \"transition_curve\": "
                      "^^\"__import__('os').system('touch /tmp/owned')\""),
           "playing as linear", 0);
  list.add("unknown curve", transition("\"transition_curve\": ^^\"wobbly\""), "playing as linear",
           0);
  list.add("unknown crossfade curve", settings("\"crossfade_curve\": ^^\"cosine\""),
           "unknown crossfade curve \"cosine\", none of linear, equal_power; playing as", 0);
  list.add("crossfade overlap above 1",
           "{\"global\": {\"crossfade_overlap\": ^^1.7},\n \"progression\": [{\"duration\": 1}]" +
               std::string(kNoise) + "}",
           "1.7 is outside [0, 1]; it counts as 1", 0);
  list.add("crossfade overlap in words", settings("\"crossfade_overlap\": ^^\"half\""),
           "playing as 1", 0);
  list.add("duplicate key", step("^^\"duration\": 1, \"duration\": 2"),
           "given again in line 3, where it counts", 0);
  list.add("misspelt parameter", binaural("\"params\": {^^\"basefreq\": 300}"),
           "unknown parameter; did you mean \"baseFreq\"?", 0);
  list.add("misspelt step key", step("\"duration\": 1, ^^\"voces\": []"),
           "unknown key; did you mean \"voices\"?", 0);
  list.add("unknown voice type", binaural("\"voice_type\": ^^\"Noise\""), "unknown voice type", 0);
  list.add("a second alias", step("\"duration\": 1, ^^\"stepDuration\": 2"),
           "has no effect beside \"duration\"", 0);
  list.add("number out of range", binaural("\"params\": {\"baseFreq\": ^^99999}"),
           "99999 Hz is outside [0, 24000] Hz (carrier", 0);
  list.add("unknown curve",
           "{\"global\": {\"crossfade_curve\": ^^\"equal-power\"}, \"progression\": "
           "[{\"duration\": 1}]" +
               std::string(kNoise) + "}",
           "none of linear, equal_power; playing as \"linear\"; did you mean \"equal_power\"?", 0);
  list.add("unknown transition curve",
           binaural("\"is_transition\": true, \"params\": {\"transition_curve\": ^^\"linaer\"}"),
           "unknown curve \"linaer\"; playing as linear; did you mean \"linear\"?", 0);
  list.add("unknown choice", binaural("\"params\": {\"panType\": ^^\"inwards\"}"),
           "unknown value \"inwards\", none of linear, inward, outward; playing as \"linear\"; "
           "did you mean \"inward\"?",
           0);
  list.add("a duration that jumps",
           binaural("\"is_transition\": true, \"params\": {\"duration\": ^^0}"),
           "jump to its end values at once", 0);
  list.add("a transition without the flag",
           step("\"duration\": 1, \"voices\": [{\"synth_function_name\": "
                "^^\"binaural_beat_transition\"}]"),
           "is_transition is not set", 0);
  list.add("a blend that is shorter than the overlap",
           "{\"global\": {\"crossfade_duration\": 0.1}, \"progression\": ["
           "{\"duration\": 2}, ^^{\"start\": 0.5, \"duration\": 2}]" +
               std::string(kNoise) + "}",
           "blends over 0.1 s with a step that goes on for another 1.4 s", 0);
  list.add("false in words", binaural("\"is_transition\": ^^\"false\""), "counts as true", 0);
}

}  // namespace

std::vector<BrokenTrack> broken_tracks() {
  List list;
  add_broken_json(list);
  add_wrong_structure(list);
  add_wrong_values(list);
  add_missing_files(list);
  add_questionable(list);
  add_hostile_sizes(list);
  return list.take();
}

void PrintTo(const BrokenTrack& track, std::ostream* out) { *out << track.name; }

std::filesystem::path write_broken_track(const BrokenTrack& track,
                                         const std::filesystem::path& folder) {
  std::filesystem::path file = folder / track.file_name;
  track.write(file);
  return file;
}

}  // namespace bbplay::test
