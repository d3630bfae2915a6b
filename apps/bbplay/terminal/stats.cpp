// SPDX-License-Identifier: MIT
#include "terminal/stats.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>

#include <sys/resource.h>

#include "terminal/event_line.h"
#include "terminal/loudness_text.h"

namespace bbplay::app {
namespace {

template <class... Values>
std::string formatted(const char* format, Values... values) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

/// Ends of the classes that are shown, as a share of a block's period.
constexpr std::array kLoadSteps{1.0 / 256, 1.0 / 64, 1.0 / 16,
                                1.0 / 8,   1.0 / 4,  1.0 / 2,
                                1.0,       2.0,      std::numeric_limits<double>::infinity()};

/// About when the program was started: before main().
const std::chrono::steady_clock::time_point kStarted = std::chrono::steady_clock::now();

std::int64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

double duration_s(const RunStats& run) { return static_cast<double>(run.frames) / run.rate; }

double times_real_time(const RunStats& run) { return duration_s(run) / run.wall_s; }

/// Seconds from the start of the program to the first callback.
std::optional<double> first_callback_s(const StreamCounters& counters) {
  if (!counters.first_callback) return std::nullopt;
  return std::chrono::duration<double>(*counters.first_callback - kStarted).count();
}

void print_run(Console& console, const RunStats& run) {
  console.note(formatted("%lld frames (%.3f s) in %.3f s: %.1f times real time, %.1f MiB at most",
                         static_cast<long long>(run.frames), duration_s(run), run.wall_s,
                         times_real_time(run),
                         static_cast<double>(peak_memory_bytes()) / (1024 * 1024)));
}

void print_callbacks(Console& console, const DeviceStats& device, int rate) {
  const StreamCounters& counters = device.counters;
  const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
  console.note(formatted("%llu callbacks, latency %.1f ms, %llu underruns, %llu late blocks",
                         count(counters.callbacks), device.latency_s * 1e3,
                         count(counters.underruns), count(device.late_blocks)));
  if (const auto after_s = first_callback_s(counters)) {
    console.note(formatted("the device asked for sound %.1f ms after the start", *after_s * 1e3));
  }
  const LoadHistogram& loads = counters.loads;
  if (loads.total() == 0) return;
  console.note(
      formatted("blocks of up to %zu frames, %.2f ms; of their time, the callbacks took: "
                "p50 %.2f %%, p99 %.2f %%, p99.9 %.2f %%, max %.2f %%",
                counters.block_frames, static_cast<double>(counters.block_frames) / rate * 1e3,
                loads.quantile(0.5) * 100, loads.quantile(0.99) * 100, loads.quantile(0.999) * 100,
                loads.max() * 100));
  std::string histogram = "callbacks by load:";
  double from = 0;
  for (const double to : kLoadSteps) {
    if (const std::uint64_t within = loads.between(from, to); within > 0) {
      histogram += std::isinf(to) ? formatted(" from %.4g %%: %llu", from * 100, count(within))
                                  : formatted(" under %.4g %%: %llu", to * 100, count(within));
    }
    from = to;
  }
  console.note(histogram);
}

/// Shares of a block's time that the callbacks took, and how many took how much.
void put_loads(reference::JsonWriter& json, const LoadHistogram& loads) {
  json.member("load_p50", loads.quantile(0.5)).member("load_p99", loads.quantile(0.99));
  json.member("load_p999", loads.quantile(0.999)).member("load_max", loads.max());
  json.key("loads").begin_array();
  double from = 0;
  for (const double to : kLoadSteps) {
    json.begin_object().member("load_from", from);
    json.member("load_to", std::isinf(to) ? std::nullopt : std::optional(to));
    json.member("callbacks", std::size_t{loads.between(from, to)}).end_object();
    from = to;
  }
  json.end_array();
}

void put_device(reference::JsonWriter& json, const DeviceStats& device) {
  const StreamCounters& counters = device.counters;
  json.begin_object().member("callbacks", std::size_t{counters.callbacks});
  json.member("first_callback_s", first_callback_s(counters));
  json.member("latency_s", device.latency_s).member("block_frames", counters.block_frames);
  json.member("underruns", std::size_t{counters.underruns});
  json.member("late_blocks", std::size_t{device.late_blocks});
  put_loads(json, counters.loads);
  json.end_object();
}

void tell_machines(Console& console, const RunStats& run, const DeviceStats* device) {
  EventLine line("stats");
  line.put("frames", run.frames).put("rate_hz", std::int64_t{run.rate});
  line.put("duration_s", duration_s(run)).put("wall_s", run.wall_s);
  line.put("times_real_time", times_real_time(run)).put("memory_bytes", peak_memory_bytes());
  reference::JsonWriter& json = line.part("device");
  device != nullptr ? put_device(json, *device) : void(json.null());
  console.event(line);
}

}  // namespace

void print_stats(Console& console, const RunStats& run, const DeviceStats* device) {
  if (console.tells_machines()) return tell_machines(console, run, device);
  print_run(console, run);
  if (device != nullptr) print_callbacks(console, *device, run.rate);
}

void print_levels(Console& console, const Levels& levels) {
  const double peak_db =
      levels.peak > 0 ? 20 * std::log10(levels.peak) : -std::numeric_limits<double>::infinity();
  console.note(formatted("peak %.4f (%.1f dBFS), %lld clipped samples", levels.peak, peak_db,
                         static_cast<long long>(levels.clipped)));
  console.note("loudness " + loudness_text(levels));
}

}  // namespace bbplay::app
