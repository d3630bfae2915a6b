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
  if (fades_.end <= fades_.begin) return;
  const std::vector<std::int64_t> bent = bends();
  peak_ = std::abs(at(bent.front()));
  for (std::size_t i = 1; i < bent.size(); ++i) {
    peak_ = std::max({peak_, std::abs(at(bent[i])), peak_between(bent[i - 1], bent[i])});
  }
}

void FadedLevel::multiply_points(std::int64_t first, std::span<double> gain) const noexcept {
  if (points_.empty()) return;
  // The first point behind the frame; from there on they come one by one.
  const auto is_before = [](double frame, const Point& point) { return frame < point.frame; };
  auto next =
      std::upper_bound(points_.begin(), points_.end(), static_cast<double>(first), is_before);
  while (!gain.empty()) {
    const auto frame = static_cast<double>(first);
    while (next != points_.end() && next->frame <= frame) ++next;
    std::size_t count = gain.size();  // of the frames before the next point
    if (next != points_.end()) {
      const double until = std::ceil(next->frame - frame);
      if (until < static_cast<double>(count)) count = static_cast<std::size_t>(until);
    }
    const std::span<double> stretch = gain.first(count);
    if (next == points_.begin() || next == points_.end()) {
      const double level = next == points_.begin() ? next->level : points_.back().level;
      for (double& g : stretch) g *= level;
    } else {
      const Point& before = *(next - 1);
      const double slope = (next->level - before.level) / (next->frame - before.frame);
      for (int i = 0; i < static_cast<int>(count); ++i) {
        const double way = frame + i - before.frame;
        stretch[static_cast<std::size_t>(i)] *= before.level + slope * way;
      }
    }
    first += static_cast<std::int64_t>(count);
    gain = gain.subspan(count);
  }
}

double FadedLevel::fading_in(std::int64_t frame) const noexcept {
  const std::int64_t k = frame - fades_.begin;
  return 0 <= k && k < fades_.in_frames ? ramp(k, fades_.in_frames) : 1;
}

double FadedLevel::fading_out(std::int64_t frame) const noexcept {
  const std::int64_t k = frame - (fades_.end - fades_.out_frames);
  return 0 <= k && k < fades_.out_frames ? 1 - ramp(k, fades_.out_frames) : 1;
}

void FadedLevel::multiply_fades(std::int64_t first, std::span<double> gain) const noexcept {
  const std::int64_t behind = first + static_cast<std::int64_t>(gain.size());
  const auto at = [&](std::int64_t frame) -> double& {
    return gain[static_cast<std::size_t>(frame - first)];
  };
  const std::int64_t in_end = std::min(behind, fades_.begin + fades_.in_frames);
  for (std::int64_t f = std::max(first, fades_.begin); f < in_end; ++f) at(f) *= fading_in(f);
  const std::int64_t out_begin = fades_.end - fades_.out_frames;
  const std::int64_t out_end = std::min(behind, fades_.end);
  for (std::int64_t f = std::max(first, out_begin); f < out_end; ++f) at(f) *= fading_out(f);
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

/// The first and last frame, and those in between that stand around a bend or jump; ascending.
std::vector<std::int64_t> FadedLevel::bends() const {
  const auto first = static_cast<double>(fades_.begin);
  const auto last = static_cast<double>(fades_.end - 1);
  std::vector<std::int64_t> bends{fades_.begin, fades_.end - 1};
  const auto add_around = [&](double frame) {
    for (const double step : {-1.0, 0.0, 1.0}) {
      const double near = std::floor(frame) + step;
      if (first < near && near < last) bends.push_back(static_cast<std::int64_t>(near));
    }
  };
  add_around(first + static_cast<double>(fades_.in_frames));
  add_around(static_cast<double>(fades_.end - fades_.out_frames));
  for (const Point& point : points_) add_around(point.frame);
  std::ranges::sort(bends);
  return bends;
}

/// Largest |level| strictly between two frames, both of which it reaches without a bend: there it
/// is a product of three straight lines, the largest where its slope is 0.
double FadedLevel::peak_between(std::int64_t begin, std::int64_t end) const noexcept {
  if (end - begin < 2) return 0;
  struct Line {
    double at_begin, change;
  };
  const auto line = [](double from, double to) { return Line{from, to - from}; };
  double from = 1, to = 1;
  multiply_points(begin, {&from, 1});
  multiply_points(end, {&to, 1});
  const Line a = line(from, to);
  const Line b = line(fading_in(begin), fading_in(end));
  const Line c = line(fading_out(begin), fading_out(end));
  // The slope over the way from 0 to 1, as q0 + 2 q1 x + q2 x^2.
  const double q0 = a.change * b.at_begin * c.at_begin + a.at_begin * b.change * c.at_begin +
                    a.at_begin * b.at_begin * c.change;
  const double q1 = a.change * b.change * c.at_begin + a.change * b.at_begin * c.change +
                    a.at_begin * b.change * c.change;
  const double q2 = 3 * a.change * b.change * c.change;
  double peak = 0;
  const auto look_at = [&](double way) {
    if (!(0 < way && way < 1)) return;
    const double frame = way * static_cast<double>(end - begin);
    const std::int64_t near = begin + static_cast<std::int64_t>(frame);
    peak = std::max({peak, std::abs(at(near)), std::abs(at(near + 1))});
  };
  const double root = std::sqrt(std::max(0.0, q1 * q1 - q0 * q2));
  const double larger = -(q1 + std::copysign(root, q1));  // does not cancel
  if (larger != 0) look_at(q0 / larger);
  if (q2 != 0) look_at(larger / q2);
  return peak;
}

}  // namespace bbplay::dsp
