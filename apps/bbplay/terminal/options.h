// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/sinks/file/file_format.h"

#include "terminal/clock.h"

namespace bbplay::app {

enum class Mode {
  play,
  render,
  check,
  info,
  timeline,
  spectrogram,
  list_devices,
  list_voices,
  describe,
  save_track,
  schema,
  new_track,
  serve
};

/// What is heard of a track.
struct PartOptions {
  std::optional<double> start_s, end_s, duration_s;
  std::int64_t repeats = 1;  // 0: for ever
  double fade_in_s = 0, fade_out_s = 0;
  double gain_db = 0;
};

/// How its samples are made.
struct EngineOptions {
  int rate = 0;                    // Hz; 0: the track's
  std::optional<double> level;     // absent: a session's own, else 0.25
  std::optional<double> loudness;  // LUFS, in place of the level
  bool normalize = true;
  unsigned jobs = 0;
  std::uint64_t seed = 1;
  Fidelity fidelity = Fidelity::reference;
  unsigned block_frames = 0;
};

struct DeviceOptions {
  std::string device;            // name or index; empty: the default one
  double latency_ms = 0;         // 0: the device's
  std::optional<double> wait_s;  // for a device that is not there, or no longer
};

/// When to play, by the clock.
struct ScheduleOptions {
  std::optional<ClockTime> at, until;
};

struct RenderOptions {
  std::string output;
  std::string format;
  std::optional<Encoding> encoding;
  bool dither = false;
  std::optional<double> quality;
  bool force = false;
  bool skip_existing = false;
  bool keep_partial = false;
  std::string stems;  // a folder for them
};

/// What a rendered file says about itself.
struct TagOptions {
  std::optional<std::string> title, comment;  // in place of what the track tells
  std::string date;
  bool none = false;
  bool cue_sheet = false;  // beside the file
};

struct PictureOptions {
  std::string timeline, spectrogram;  // outputs
};

/// Who may steer the player from elsewhere, and where.
struct ServiceOptions {
  std::string place;    // "[ADDRESS:]PORT", "unix:PATH" or "fd"
  std::string library;  // folder of tracks
  std::string token_file;
  std::vector<std::string> names;  // of the machine, besides its own
  bool renders = false;            // for those who ask
};

enum class Progress { automatic, always, never };

struct ConsoleOptions {
  bool quiet = false, verbose = false;
  bool json_status = false;
  Progress progress = Progress::automatic;
  const std::atomic<bool>* stop = nullptr;  // set by whoever wants no more; null: by signals
};

struct Options {
  Mode mode = Mode::play;
  std::vector<std::string> tracks;
  std::string describe;                  // a synth function
  std::string save_track;                // output
  std::optional<std::string> new_track;  // output; "-": standard output
  std::string config;                    // file with further options; it may be missing
  std::vector<std::string> presets;      // where sessions find theirs
  PartOptions part;
  EngineOptions engine;
  DeviceOptions device;
  ScheduleOptions schedule;
  RenderOptions render;
  TagOptions tags;
  PictureOptions pictures;
  ServiceOptions service;
  ConsoleOptions console;
  bool keys = true;         // read the keyboard
  bool media_keys = true;   // obey those of the desktop
  bool stays_awake = true;  // while something plays
  bool cache = true;        // of plans
  bool exact = false;       // nothing is played by an estimate
  bool json = false;
  bool strict = false;
  bool stats = false;
  bool loudness = false;  // tell it
};

/// Reads the command line and the configuration file.
///
/// returns  the exit code when there is nothing more to do: help or version are on stdout
/// throws   UsageError; InputError for a configuration file that cannot be read
std::optional<int> parse_options(int argc, const char* const* argv, Options& options);

/// Whether `--status json` stands on the command line. For those to whom the rest of it is wrong.
bool asks_for_events(int argc, const char* const* argv);

}  // namespace bbplay::app
