// SPDX-License-Identifier: MIT
#include "voices/hrtf/hrtf_windows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

namespace bbplay::voices {
namespace {

constexpr std::int64_t kLongestShape = 1 << 16;  // frames

}  // namespace

HrtfWindows HrtfWindows::of(const SpatialAnglePatch& patch, int rate) {
  const double overlap = std::trunc(patch.overlap);
  const double length = std::nearbyint(patch.frame_ms / 1000 * rate);  // half to even
  if (!(overlap >= 2) || !(length >= 1)) return {};
  HrtfWindows out;
  out.length = static_cast<std::int64_t>(std::min(length, 1e15));
  out.hop = static_cast<std::int64_t>(
      std::max(1.0, std::floor(static_cast<double>(out.length) / overlap)));
  out.square_root = overlap == 2 || overlap == 4;
  if (out.length <= kLongestShape) {
    std::vector<double> shape(static_cast<std::size_t>(out.length));
    for (std::size_t first = 0; first < shape.size(); first += kQuantum) {
      const std::size_t count = std::min(kQuantum, shape.size() - first);
      out.compute(static_cast<std::int64_t>(first), std::span(shape).subspan(first, count));
    }
    out.shape = std::make_shared<const std::vector<double>>(std::move(shape));
  }
  return out;
}

void HrtfWindows::add(std::int64_t first, std::span<double> gain) const noexcept {
  if (!shape) return compute(first, gain);
  const double* const from = shape->data() + first;
  for (std::size_t i = 0; i < gain.size(); ++i) gain[i] += from[i];
}

void HrtfWindows::compute(std::int64_t first, std::span<double> gain) const noexcept {
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

double HrtfWindows::at(std::int64_t offset) const noexcept {
  double gain = 0;
  if (offset >= 0 && offset < length) add(offset, {&gain, 1});
  return gain;
}

std::size_t WindowedPath::direction_of(std::int64_t window) const noexcept {
  const std::int64_t heard_at = window * windows.hop + windows.hop / 2;
  return head->nearest(path.azimuth_deg(std::min(heard_at, path.frames() - 1)));
}

}  // namespace bbplay::voices
