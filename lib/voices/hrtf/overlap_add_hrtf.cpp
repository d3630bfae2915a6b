// SPDX-License-Identifier: MIT
#include "voices/hrtf/overlap_add_hrtf.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::voices {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

/// Lines that can be in use at a time: one per window that reaches into the quantum or the past
/// that the responses still remember.
std::size_t lines_needed(const HrtfWindows& windows, const dsp::HrirSet& head) {
  const auto taps = static_cast<std::int64_t>(head.taps());
  const std::int64_t reach = windows.length + taps + 3 * kStep;
  const std::int64_t overlapping = reach / windows.hop + 2;
  return static_cast<std::size_t>(
      std::min(overlapping, static_cast<std::int64_t>(head.directions())));
}

}  // namespace

OverlapAddHrtf::OverlapAddHrtf(WindowedPath plan)
    : plan_(std::move(plan)),
      lines_(lines_needed(plan_.windows, *plan_.head)),
      line_index_(plan_.head->directions(), kNone) {
  for (Line& line : lines_) {
    line.input.resize(plan_.head->taps() - 1 + kQuantum);
    line.gain.resize(kQuantum);
  }
  free_.reserve(lines_.size());
  reset();
}

void OverlapAddHrtf::reset() noexcept {
  std::fill(line_index_.begin(), line_index_.end(), kNone);
  free_.clear();
  for (int k = 0; k < static_cast<int>(lines_.size()); ++k) free_.push_back(k);
}

OverlapAddHrtf::Line& OverlapAddHrtf::line_of(std::size_t direction) noexcept {
  int& index = line_index_[direction];
  if (index == kNone) {
    assert(!free_.empty());
    index = free_.back();
    free_.pop_back();
    Line& line = lines_[static_cast<std::size_t>(index)];
    std::fill(line.input.begin(), line.input.end(), 0.0f);
    line.silent_frames = 0;
    line.sounds = false;
  }
  Line& line = lines_[static_cast<std::size_t>(index)];
  if (!line.sounds) {
    std::fill(line.gain.begin(), line.gain.end(), 0.0);
    line.sounds = true;
  }
  return line;
}

void OverlapAddHrtf::render(std::int64_t first, std::span<double> left,
                            std::span<double> right) noexcept {
  std::array<double, kQuantum> tone;
  plan_.path.source(first, tone);

  const std::int64_t oldest = std::max<std::int64_t>(0, first - plan_.windows.length + 1);
  const std::int64_t end = std::min(first + kStep, plan_.path.frames());
  for (std::int64_t k = (oldest + plan_.windows.hop - 1) / plan_.windows.hop;
       k * plan_.windows.hop < end; ++k) {
    const std::int64_t begins = k * plan_.windows.hop;
    const std::int64_t from = std::max(first, begins);
    const std::int64_t to = std::min(end, begins + plan_.windows.length);
    if (from >= to) continue;  // past the end of the voice
    const auto gain =
        std::span(line_of(plan_.direction_of(k)).gain)
            .subspan(static_cast<std::size_t>(from - first), static_cast<std::size_t>(to - from));
    plan_.windows.add(from - begins, gain);
  }

  std::fill(left.begin(), left.end(), 0.0);
  std::fill(right.begin(), right.end(), 0.0);
  const std::size_t past = plan_.head->taps() - 1;
  for (std::size_t direction = 0; direction < line_index_.size(); ++direction) {
    int& index = line_index_[direction];
    if (index == kNone) continue;
    Line& line = lines_[static_cast<std::size_t>(index)];
    float* const now = line.input.data() + past;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      now[i] = line.sounds ? static_cast<float>(line.gain[i] * tone[i]) : 0.0f;
    }
    dsp::convolve_ears(line.input, plan_.head->response(direction), left, right);
    std::copy(line.input.begin() + kStep, line.input.end(), line.input.begin());
    line.silent_frames = line.sounds ? 0 : line.silent_frames + kStep;
    line.sounds = false;
    if (line.silent_frames >= static_cast<std::int64_t>(past)) {
      free_.push_back(index);
      index = kNone;
    }
  }
}

}  // namespace bbplay::voices
