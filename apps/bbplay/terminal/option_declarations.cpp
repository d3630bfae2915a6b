// SPDX-License-Identifier: MIT
// Every option of the program: its names, its values, its meaning, and where it goes.
#include <cstdlib>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bbplay/engine_info.h"

#include "terminal/command_line.h"
#include "terminal/option_group.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr std::int64_t kMaxRepeats = 1'000'000;

/// What `--level` asks for: one of the two.
struct LevelTarget {
  std::optional<double> peak, loudness;
};

/// An integer in [low, high].
auto integer_in(std::int64_t low, std::int64_t high) {
  return [=](const std::string& text) -> std::optional<std::int64_t> {
    const auto number = parse_integer(text);
    return number && *number >= low && *number <= high ? number : std::nullopt;
  };
}

auto number_in(double low, double high) {
  return [=](const std::string& text) -> std::optional<double> {
    const auto number = parse_number(text);
    return number && *number >= low && *number <= high ? number : std::nullopt;
  };
}

std::vector<std::string> texts_of(const std::vector<std::string_view>& names) {
  return {names.begin(), names.end()};
}

std::optional<std::string> format_named(const std::string& text) {
  return container_named(text) ? std::optional(text) : std::nullopt;
}

constexpr const char* kClock = "a time of day (07:00) or a moment (2026-11-23T07:00)";
constexpr const char* kTime = "a time up to 1000000000 s (90, 90.5, 1:30 or 1:02:03.25)";
constexpr const char* kGain = "a gain from -120 to 120 dB";

void add_playback(CLI::App& app, Options& options) {
  Group group(app, "Playback");
  PartOptions& part = options.part;
  EngineOptions& engine = options.engine;

  group.name("-d,--device", options.device.device, "NAME|INDEX",
             "output device: index, or part of its name in any case");
  group.flag(
      "--list-devices", [&] { options.mode = Mode::list_devices; },
      "list the output devices (--json: for machines)");
  group.value("--latency", "MS", "a number of milliseconds up to 60000",
              "output latency (default: the device's high, >= 200)", number_in(0, 60'000),
              [&](double ms) { options.device.latency_ms = ms; });
  group.value("--block-size", "N", "a number of frames up to 1048576",
              "frames per block; never changes a sample", integer_in(0, 1 << 20),
              [&](std::int64_t n) { engine.block_frames = static_cast<unsigned>(n); });
  group.value("--rate", "HZ", "a rate from 1000 to 768000 Hz", "engine rate instead of the track's",
              integer_in(1'000, 768'000),
              [&](std::int64_t hz) { engine.rate = static_cast<int>(hz); });
  group.value("--start", "TIME", kTime, "start there", parse_time,
              [&](double s) { part.start_s = s; });
  group.value("--end", "TIME", kTime, "end there", parse_time, [&](double s) { part.end_s = s; });
  group.value("--duration", "TIME", kTime, "only so much; how long a preset plays", parse_time,
              [&](double s) { part.duration_s = s; });
  const auto repeats = [](const std::string& text) -> std::optional<std::int64_t> {
    if (text == kForEver || text == "true") return 0;
    const auto number = parse_integer(text);
    return number && *number > 0 && *number <= kMaxRepeats ? number : std::nullopt;
  };
  group.value("--loop", "[N]", "a number of times up to 1000000",
              "play it N times in all, or for ever", repeats,
              [&](std::int64_t n) { part.repeats = n; });
  group.value("--fade-in", "TIME", kTime, "fade in at the start of what is played", parse_time,
              [&](double s) { part.fade_in_s = s; });
  group.value("--fade-out", "TIME", kTime, "fade out at its end, and when stopped", parse_time,
              [&](double s) { part.fade_out_s = s; });
  group.value("--gain", "DB", kGain, "master gain after normalisation", parse_gain,
              [&](double db) { part.gain_db = db; });
  group.value("--wait-device", "TIME", kTime,
              "keep trying to open the device, also a lost one (30)", parse_time,
              [&](double s) { options.device.wait_s = s; });
  group.value("--at", "CLOCK", kClock, "wait for that time of day (07:00), or that moment",
              parse_clock, [&](const ClockTime& clock) { options.schedule.at = clock; });
  group.value("--until", "CLOCK", kClock, "be silent by that time, after the fade-out", parse_clock,
              [&](const ClockTime& clock) { options.schedule.until = clock; });
  group.flag(
      "--no-keys", [&] { options.keys = false; }, "do not read the keyboard");
  group.flag(
      "--no-media-keys", [&] { options.media_keys = false; },
      "do not obey media keys and headsets (MPRIS)");
  group.flag(
      "--allow-sleep", [&] { options.stays_awake = false; },
      "let the machine sleep and shut down while it plays");
}

void add_rendering(CLI::App& app, Options& options) {
  Group group(app, "Rendering");
  RenderOptions& render = options.render;
  EngineOptions& engine = options.engine;

  group
      .name("-o,--render", render.output, "OUT",
            "file, folder/, or \"-\"; {name} is the track's name")
      ->each([&](const std::string&) { options.mode = Mode::render; });
  group.value(
      "--format", one_of(container_names()), "a format (" + one_of(container_names()) + ")",
      "container, instead of by extension", format_named,
      [&](const std::string& format) { render.format = format; }, texts_of(container_spellings()));
  group.value(
      "--encoding", one_of(encoding_names()), "an encoding (" + one_of(encoding_names()) + ")",
      "samples (pcm16)", encoding_named, [&](Encoding encoding) { render.encoding = encoding; },
      texts_of(encoding_names()));
  group.value("--quality", "0..1", "a number from 0 to 1", "of ogg, opus and mp3", number_in(0, 1),
              [&](double quality) { render.quality = quality; });
  group.choice<bool>("--dither", {{"none", false}, {"tpdf", true}}, render.dither,
                     "dither of integer encodings (default none)");
  const auto peak_or_loudness = [](const std::string& text) -> std::optional<LevelTarget> {
    if (const auto loudness = parse_loudness(text)) return LevelTarget{{}, loudness};
    if (const auto level = parse_level(text)) return LevelTarget{*level, {}};
    return std::nullopt;
  };
  group.value("--level", "LEVEL",
              "a peak from 0 to 1 or up to 0dB (-23dB), or a loudness (-23LUFS)",
              "peak (0.25, or a session's own; -12dB), or -23LUFS", peak_or_loudness,
              [&](const LevelTarget& target) {
                engine.level = target.peak;
                engine.loudness = target.loudness;
              });
  group.flag(
      "--no-normalize", [&] { engine.normalize = false; }, "leave the mix as summed");
  group.value("-j,--jobs", "N", "a number of threads up to 1024",
              "worker threads (all cores); never changes a sample", integer_in(1, 1'024),
              [&](std::int64_t n) { engine.jobs = static_cast<unsigned>(n); });
  group.flag(
      "--no-cache", [&] { options.cache = false; },
      "neither read nor write cached plans of tracks");
  group.flag(
      "--exact", [&] { options.exact = true; },
      "wait for exact levels, begin with no estimated ones");
  group.name("--stems", render.stems, "DIR", "also write each voice, noise and clips to files");
  group.flag("--force", render.force, "replace an existing output");
  group.flag("--skip-existing", render.skip_existing,
             "leave outputs that are there, and render the others");
}

void add_tags(CLI::App& app, Options& options) {
  Group group(app, "Rendering");
  TagOptions& tags = options.tags;
  group.flag("--keep-partial", options.render.keep_partial,
             "keep what is complete when a render is stopped");
  group.text_to("--title", tags.title, "title in the file (default: the track's name)");
  group.text_to("--comment", tags.comment, "comment in the file (default: how it was made)");
  group.value("--date", "DATE", "a date such as 2026-11-29, 2026-11 or 2026",
              "date in the file (default: $SOURCE_DATE_EPOCH)", parse_date,
              [&](std::string date) { tags.date = std::move(date); });
  group.flag("--no-tags", tags.none, "neither texts nor markers of the steps in the file");
  group.flag("--cue-sheet", tags.cue_sheet, "also write the steps to OUT.cue");
}

void add_inspection(CLI::App& app, Options& options) {
  Group group(app, "Inspection");
  group.flag(
      "--check", [&] { options.mode = Mode::check; },
      "validate the tracks and plan them, without sound");
  group.flag(
      "--info", [&] { options.mode = Mode::info; }, "summary of the tracks");
  group
      .name("--timeline", options.pictures.timeline, "OUT.svg",
            "draw steps, beats, carriers, levels, noise and clips")
      ->each([&](const std::string&) { options.mode = Mode::timeline; });
  group
      .name("--spectrogram", options.pictures.spectrogram, "OUT.png",
            "draw the spectrum over time of what is rendered")
      ->each([&](const std::string&) {
        if (options.mode == Mode::play) options.mode = Mode::spectrogram;
      });
  group.flag(
      "--list-voices", [&] { options.mode = Mode::list_voices; }, "all synth functions");
  group.name("--describe", options.describe, "VOICE", "the parameters of a synth function")
      ->each([&](const std::string&) { options.mode = Mode::describe; });
  group
      .name("--save-track", options.save_track, "OUT.json",
            "write what a session or preset becomes (\"-\": stdout)")
      ->each([&](const std::string&) { options.mode = Mode::save_track; });
  group.text_to("--new", options.new_track, "write a track to begin with: NAME.json, or stdout")
      ->type_name("[NAME]")
      ->check(why_no_name)
      ->each([&](const std::string&) { options.mode = Mode::new_track; });
  group.flag(
      "--schema", [&] { options.mode = Mode::schema; }, "the JSON Schema of tracks");
  group.flag("--json", options.json, "for machines: --check, --info, lists, --describe");
}

void add_service(CLI::App& app, Options& options) {
  Group group(app, "Service");
  ServiceOptions& service = options.service;
  group.name("--serve", service.place, "PORT", "let browsers play: [ADDRESS:]PORT, unix:PATH, fd")
      ->each([&](const std::string&) { options.mode = Mode::serve; });
  group.name("--library", service.library, "DIR", "the folder of tracks that they see");
  group.name("--token-file", service.token_file, "FILE", "what they have to know (BBPLAY_TOKEN)");
  group.texts("--serve-name", service.names, "NAME", "a further name of this machine");
  group.flag("--allow-render", service.renders, "let them fetch what --render writes, too");
}

void add_general(CLI::App& app, Options& options) {
  Group group(app, "General");
  ConsoleOptions& console = options.console;
  group.flag("-q,--quiet", console.quiet, "errors only");
  group.flag("-v,--verbose", console.verbose, "tell more, and let the audio libraries speak");
  group.choice<Progress>(
      "--progress",
      {{"auto", Progress::automatic}, {"always", Progress::always}, {"never", Progress::never}},
      console.progress, "status line (auto: on a terminal)");
  group.choice<bool>("--status", {{"text", false}, {"json", true}}, console.json_status,
                     "json: an object per line, regularly and at events");
  group.flag("--loudness", options.loudness, "loudness, its range and true peak (EBU R 128)");
  group.flag("--stats", options.stats, "numbers about the run, at its end");
  group
      .texts("--presets", options.presets, "PATH",
             "folder, catalogue or preset for sessions; repeatable")
      ->check(why_no_name);
  group.flag("--strict", options.strict, "warnings are errors");
  group.value("--seed", "N", "a whole number from 0 to 9223372036854775807",
              "of everything random (default 1)", integer_in(0, INT64_MAX),
              [&](std::int64_t n) { options.engine.seed = static_cast<std::uint64_t>(n); });
  group.choice<Fidelity>(
      "--fidelity", {{"reference", Fidelity::reference}, {"corrected", Fidelity::corrected}},
      options.engine.fidelity, "sound like the reference, or repair its defects");
}

std::string default_config() {
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  if (folder != nullptr && *folder != '\0') return std::string(folder) + "/bbplay/config.toml";
  const char* home = std::getenv("HOME");
  return home != nullptr ? std::string(home) + "/.config/bbplay/config.toml" : std::string();
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  app.add_option(
      "TRACK", options.tracks,
      "track files (.json), sessions, or .voice/.voices/.noise presets; \"-\" for standard "
      "input");
  add_playback(app, options);
  add_rendering(app, options);
  add_tags(app, options);
  add_inspection(app, options);
  add_service(app, options);
  add_general(app, options);
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.set_config("--config", default_config(), "options from a file (TOML or INI)")
      ->type_name("FILE")
      ->check(why_no_name)
      ->group("General");
  app.set_version_flag("--version", "bbplay " + std::string(engine_version()), "version")
      ->group("General");
  app.set_help_flag("-h,--help", "all options; -h: the most used ones, with examples")
      ->group("General");
}

}  // namespace bbplay::app
