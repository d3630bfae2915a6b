// SPDX-License-Identifier: MIT
#include "bbplay/dsp/linear_ramp.h"

#include <algorithm>
#include <cmath>

namespace bbplay::dsp {

LinearRamp LinearRamp::closed(double from, double to, std::int64_t count) noexcept {
  if (count <= 0) return {};
  if (count == 1) return {from, 0, from, 1};
  return {from, (to - from) / static_cast<double>(count - 1), to, count};
}

LinearRamp LinearRamp::open(double from, double to, std::int64_t count) noexcept {
  if (count <= 0) return {};
  const double step = (to - from) / static_cast<double>(count);
  return {from, step, static_cast<double>(count - 1) * step + from, count};
}

double LinearRamp::at(std::int64_t frame) const noexcept {
  return frame == count_ - 1 ? last_ : static_cast<double>(frame) * step_ + from_;
}

double LinearRamp::peak() const noexcept {
  return count_ == 0 ? 0 : std::max(std::abs(from_), std::abs(last_));
}

void LinearRamp::apply(std::int64_t first, StereoBlock block) const noexcept {
  const auto frames = static_cast<std::int64_t>(block.frames());
  if (is_unity() || first >= count_ || first + frames <= 0) return;
  float* const left = block.left.data();
  float* const right = block.right.data();
  const auto scale = [&](std::int64_t i, double gain) {
    left[i] = static_cast<float>(left[i] * gain);
    right[i] = static_cast<float>(right[i] * gain);
  };
  const auto begin = static_cast<int>(std::max<std::int64_t>(0, -first));
  const auto end = static_cast<int>(std::min(frames, count_ - 1 - first));
  // A 32-bit counter keeps its conversion to double inside the vector unit.
  const auto origin = static_cast<double>(first);
  for (int i = begin; i < end; ++i) scale(i, (origin + i) * step_ + from_);
  if (end >= 0 && end < frames) scale(end, last_);
}

}  // namespace bbplay::dsp
