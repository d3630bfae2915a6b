// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/spatial/hrir_set.h"
#include "voices/hrtf/spatial_angle_path.h"

namespace bbplay::voices {

/// The windows through which the reference hears its moving source: Hann, or its square root when
/// two or four overlap (format sam 1.2).
struct HrtfWindows {
  std::int64_t length = 0;  // frames; 0: the voice is silent
  std::int64_t hop = 1;
  bool square_root = false;
  /// The values of windows that are not too long for it.
  std::shared_ptr<const std::vector<double>> shape = {};

  /// frame_ms and overlap as in the file; out of range means silence, as in the reference.
  static HrtfWindows of(const SpatialAnglePatch& patch, int rate);

  /// gain[i] += w[first + i]; `first` and the end lie within the window.  [audio thread]
  void add(std::int64_t first, std::span<double> gain) const noexcept;
  /// w[offset], 0 outside.
  double at(std::int64_t offset) const noexcept;

 private:
  void compute(std::int64_t first, std::span<double> gain) const noexcept;
};

/// A tone on its way, the windows through which it is heard and the head that hears it.
struct WindowedPath {
  SpatialAnglePath path;
  HrtfWindows windows;
  std::shared_ptr<const dsp::HrirSet> head;

  /// Number of the measured direction that a window is heard from: the nearest to where the source
  /// is half a hop after its beginning.
  std::size_t direction_of(std::int64_t window) const noexcept;
};

/// The directions of the latest windows: a window sounds in many quanta, and its direction takes a
/// while to find.
class FoundDirections {
 public:
  /// As plan.direction_of(window); of one and the same plan.
  std::size_t of(const WindowedPath& plan, std::int64_t window) noexcept {
    Found& found = found_[static_cast<std::size_t>(window) % found_.size()];
    if (found.window != window) found = {window, plan.direction_of(window)};
    return found.direction;
  }

 private:
  struct Found {
    std::int64_t window = -1;
    std::size_t direction = 0;
  };
  std::array<Found, 64> found_;
};

}  // namespace bbplay::voices
