// SPDX-License-Identifier: MIT
#include "dsp/level/breakpoint_envelope.h"

#include <algorithm>
#include <cmath>

namespace bbplay::dsp {
namespace {

/// Step k of `frames` on the straight way from 0 to 1, both ends included; a single frame stays at
/// the beginning.
double ramp(std::int64_t k, std::int64_t frames) {
  return frames > 1 ? static_cast<double>(k) / static_cast<double>(frames - 1) : 0;
}

}  // namespace

FadedLevel::FadedLevel(std::span<const LevelPoint> points, int rate, const Fades& fades)
    : fades_(fades) {
  for (const LevelPoint& point : points) points_.push_back({point.time_s * rate, point.level});
}

void FadedLevel::multiply_points(std::int64_t first, std::span<double> gain) const noexcept {
  if (points_.empty()) return;
  // The first point behind the frame; from there on they come one by one.
  const auto is_before = [](double frame, const Point& point) { return frame < point.frame; };
  auto next =
      std::upper_bound(points_.begin(), points_.end(), static_cast<double>(first), is_before);
  for (std::size_t i = 0; i < gain.size(); ++i) {
    const double frame = static_cast<double>(first + static_cast<std::int64_t>(i));
    while (next != points_.end() && next->frame <= frame) ++next;
    if (next == points_.begin()) {
      gain[i] *= next->level;
    } else if (next == points_.end()) {
      gain[i] *= points_.back().level;
    } else {
      const Point& before = *(next - 1);
      const double way = (frame - before.frame) / (next->frame - before.frame);
      gain[i] *= before.level + (next->level - before.level) * way;
    }
  }
}

void FadedLevel::multiply_fades(std::int64_t first, std::span<double> gain) const noexcept {
  const std::int64_t behind = first + static_cast<std::int64_t>(gain.size());
  const auto at = [&](std::int64_t frame) -> double& {
    return gain[static_cast<std::size_t>(frame - first)];
  };
  const std::int64_t in_end = std::min(behind, fades_.begin + fades_.in_frames);
  for (std::int64_t f = std::max(first, fades_.begin); f < in_end; ++f) {
    at(f) *= ramp(f - fades_.begin, fades_.in_frames);
  }
  const std::int64_t out_begin = fades_.end - fades_.out_frames;
  for (std::int64_t f = std::max(first, out_begin); f < std::min(behind, fades_.end); ++f) {
    at(f) *= 1 - ramp(f - out_begin, fades_.out_frames);
  }
}

void FadedLevel::multiply(std::int64_t first, std::span<double> gain) const noexcept {
  multiply_points(first, gain);
  multiply_fades(first, gain);
}

double FadedLevel::at(std::int64_t frame) const noexcept {
  double gain = 1;
  multiply(frame, {&gain, 1});
  return gain;
}

bool FadedLevel::is_unity() const noexcept {
  return fades_.in_frames == 0 && fades_.out_frames == 0 &&
         std::all_of(points_.begin(), points_.end(), [](const Point& p) { return p.level == 1; });
}

double FadedLevel::peak() const noexcept {
  double peak = std::max(std::abs(at(fades_.begin + fades_.in_frames)),
                         std::abs(at(fades_.end - fades_.out_frames - 1)));
  for (const Point& point : points_) {
    const auto frame = static_cast<std::int64_t>(point.frame);
    peak = std::max({peak, std::abs(at(frame)), std::abs(at(frame + 1))});
  }
  return peak;
}

}  // namespace bbplay::dsp
