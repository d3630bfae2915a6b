// SPDX-License-Identifier: MIT
#include "commands/check.h"

#include <iostream>
#include <string>

#include "bbplay/model/diagnostics.h"
#include "bbplay/reference/json_writer.h"

#include "session/measure.h"
#include "session/session.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

/// Reads and plans a track without a word; the exit code that it deserves.
int examine(const std::string& path, const Options& options, Console& console,
            Diagnostics& findings) {
  try {
    const auto track = read(path, options, findings);
    plan_of(*track, rate_of(*track, options), options, console);
    return kDone;
  } catch (const TrackError& error) {
    if (!findings.has_errors()) findings.append(error.diagnostics());
    return kBadTrack;
  } catch (const InputError& error) {
    if (!findings.has_errors()) findings.add(Severity::error, {}, {}, error.what());
    return kNoInput;
  }
}

void put(JsonWriter& json, const Finding& finding) {
  json.begin_object();
  json.member("severity", name_of(finding.severity)).member("file", finding.file);
  if (finding.position.line > 0) {
    json.member("line", finding.position.line).member("column", finding.position.column);
  }
  json.member("pointer", finding.pointer).member("message", finding.message);
  json.end_object();
}

int check_for_machines(const Options& options, Console& console) {
  JsonWriter json;
  json.begin_array();
  int result = kDone;
  for (const std::string& path : options.tracks) {
    Diagnostics findings(path);
    const int code = guarded(console, [&] { return examine(path, options, console, findings); });
    if (result == kDone) result = code;
    json.begin_object().member("file", path).member("ok", code == kDone);
    json.member("exit_code", static_cast<std::size_t>(code));
    json.member("errors", findings.errors());
    json.member("warnings", findings.count(Severity::warning));
    json.key("findings").begin_array();
    for (const Finding& finding : findings.findings()) put(json, finding);
    json.end_array().end_object();
  }
  json.end_array();
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
    std::cout << path << ": OK" << loudness << std::endl;
  });
}

}  // namespace bbplay::app
