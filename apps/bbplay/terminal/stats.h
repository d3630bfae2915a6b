// SPDX-License-Identifier: MIT
/// `--stats`: numbers about a run.
#pragma once

#include <chrono>
#include <cstdint>

#include "bbplay/sinks/device/device_sink.h"

#include "metering/level_meter.h"
#include "terminal/console.h"

namespace bbplay::app {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// What was played or rendered, and in which time.
struct RunStats {
  std::int64_t frames = 0;
  int rate = 0;  // Hz
  double wall_s = 0;
};

/// What happened in the callback of a device.
struct DeviceStats {
  const StreamCounters& counters;
  double latency_s = 0;
  std::uint64_t late_blocks = 0;
};

/// A few lines about both and the memory that was needed; for machines an event `stats`.
///
/// device  null when there was none
void print_stats(Console& console, const RunStats& run, const DeviceStats* device);

/// Peak, true peak, loudness, clipped samples.
void print_levels(Console& console, const Levels& levels);

}  // namespace bbplay::app
