// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/spatial/head_convolution.h"
#include "dsp/spatial/head_spectra.h"
#include "voices/hrtf/hrtf_windows.h"

namespace bbplay::voices {

/// Reference rendering of a tone whose frequency moves: every window of it goes through the head in
/// its own direction (format sam 1.2).
///
/// Windows that share a direction share one convolution: y = sum over directions d of h_d * (g_d
/// x), g_d the sum of their windows. The state is the recent input of the directions in use, no
/// longer than a response in whole quanta; which windows sound follows from the frame. Directions
/// are added in the order of their number, so seeking does not change a bit.
class OverlapAddHrtf {
 public:
  explicit OverlapAddHrtf(WindowedPath plan);

  void render(std::int64_t first, std::span<double> left, std::span<double> right) noexcept;
  void reset() noexcept;
  std::int64_t memory_frames() const noexcept { return dsp::HeadInput::memory_frames(*head_); }
  const WindowedPath& plan() const noexcept { return plan_; }
  const SpatialAnglePath& path() const noexcept { return plan_.path; }

 private:
  static constexpr int kNone = -1;
  struct Line {  // of one direction
    dsp::HeadInput input;
    std::vector<double> gain = std::vector<double>(kQuantum);  // of the quantum
    bool sounds = false;                                       // gain is not 0 throughout
    std::int64_t silent_frames = 0;
  };
  Line& line_of(std::size_t direction) noexcept;

  WindowedPath plan_;
  FoundDirections directions_;
  std::shared_ptr<const dsp::HeadSpectra> head_;
  dsp::HeadOutput output_;
  std::vector<Line> lines_;
  std::vector<int> line_index_;  // per direction; kNone: not in use
  std::vector<int> free_;        // lines not in use
};

}  // namespace bbplay::voices
