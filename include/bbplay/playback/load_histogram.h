// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace bbplay {

/// How much of its block's period each callback took: counts in classes an eighth of an octave
/// wide, from a millionth of the period to sixteen periods.
class LoadHistogram {
 public:
  /// Share of callbacks, from the fastest: the load that `share` (0..1) of them stayed within, to
  /// the width of a class. 0 when nothing was counted.
  double quantile(double share) const noexcept;
  double max() const noexcept { return max_; }
  std::uint64_t total() const noexcept;
  /// Callbacks with a load in [from, to), to the width of a class.
  std::uint64_t between(double from, double to) const noexcept;

  LoadHistogram& operator+=(const LoadHistogram& other) noexcept;

  static constexpr int kOctaves = 24, kClassesPerOctave = 8;
  static constexpr std::size_t kClasses = std::size_t{kOctaves} * kClassesPerOctave;

 private:
  friend class LoadRecorder;
  std::array<std::uint64_t, kClasses> counts_{};
  double max_ = 0;
};

/// Fills a histogram on the audio thread while others look at it.
class LoadRecorder {
 public:
  /// load  duration of a callback over the period of its block          [audio thread]
  void record(double load) noexcept;
  /// What was recorded so far.  [any thread]
  LoadHistogram snapshot() const noexcept;

 private:
  // Written by one thread alone, so that adding one needs no locked instruction.
  std::array<std::atomic<std::uint32_t>, LoadHistogram::kClasses> counts_{};
  std::atomic<double> max_{0};
  static_assert(std::atomic<double>::is_always_lock_free);
};

}  // namespace bbplay
