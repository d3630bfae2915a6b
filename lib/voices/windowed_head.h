// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/head_ring.h"
#include "voices/spatial_angle_path.h"

namespace bbplay::voices {

/// The windows through which the reference hears its moving source: Hann, or its square root when
/// two or four overlap (spec sam section 1.2).
struct HeadWindows {
  std::int64_t length = 0;  // frames; 0: the voice is silent
  std::int64_t hop = 1;
  bool square_root = false;

  /// frame_ms and overlap as in the file; out of range means silence, as in the reference.
  static HeadWindows of(const SpatialAnglePatch& patch, int rate);

  /// gain[i] += w[first + i]; `first` and the end lie within the window.  [audio thread]
  void add(std::int64_t first, std::span<double> gain) const noexcept;
  /// w[offset], 0 outside.
  double at(std::int64_t offset) const noexcept;
};

/// Reference rendering: short windows of the tone, each through the measured direction nearest to
/// where the source is near its beginning.
///
/// Windows that share a direction share one convolution: y = sum over directions d of h_d * (g_d
/// x), g_d the sum of their windows. The state is the recent input of the directions in use, no
/// longer than a response; which windows sound follows from the frame. Directions are added in the
/// order of their number, so seeking does not change a bit.
class WindowedHead {
 public:
  WindowedHead(SpatialAnglePath path, HeadWindows windows,
               std::shared_ptr<const dsp::HeadRing> head);

  void render(std::int64_t first, std::span<double> left, std::span<double> right) noexcept;
  void reset() noexcept;
  std::int64_t memory_frames() const noexcept {
    return static_cast<std::int64_t>(head_->taps()) - 1;
  }
  std::size_t direction_of(std::int64_t window) const noexcept;

  const SpatialAnglePath& path() const noexcept { return path_; }
  const HeadWindows& windows() const noexcept { return windows_; }
  const dsp::HeadRing& head() const noexcept { return *head_; }

 private:
  static constexpr int kNone = -1;
  struct Line {  // of one direction
    std::int64_t silent_frames = 0;
    std::vector<float> input;  // taps - 1 frames of the past, then the quantum
    std::vector<double> gain;  // of the quantum
    bool sounds = false;       // gain is not 0 throughout
  };
  Line& line_of(std::size_t direction) noexcept;

  SpatialAnglePath path_;
  HeadWindows windows_;
  std::shared_ptr<const dsp::HeadRing> head_;
  std::vector<Line> lines_;
  std::vector<int> line_index_;  // per direction; kNone: not in use
  std::vector<int> free_;        // lines not in use
};

}  // namespace bbplay::voices
