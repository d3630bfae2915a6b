// SPDX-License-Identifier: MIT
#include "terminal/stats.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

#include <sys/resource.h>

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

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

void print_run(Console& console, std::int64_t frames, int rate, double wall_s) {
  const double audio_s = static_cast<double>(frames) / rate;
  console.note(formatted("%lld frames (%.3f s) in %.3f s: %.1f times real time, %.1f MiB at most",
                         static_cast<long long>(frames), audio_s, wall_s, audio_s / wall_s,
                         peak_megabytes()));
}

void print_levels(Console& console, const Levels& levels) {
  const double peak_db =
      levels.peak > 0 ? 20 * std::log10(levels.peak) : -std::numeric_limits<double>::infinity();
  console.note(formatted("peak %.4f (%.1f dBFS), %lld clipped samples", levels.peak, peak_db,
                         static_cast<long long>(levels.clipped)));
  console.note("loudness " + loudness_text(levels));
}

void print_callbacks(Console& console, const StreamCounters& counters, double latency_s, int rate,
                     std::uint64_t late_blocks) {
  const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
  console.note(formatted("%llu callbacks, latency %.1f ms, %llu underruns, %llu late blocks",
                         count(counters.callbacks), latency_s * 1e3, count(counters.underruns),
                         count(late_blocks)));
  if (counters.first_callback) {
    const std::chrono::duration<double, std::milli> after = *counters.first_callback - kStarted;
    console.note(formatted("the device asked for sound %.1f ms after the start", after.count()));
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

}  // namespace bbplay::app
