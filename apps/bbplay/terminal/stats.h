// SPDX-License-Identifier: MIT
/// `--stats`: numbers about a run.
#pragma once

#include <chrono>
#include <cstdint>

#include "bbplay/sinks/device/device_sink.h"

#include "terminal/console.h"
#include "terminal/level_meter.h"

namespace bbplay::app {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Frames, wall time, times real time, peak memory.
void print_run(Console& console, std::int64_t frames, int rate, double wall_s);

/// Peak, true peak, loudness, clipped samples.
void print_levels(Console& console, const Levels& levels);

/// What happened in the callback of a device.
void print_callbacks(Console& console, const StreamCounters& counters, double latency_s, int rate,
                     std::uint64_t late_blocks);

}  // namespace bbplay::app
