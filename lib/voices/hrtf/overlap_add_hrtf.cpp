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
std::size_t lines_needed(const HrtfWindows& windows, const dsp::HeadSpectra& head) {
  const std::int64_t reach = windows.length + dsp::HeadInput::memory_frames(head) + 2 * kStep;
  const std::int64_t overlapping = reach / windows.hop + 2;
  return static_cast<std::size_t>(
      std::min(overlapping, static_cast<std::int64_t>(head.head().directions())));
}

}  // namespace

OverlapAddHrtf::OverlapAddHrtf(WindowedPath plan)
    : plan_(std::move(plan)),
      head_(dsp::shared_head_spectra(plan_.head)),
      output_(*head_),
      lines_(lines_needed(plan_.windows, *head_), Line{dsp::HeadInput(*head_)}),
      line_index_(plan_.head->directions(), kNone) {
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
    line.input.clear();
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
        std::span(line_of(directions_.of(plan_, k)).gain)
            .subspan(static_cast<std::size_t>(from - first), static_cast<std::size_t>(to - from));
    plan_.windows.add(from - begins, gain);
  }

  output_.clear();
  alignas(64) std::array<float, kQuantum> windowed;
  for (std::size_t direction = 0; direction < line_index_.size(); ++direction) {
    int& index = line_index_[direction];
    if (index == kNone) continue;
    Line& line = lines_[static_cast<std::size_t>(index)];
    if (line.sounds) {
      for (std::size_t i = 0; i < kQuantum; ++i) {
        windowed[i] = static_cast<float>(line.gain[i] * tone[i]);
      }
    } else {
      windowed.fill(0.0f);
    }
    line.input.push(windowed, *head_, output_.work());
    output_.add(line.input, head_->response(direction));
    line.silent_frames = line.sounds ? 0 : line.silent_frames + kStep;
    line.sounds = false;
    if (line.silent_frames >= memory_frames()) {
      free_.push_back(index);
      index = kNone;
    }
  }
  output_.hear(*head_, left.first<kQuantum>(), right.first<kQuantum>());
}

}  // namespace bbplay::voices
