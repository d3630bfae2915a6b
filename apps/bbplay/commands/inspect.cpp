// SPDX-License-Identifier: MIT
#include "commands/inspect.h"

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "bbplay/reference/json_writer.h"
#include "bbplay/sinks/device/audio_system.h"

#include "session/measure.h"
#include "session/session.h"
#include "terminal/exit_code.h"
#include "terminal/summary.h"
#include "terminal/summary_json.h"
#include "terminal/table.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

std::string json_of(const std::vector<OutputDevice>& devices) {
  JsonWriter json;
  json.begin_output("devices").key("devices").begin_array();
  for (const OutputDevice& device : devices) {
    const auto label = device.label.empty() ? std::nullopt : std::optional(device.label);
    json.begin_object().member("index", std::int64_t{device.index}).member("name", device.name);
    json.member("label", label).member("host_api", device.host_api);
    json.member("channels", std::int64_t{device.channels});
    json.member("rate_hz", device.default_rate);
    json.member("low_latency_s", device.low_latency_s);
    json.member("high_latency_s", device.high_latency_s);
    json.member("is_default", device.is_default).end_object();
  }
  json.end_array().end_object();
  return json.text();
}

/// What a track has in it, or why there is nothing to tell, in an object each.
int info_for_machines(const Options& options, Console& console) {
  JsonWriter json;
  json.begin_output("info").key("tracks").begin_array();
  int result = kDone;
  for (const std::string& path : options.tracks) {
    json.begin_object().member("file", path);
    const int code = guarded(console, [&] {
      const auto track = load(path, options, console);
      const auto plan = plan_of(*track, rate_of(*track, options), options, console);
      std::optional<Levels> levels;
      if (options.loudness) levels = levels_of(track, plan, options.engine, console);
      put_summary(json, *track, *plan, levels);
      return kDone;
    });
    json.member("ok", code == kDone).member("exit_code", std::int64_t{code}).end_object();
    if (result == kDone) result = code;
  }
  json.end_array().member("exit_code", std::int64_t{result}).end_object();
  std::cout << json.text() << '\n';
  return result;
}

}  // namespace

std::string devices_as_json() { return json_of(AudioSystem().outputs()); }

int list_devices(const Options& options, Console& console) {
  const AudioSystem audio(console.verbose());
  const std::vector<OutputDevice> devices = audio.outputs();
  if (options.json) {
    std::cout << json_of(devices) << '\n';
    return kDone;
  }
  std::vector<std::vector<std::string>> rows{
      {"index", "name", "label", "host API", "channels", "rate", "latency (low/high)", ""}};
  for (const OutputDevice& device : devices) {
    rows.push_back({std::to_string(device.index), device.name,
                    device.label.empty() ? "-" : device.label, device.host_api,
                    std::to_string(device.channels), with_decimals(device.default_rate, 0) + " Hz",
                    with_decimals(device.low_latency_s * 1'000, 1) + "/" +
                        with_decimals(device.high_latency_s * 1'000, 1) + " ms",
                    device.is_default ? "default" : ""});
  }
  print_table(std::cout, rows);
  if (devices.empty()) console.note("this machine has no audio output device");
  return kDone;
}

int info(const Options& options, Console& console) {
  if (options.json) return info_for_machines(options, console);
  return for_each_track(options, console, [&](const std::string& path) {
    const auto track = load(path, options, console);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    std::optional<Levels> levels;
    if (options.loudness) levels = levels_of(track, plan, options.engine, console);
    std::cout << summary(*track, *plan, levels);
  });
}

}  // namespace bbplay::app
