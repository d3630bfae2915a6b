// SPDX-License-Identifier: MIT
#include "voices/sam/stage_pieces.h"

#include <algorithm>
#include <cmath>

#include "dsp/block/phase_modulation_ops.h"
#include "voices/sam/scene_curve.h"

namespace bbplay::voices {
namespace {

constexpr double kNoEdge = 1e-12;  // seconds; shorter edges are none

/// Frames of a voice at which a stage changes its course.
struct Course {
  StageValue stage;
  std::int64_t on = 0, full = 0, falling = 0, off = 0;

  StageShare share_at(std::int64_t frame, const SceneClock& clock) const {
    return {stage, clock, frame < full, frame >= falling};
  }
};

Course course_of(const StageValue& value, const SceneClock& clock, std::int64_t frames) {
  const StageWindow window = value.window.fitted();
  const double end_s = window.end_s();
  Course out{value};
  out.stage.window = window;
  out.on = clock.first_at(window.start_s, frames);
  out.off = clock.first_at(end_s, frames);
  out.full = window.fade_in_s > kNoEdge ? clock.first_at(window.start_s + window.fade_in_s, frames)
                                        : out.on;
  out.falling =
      window.fade_out_s > kNoEdge ? clock.first_at(end_s - window.fade_out_s, frames) : out.off;
  if (value.curve != SceneCurve::hold) return out;
  // Held back until the weight is full, which at an edge is so by rounding, too: then the stage is
  // there at once and goes at once.
  const auto is_full = [&](std::int64_t frame) {
    return out.share_at(frame, clock).weight(clock.seconds(static_cast<double>(frame))) >= 1;
  };
  out.stage.curve = SceneCurve::linear;
  std::int64_t on = std::min(out.full, out.off), off = std::max(on, std::min(out.falling, out.off));
  while (on > out.on && is_full(on - 1)) --on;
  while (off < out.off && is_full(off)) ++off;
  out.on = out.full = on;
  out.off = out.falling = off;
  return out;
}

}  // namespace

StageShare::StageShare(const StageValue& of_stage, const SceneClock& clock, bool rises_here,
                       bool falls_here)
    : stage(of_stage), rises(rises_here), falls(falls_here) {
  const StageWindow& window = stage.window;
  if (rises) {
    const double frames = window.fade_in_s * clock.rate;
    rise_ = {(clock.seconds(0) - window.start_s) / window.fade_in_s, 1 / frames, frames};
  }
  if (falls) {
    const double frames = window.fade_out_s * clock.rate;
    fall_ = {(window.end_s() - clock.seconds(0)) / window.fade_out_s, -1 / frames, -frames};
  }
}

double StageShare::weight(double seconds) const noexcept {
  const StageWindow& window = stage.window;
  double weight = 1;
  if (rises) weight = smooth_step((seconds - window.start_s) / window.fade_in_s);
  if (falls) {
    weight = std::min(weight, smooth_step((window.end_s() - seconds) / window.fade_out_s));
  }
  return bent(stage.curve, weight);
}

void StageShare::fill_weights(const SceneClock& clock, std::int64_t first,
                              std::span<double> out) const noexcept {
  const StageWindow& window = stage.window;
  const double seconds = clock.seconds(static_cast<double>(first));
  const auto fill_edge = [&](double before_s, double edge_s, double direction,
                             std::span<double> to) {
    dsp::smooth_edge(before_s / edge_s, direction / (edge_s * clock.rate), to);
  };
  if (rises) {
    fill_edge(seconds - window.start_s, window.fade_in_s, 1, out);
  } else if (falls) {
    fill_edge(window.end_s() - seconds, window.fade_out_s, -1, out);
  } else {
    std::fill(out.begin(), out.end(), 1.0);
  }
  if (rises && falls) {  // by rounding, where the two edges meet
    for (std::size_t i = 0; i < out.size(); ++i) {
      double falling = 0;
      fill_edge(window.end_s() - clock.seconds(static_cast<double>(first) + static_cast<double>(i)),
                window.fade_out_s, -1, std::span(&falling, 1));
      out[i] = std::min(out[i], falling);
    }
  }
  bend(stage.curve, out);
}

void StageShare::fill_weights_at(std::span<const double> frames,
                                 std::span<double> out) const noexcept {
  if (rises && !falls) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = smooth_step(rise_.at(frames[i]));
  } else if (falls && !rises) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = smooth_step(fall_.at(frames[i]));
  } else {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double edges =
          std::min(smooth_step(rise_.at(frames[i])), smooth_step(fall_.at(frames[i])));
      out[i] = is_full() ? 1 : edges;
    }
  }
  bend(stage.curve, out);
}

double StageShare::largest_slope() const noexcept {
  constexpr double kSteepestStep = 1.5;
  const double slope = std::max(std::abs(rise_.per_frame), std::abs(fall_.per_frame));
  return slope > 0 ? slope * kSteepestStep * steepest(stage.curve) : 0;
}

/// The integral from half a frame before the first to half a frame after the last one, less 1/24 of
/// the change of the slope: of a cubic nothing is left over, of degree 9 nothing that counts where an
/// edge takes some hundred frames (Euler and Maclaurin).
double StageShare::polynomial_sum(std::int64_t begin, std::int64_t end) const noexcept {
  const Way& way = rises ? rise_ : fall_;
  const double from = way.at(static_cast<double>(begin) - 0.5);
  const double to = way.at(static_cast<double>(end) - 0.5);
  if (stage.curve == SceneCurve::linear) {
    const auto integral = [](double x) { return x * x * x * (1 - x / 2); };
    const auto slope = [](double x) { return 6 * x * (1 - x); };
    return (integral(to) - integral(from)) * way.frames -
           way.per_frame * (slope(to) - slope(from)) / 24;
  }
  const auto integral = [](double x) {
    return x * x * x * x * x * (5.4 + x * (-6 + x * (-6 + x * (13.5 + x * (-8 + x * 1.6)))));
  };
  const auto slope = [](double x) {
    return x * x * x * (108 + x * (-180 + x * (-252 + x * (756 + x * (-576 + x * 144)))));
  };
  return (integral(to) - integral(from)) * way.frames -
         way.per_frame * (slope(to) - slope(from)) / 24;
}

StagePieces::StagePieces(std::span<const StageValue> stages, const SceneClock& clock,
                         std::int64_t frames, std::span<const std::int64_t> cuts) {
  std::vector<Course> courses;
  std::vector<std::int64_t> begins{0};
  for (const StageValue& stage : stages) {
    const Course course = course_of(stage, clock, frames);
    if (course.on >= course.off) continue;
    courses.push_back(course);
    begins.insert(begins.end(), {course.on, course.full, course.falling, course.off});
    jumps_ = jumps_ || (course.on > 0 && course.full == course.on) ||
             (course.off < frames && course.falling == course.off);
  }
  begins.insert(begins.end(), cuts.begin(), cuts.end());
  std::erase_if(begins, [frames](std::int64_t frame) { return frame < 0 || frame > frames; });
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());

  std::vector<std::size_t> waiting(courses.size());  // by their beginnings, the last ones first
  for (std::size_t i = 0; i < waiting.size(); ++i) waiting[i] = i;
  std::sort(waiting.begin(), waiting.end(),
            [&courses](std::size_t a, std::size_t b) { return courses[a].on > courses[b].on; });
  std::vector<std::size_t> there;  // in the order of the file
  for (const std::int64_t begin : begins) {
    std::erase_if(there, [&](std::size_t i) { return courses[i].off <= begin; });
    for (; !waiting.empty() && courses[waiting.back()].on <= begin; waiting.pop_back()) {
      const std::size_t index = waiting.back();
      if (courses[index].off <= begin) continue;
      there.insert(std::lower_bound(there.begin(), there.end(), index), index);
    }
    pieces_.push_back({begin, shares_.size(), there.size()});
    for (const std::size_t i : there) shares_.push_back(courses[i].share_at(begin, clock));
  }
}

std::size_t StagePieces::at(std::int64_t frame) const noexcept {
  const auto after = std::upper_bound(
      pieces_.begin(), pieces_.end(), frame,
      [](std::int64_t wanted, const Piece& piece) { return wanted < piece.begin; });
  return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

}  // namespace bbplay::voices
