// SPDX-License-Identifier: MIT
#include "terminal/option_checks.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "bbplay/model/suggest.h"

#include "terminal/config_reader.h"

namespace bbplay::app {
namespace {

constexpr const char* kModes[] = {"--render",       "--check",       "--info",     "--timeline",
                                  "--list-devices", "--list-voices", "--describe", "--save-track",
                                  "--new",          "--schema",      "--serve"};

bool needs_tracks(Mode mode) {
  switch (mode) {
    case Mode::list_devices:
    case Mode::list_voices:
    case Mode::describe:
    case Mode::schema:
    case Mode::new_track:
    case Mode::serve:
      return false;
    default:
      return true;
  }
}

/// Modes whose results go to standard output and have a form for machines.
bool has_json(Mode mode) {
  return mode == Mode::check || mode == Mode::info ||
         (!needs_tracks(mode) && mode != Mode::new_track && mode != Mode::serve);
}

/// A name or an address, with or without a port.
bool is_host(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

/// What other programs call an option.
struct OtherName {
  std::string_view name, meant;
};
constexpr OtherName kOtherNames[] = {
    {"--output", "--render"},      {"--out", "--render"},
    {"--export", "--render"},      {"--threads", "--jobs"},
    {"--workers", "--jobs"},       {"--volume", "--gain"},
    {"--repeat", "--loop"},        {"--bitdepth", "--encoding"},
    {"--bit-depth", "--encoding"}, {"--bits", "--encoding"},
    {"--validate", "--check"},     {"--lint", "--check"},
    {"--dry-run", "--check"},      {"--lufs", "--level"},
    {"--overwrite", "--force"},    {"--no-clobber", "--skip-existing"},
    {"--samplerate", "--rate"},    {"--sample-rate", "--rate"},
    {"--silent", "--quiet"},       {"--length", "--duration"}};

}  // namespace

void check_modes(const CLI::App& app, const Options& options) {
  std::string given;
  for (const char* name : kModes) {
    if (app.count(name) == 0) continue;
    if (!given.empty()) throw CLI::ExcludesError(given, name);
    given = name;
  }
  if (options.engine.loudness && !options.engine.normalize) {
    throw CLI::ExcludesError("--level -23LUFS", "--no-normalize");
  }
  if (!options.pictures.spectrogram.empty() && options.mode != Mode::spectrogram &&
      options.mode != Mode::render) {
    throw CLI::ExcludesError("--spectrogram", "the other modes but --render");
  }
  if (!options.render.stems.empty() && options.mode != Mode::render) {
    throw CLI::RequiresError("--stems", "--render");
  }
  if (options.render.skip_existing && options.mode != Mode::render) {
    throw CLI::RequiresError("--skip-existing", "--render");
  }
  if (options.render.skip_existing && options.render.force) {
    throw CLI::ExcludesError("--skip-existing", "--force");
  }
  if (options.loudness && options.mode != Mode::check && options.mode != Mode::info &&
      options.mode != Mode::render) {
    throw CLI::RequiresError("--loudness", "--check, --info or --render");
  }
  if (options.part.end_s && options.part.duration_s) {
    throw CLI::ExcludesError("--end", "--duration");
  }
  if (needs_tracks(options.mode) && options.tracks.empty()) throw CLI::RequiredError("TRACK");
  const bool serves = options.mode == Mode::serve;
  if (serves && options.service.library.empty()) {
    throw CLI::RequiresError("--serve", "--library DIR");
  }
  for (const std::string& name : options.service.names) {
    if (!is_host(name)) {
      throw CLI::ValidationError("--serve-name", '"' + name + "\" is no name of a machine");
    }
  }
  for (const char* name : {"--library", "--token-file", "--serve-name", "--allow-render"}) {
    if (app.count(name) > 0 && !serves) throw CLI::RequiresError(name, "--serve");
  }
  if (!needs_tracks(options.mode) && !serves && !options.tracks.empty()) {
    throw CLI::ValidationError(given,
                               "there is no TRACK to it, found \"" + options.tracks[0] + '"');
  }
  if (options.mode == Mode::save_track && options.tracks.size() > 1) {
    throw CLI::ValidationError("--save-track", "one TRACK at a time");
  }
  if (std::ranges::find(options.tracks, "") != options.tracks.end()) {
    throw CLI::ValidationError("TRACK", "an empty name");
  }
  if (std::count(options.tracks.begin(), options.tracks.end(), "-") > 1) {
    throw CLI::ValidationError("TRACK", "standard input can be read once only");
  }
  if (options.json && !has_json(options.mode)) {
    throw CLI::RequiresError("--json", "--check, --info, --describe or one of the lists");
  }
}

void check_dashes(const CLI::App& app, const Options& options) {
  for (const std::string& track : options.tracks) {
    for (const std::string dash : {"\u2014", "\u2013", "\u2212"}) {
      std::error_code none;
      if (!track.starts_with(dash) || std::filesystem::exists(track, none)) continue;
      const std::vector<std::string> names = option_names(app);
      throw CLI::ValidationError("unknown option " + track +
                                 " (a long dash; options begin with --)" +
                                 model::did_you_mean(track.substr(dash.size()), std::span(names)));
    }
  }
}

std::string unknown_option(const CLI::App& app, const std::string& given) {
  const std::vector<std::string> names = option_names(app);
  const std::string name = given.substr(0, given.find('='));
  for (const OtherName& other : kOtherNames) {
    if (name != other.name) continue;
    return "unknown option " + name + "; did you mean \"" + std::string(other.meant) + "\"?";
  }
  return "unknown option " + name + model::did_you_mean(name, std::span(names));
}

}  // namespace bbplay::app
