// SPDX-License-Identifier: MIT
#include "commands/inspect.h"

#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "bbplay/sinks/device/audio_system.h"

#include "session/measure.h"
#include "session/session.h"
#include "terminal/exit_code.h"
#include "terminal/summary.h"
#include "terminal/table.h"

namespace bbplay::app {
namespace {

void print_devices_as_json(const std::vector<OutputDevice>& devices) {
  rapidjson::StringBuffer text;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> json(text);
  json.SetIndent(' ', 2);
  const auto key = [&](const char* name) { json.Key(name); };
  json.StartArray();
  for (const OutputDevice& device : devices) {
    json.StartObject();
    key("index"), json.Int(device.index);
    key("name"), json.String(device.name.c_str());
    key("host_api"), json.String(device.host_api.c_str());
    key("channels"), json.Int(device.channels);
    key("default_rate_hz"), json.Double(device.default_rate);
    key("low_latency_ms"), json.Double(device.low_latency_s * 1'000);
    key("high_latency_ms"), json.Double(device.high_latency_s * 1'000);
    key("default"), json.Bool(device.is_default);
    json.EndObject();
  }
  json.EndArray();
  std::cout << text.GetString() << '\n';
}

}  // namespace

int list_devices(const Options& options, Console& console) {
  const AudioSystem audio(console.verbose());
  const std::vector<OutputDevice> devices = audio.outputs();
  if (options.json) {
    print_devices_as_json(devices);
    return kDone;
  }
  std::vector<std::vector<std::string>> rows{
      {"index", "name", "host API", "channels", "rate", "latency (low/high)", ""}};
  for (const OutputDevice& device : devices) {
    rows.push_back({std::to_string(device.index), device.name, device.host_api,
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
  std::vector<std::string> objects;
  const int code = for_each_track(options, console, [&](const std::string& path) {
    const auto track = load(path, options, console);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    std::optional<Levels> levels;
    if (options.loudness) levels = levels_of(track, plan, options.engine, console);
    if (options.json) {
      objects.push_back(summary_as_json(path, *track, *plan, levels));
    } else {
      std::cout << summary(*track, *plan, levels);
    }
  });
  if (options.json) {
    std::cout << '[';
    for (std::size_t i = 0; i < objects.size(); ++i) {
      std::cout << (i == 0 ? "\n" : ",\n") << objects[i];
    }
    std::cout << "\n]\n";
  }
  return code;
}

}  // namespace bbplay::app
