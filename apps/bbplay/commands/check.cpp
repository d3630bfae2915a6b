// SPDX-License-Identifier: MIT
#include "commands/check.h"

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"
#include "bbplay/model/text.h"
#include "bbplay/reference/json_writer.h"

#include "session/measure.h"
#include "session/session.h"
#include "terminal/exit_code.h"
#include "terminal/json_parts.h"
#include "terminal/loudness_text.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

/// What there is to say about a track.
struct Examination {
  int exit_code = kDone;
  Diagnostics findings;
  std::optional<Levels> levels{};  // when they are wanted
};

/// Reads and plans a track without a word; the exit code that it deserves.
int examine(const std::string& path, const Options& options, Console& console,
            Examination& outcome) {
  Diagnostics& findings = outcome.findings;
  try {
    const auto track = read(path, options, findings);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    if (options.loudness) outcome.levels = levels_of(track, plan, options.engine, console);
    return kDone;
  } catch (const TrackError& error) {
    if (!findings.has_errors()) findings.append(error.diagnostics());
    return kBadTrack;
  } catch (const InputError& error) {
    if (!findings.has_errors()) findings.add(Severity::error, {}, {}, error.what());
    return kNoInput;
  } catch (const ReadError& error) {
    findings.add(Severity::error, {}, {}, error.what());
    return kIoError;
  }
}

void put_track(JsonWriter& json, const std::string& path, const Examination& outcome) {
  json.begin_object().member("file", path).member("ok", outcome.exit_code == kDone);
  json.member("exit_code", std::int64_t{outcome.exit_code});
  json.member("errors", outcome.findings.errors());
  json.member("warnings", outcome.findings.count(Severity::warning));
  json.key("levels");
  put_levels(json, outcome.levels);
  json.key("findings").begin_array();
  for (const Finding& finding : outcome.findings.findings()) put_finding(json, finding);
  json.end_array().end_object();
}

int check_for_machines(const Options& options, Console& console) {
  JsonWriter json;
  json.begin_output("check").key("tracks").begin_array();
  int result = kDone;
  for (const std::string& path : options.tracks) {
    Examination outcome{.findings = Diagnostics(path)};
    outcome.exit_code = guarded(console, [&] { return examine(path, options, console, outcome); });
    if (result == kDone) result = outcome.exit_code;
    put_track(json, path, outcome);
  }
  json.end_array().member("exit_code", std::int64_t{result}).end_object();
  std::cout << json.text() << '\n';
  return result;
}

}  // namespace

int check(const Options& options, Console& console) {
  if (options.json) return check_for_machines(options, console);
  return for_each_track(options, console, [&](const std::string& path) {
    const auto track = load(path, options, console);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    std::string loudness;
    if (options.loudness) {
      loudness = ", loudness " + loudness_text(levels_of(track, plan, options.engine, console));
    }
    std::cout << model::printable(path) << ": OK" << loudness << std::endl;
  });
}

}  // namespace bbplay::app
