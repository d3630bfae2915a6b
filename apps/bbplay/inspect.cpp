// SPDX-License-Identifier: MIT
#include "inspect.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "bbplay/sinks/audio_system.h"

#include "exit_code.h"
#include "session.h"
#include "values.h"

namespace bbplay::app {
namespace {

std::string with_decimals(double number, int decimals) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(decimals) << number;
  return text.str();
}

/// Rows of text in columns, the first row being the heading.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] + 2 - row[i].size(), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

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

void print_summary(const Track& track, const RenderPlan& plan) {
  const auto seconds = [&](std::int64_t frames) { return static_cast<double>(frames) / plan.rate; };
  std::cout << track.name << ": " << clock_text(seconds(plan.frames)) << ", " << plan.rate
            << " Hz, " << track.steps.size() << (track.steps.size() == 1 ? " step" : " steps")
            << ", peak " << with_decimals(plan.peak, 4) << ", master gain "
            << with_decimals(plan.master_gain, 4) << '\n';
  std::vector<std::vector<std::string>> rows{{"step", "start", "length", "blend", "lag", "voices"}};
  for (const LanePlan& lane : plan.lanes) {
    const Step& step = track.steps[lane.step];
    std::string voices;
    for (const VoiceSpec& voice : step.voices) {
      voices += (voices.empty() ? "" : ", ") + voice.function;
    }
    rows.push_back({std::to_string(lane.step), clock_text(seconds(lane.start)),
                    clock_text(seconds(lane.frames)),
                    lane.fade_in ? clock_text(seconds(lane.fade_in->frames)) : "-",
                    std::to_string(lane.lag), voices});
  }
  print_table(std::cout, rows);
  for (const Clip& clip : track.clips) {
    std::cout << "clip at " << clock_text(clip.start_s) << ": "
              << (clip.path.empty() ? "(embedded)" : clip.path.string()) << ", gain "
              << with_decimals(clip.gain, 3) << '\n';
  }
}

int rate_of(const Track& track, const Options& options) {
  return options.engine.rate != 0 ? options.engine.rate : track.sample_rate;
}

/// Runs `act` for each track; the code of the first one that fails.
int for_each_track(const Options& options, Console& console,
                   const std::function<void(const std::string&)>& act) {
  int result = kDone;
  for (const std::string& path : options.tracks) {
    const int code = guarded(console, [&] {
      act(path);
      return kDone;
    });
    if (result == kDone) result = code;
  }
  return result;
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

int check(const Options& options, Console& console) {
  return for_each_track(options, console, [&](const std::string& path) {
    const auto track = load(path, options, console);
    plan_of(*track, rate_of(*track, options), options, console);
    std::cout << path << ": OK" << std::endl;
  });
}

int info(const Options& options, Console& console) {
  return for_each_track(options, console, [&](const std::string& path) {
    const auto track = load(path, options, console);
    const auto plan = plan_of(*track, rate_of(*track, options), options, console);
    print_summary(*track, *plan);
  });
}

}  // namespace bbplay::app
