// SPDX-License-Identifier: MIT
#include "stats.h"

#include <array>
#include <cstdio>
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

void print_callbacks(Console& console, const StreamCounters& counters, double latency_s,
                     std::uint64_t late_blocks) {
  console.note(
      formatted("%llu callbacks, latency %.1f ms, %llu underruns, %llu late blocks, worst "
                "load %.1f %%",
                static_cast<unsigned long long>(counters.callbacks), latency_s * 1e3,
                static_cast<unsigned long long>(counters.underruns),
                static_cast<unsigned long long>(late_blocks), counters.worst_load * 100));
  std::string histogram = "callbacks by load:";
  for (std::size_t i = 0; i < counters.load_histogram.size(); ++i) {
    if (counters.load_histogram[i] == 0) continue;
    const bool last = i + 1 == counters.load_histogram.size();
    histogram +=
        formatted(last ? " from %zu %%: %llu" : " under %zu %%: %llu", (last ? i : i + 1) * 10,
                  static_cast<unsigned long long>(counters.load_histogram[i]));
  }
  console.note(histogram);
}

}  // namespace bbplay::app
