// SPDX-License-Identifier: MIT
#include "voices/windowed_head.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "dsp/sweeps.h"

namespace bbplay::voices {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

/// Lines that can be in use at a time: one per window that reaches into the quantum or the past
/// that the responses still remember.
std::size_t lines_needed(const HeadWindows& windows, const dsp::HeadRing& head) {
  const auto taps = static_cast<std::int64_t>(head.taps());
  const std::int64_t reach = windows.length + taps + 3 * kStep;
  const std::int64_t overlapping = reach / windows.hop + 2;
  return static_cast<std::size_t>(
      std::min(overlapping, static_cast<std::int64_t>(head.directions())));
}

}  // namespace

HeadWindows HeadWindows::of(const SpatialAnglePatch& patch, int rate) {
  const double overlap = std::trunc(patch.overlap);
  const double length = std::nearbyint(patch.frame_ms / 1000 * rate);  // half to even
  if (!(overlap >= 2) || !(length >= 1)) return {};
  HeadWindows out;
  out.length = static_cast<std::int64_t>(std::min(length, 1e15));
  out.hop = static_cast<std::int64_t>(
      std::max(1.0, std::floor(static_cast<double>(out.length) / overlap)));
  out.square_root = overlap == 2 || overlap == 4;
  return out;
}

void HeadWindows::add(std::int64_t first, std::span<double> gain) const noexcept {
  if (length == 1) {
    for (double& value : gain) value += 1;
    return;
  }
  // Hann is the square of half a sine.
  std::array<double, kQuantum> half_sine;
  const std::span<double> sine = std::span(half_sine).first(gain.size());
  const double half_turn = 0.5 / static_cast<double>(length - 1);
  for (std::size_t i = 0; i < sine.size(); ++i) {
    sine[i] = static_cast<double>(first + static_cast<std::int64_t>(i)) * half_turn;
  }
  dsp::sin_turns(sine, sine);
  if (square_root) {
    for (std::size_t i = 0; i < sine.size(); ++i) gain[i] += sine[i];
  } else {
    for (std::size_t i = 0; i < sine.size(); ++i) gain[i] += sine[i] * sine[i];
  }
}

double HeadWindows::at(std::int64_t offset) const noexcept {
  double gain = 0;
  if (offset >= 0 && offset < length) add(offset, {&gain, 1});
  return gain;
}

WindowedHead::WindowedHead(SpatialAnglePath path, HeadWindows windows,
                           std::shared_ptr<const dsp::HeadRing> head)
    : path_(std::move(path)),
      windows_(windows),
      head_(std::move(head)),
      lines_(lines_needed(windows_, *head_)),
      line_index_(head_->directions(), kNone) {
  for (Line& line : lines_) {
    line.input.resize(head_->taps() - 1 + kQuantum);
    line.gain.resize(kQuantum);
  }
  free_.reserve(lines_.size());
  reset();
}

void WindowedHead::reset() noexcept {
  std::fill(line_index_.begin(), line_index_.end(), kNone);
  free_.clear();
  for (int k = 0; k < static_cast<int>(lines_.size()); ++k) free_.push_back(k);
}

std::size_t WindowedHead::direction_of(std::int64_t window) const noexcept {
  const std::int64_t heard_at = window * windows_.hop + windows_.hop / 2;
  return head_->nearest(path_.azimuth_deg(std::min(heard_at, path_.frames() - 1)));
}

WindowedHead::Line& WindowedHead::line_of(std::size_t direction) noexcept {
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

void WindowedHead::render(std::int64_t first, std::span<double> left,
                          std::span<double> right) noexcept {
  std::array<double, kQuantum> tone;
  path_.source(first, tone);

  const std::int64_t oldest = std::max<std::int64_t>(0, first - windows_.length + 1);
  const std::int64_t end = std::min(first + kStep, path_.frames());
  for (std::int64_t k = (oldest + windows_.hop - 1) / windows_.hop; k * windows_.hop < end; ++k) {
    const std::int64_t begins = k * windows_.hop;
    const std::int64_t from = std::max(first, begins);
    const std::int64_t to = std::min(end, begins + windows_.length);
    if (from >= to) continue;  // past the end of the voice
    const auto gain =
        std::span(line_of(direction_of(k)).gain)
            .subspan(static_cast<std::size_t>(from - first), static_cast<std::size_t>(to - from));
    windows_.add(from - begins, gain);
  }

  std::fill(left.begin(), left.end(), 0.0);
  std::fill(right.begin(), right.end(), 0.0);
  const std::size_t past = head_->taps() - 1;
  for (std::size_t direction = 0; direction < line_index_.size(); ++direction) {
    int& index = line_index_[direction];
    if (index == kNone) continue;
    Line& line = lines_[static_cast<std::size_t>(index)];
    float* const now = line.input.data() + past;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      now[i] = line.sounds ? static_cast<float>(line.gain[i] * tone[i]) : 0.0f;
    }
    dsp::convolve_ears(line.input, head_->response(direction), left, right);
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
