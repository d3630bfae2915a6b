// SPDX-License-Identifier: MIT
#include "bbplay/dsp/crossfade.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/dsp/block_ops.h"
#include "bbplay/dsp/linear_ramp.h"

namespace bbplay::dsp {

namespace {

constexpr double kQuarterTurn = 0.25;

/// Multiplies frame begin + i of the block by sin(2 pi turns_per_frame (frame + i direction)): a function of
/// the frame of the blend alone, wherever the block begins.
void scale_by_sine(double turns_per_frame, std::int64_t frame, int direction, std::size_t begin,
                   std::size_t end, StereoBlock block) noexcept {
  while (begin < end) {
    double gains[kQuantum];
    const std::size_t count = std::min(end - begin, kQuantum);
    const std::span<double> piece(gains, count);
    const auto first = static_cast<double>(frame);
    for (int i = 0; i < static_cast<int>(count); ++i) {
      gains[i] = turns_per_frame * (first + direction * i);
    }
    sin_turns(piece, piece);
    float* const left = block.left.data() + begin;
    float* const right = block.right.data() + begin;
    for (std::size_t i = 0; i < count; ++i) {
      left[i] = static_cast<float>(left[i] * gains[i]);
      right[i] = static_cast<float>(right[i] * gains[i]);
    }
    begin += count;
    frame += direction * static_cast<std::int64_t>(count);
  }
}

double turns_per_frame(std::int64_t frames) noexcept {
  return frames > 1 ? kQuarterTurn / static_cast<double>(frames - 1) : 0;
}

}  // namespace

Crossfade::Crossfade(CrossfadeCurve curve, std::int64_t frames) noexcept
    : curve_(curve), frames_(std::max<std::int64_t>(0, frames)) {}

Crossfade::Part Crossfade::overlap(std::int64_t first, StereoBlock block) const noexcept {
  const auto length = static_cast<std::int64_t>(block.frames());
  return {static_cast<std::size_t>(std::clamp<std::int64_t>(-first, 0, length)),
          static_cast<std::size_t>(std::clamp<std::int64_t>(frames_ - first, 0, length))};
}

double Crossfade::in_at(std::int64_t frame) const noexcept {
  if (curve_ == CrossfadeCurve::linear) return LinearRamp::closed(0, 1, frames_).at(frame);
  return std::sin(LinearRamp::closed(0, std::numbers::pi / 2, frames_).at(frame));
}

double Crossfade::out_at(std::int64_t frame) const noexcept {
  if (curve_ == CrossfadeCurve::linear) return LinearRamp::closed(1, 0, frames_).at(frame);
  return std::cos(LinearRamp::closed(0, std::numbers::pi / 2, frames_).at(frame));
}

void Crossfade::fade_in(std::int64_t first, StereoBlock block) const noexcept {
  if (curve_ == CrossfadeCurve::linear) {
    LinearRamp::closed(0, 1, frames_).apply(first, block);
    return;
  }
  const auto [begin, end] = overlap(first, block);
  scale_by_sine(turns_per_frame(frames_), first + static_cast<std::int64_t>(begin), 1, begin, end,
                block);
}

void Crossfade::fade_out(std::int64_t first, StereoBlock block) const noexcept {
  if (curve_ == CrossfadeCurve::linear) {
    LinearRamp::closed(1, 0, frames_).apply(first, block);
    return;
  }
  const auto [begin, end] = overlap(first, block);
  if (frames_ == 1) return;  // all of it
  // cos x = sin(quarter turn - x), which is exactly 0 in the last frame
  scale_by_sine(turns_per_frame(frames_), frames_ - 1 - first - static_cast<std::int64_t>(begin),
                -1, begin, end, block);
}

}  // namespace bbplay::dsp
