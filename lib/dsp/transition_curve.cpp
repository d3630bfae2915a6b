// SPDX-License-Identifier: MIT
#include "dsp/transition_curve.h"

#include <algorithm>
#include <cmath>

namespace bbplay::dsp {

namespace {

/// Smallest frame >= 0 for which `reached` holds, near `guess`. The rounding of i dt and of the
/// division decides at the edges, so the predicate itself is asked rather than the guess trusted.
template <class Predicate>
std::int64_t first_frame(double guess, std::int64_t frames, Predicate reached) {
  auto frame = static_cast<std::int64_t>(std::clamp(guess, 0.0, static_cast<double>(frames) + 1));
  while (frame > 0 && reached(frame - 1)) --frame;
  while (!reached(frame)) ++frame;
  return frame;
}

std::string trimmed_lower_case(const std::string& text) {
  constexpr const char* kBlanks = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return {};
  std::string name = text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

enum class Law { step, linear, logarithmic, exponential };

double bent(Law law, double ramp) noexcept {
  switch (law) {
    case Law::logarithmic:
      return 1 - (1 - ramp) * (1 - ramp);
    case Law::exponential:
      return ramp * ramp;
    default:
      return ramp;
  }
}

}  // namespace

/// The ramp of spec dsp section 6: u = clip((i dt - offset) / span, 0, 1), bent by a law.
struct TransitionCurve::Shape {
  Law law = Law::linear;
  double dt = 0;      // seconds per frame
  double offset = 0;  // seconds
  double span = 0;    // seconds; <= 0: a step
  std::int64_t frames = 0;
  std::int64_t begin = 0;  // first frame with u > 0; of a step, the first with alpha = 1
  std::int64_t end = 0;    // first frame with u = 1, >= begin

  double ramp(std::int64_t frame) const noexcept {
    const double u = (static_cast<double>(frame) * dt - offset) / span;
    return u > 0 ? std::min(u, 1.0) : 0.0;
  }

  /// Sum of alpha over the moving frames begin .. begin + count - 1, none of which is clipped:
  /// an arithmetic series and its squares around their middle.
  double sum_of_moving(std::int64_t count) const noexcept {
    const auto m = static_cast<double>(count);
    const double step = dt / span;
    const double middle = (static_cast<double>(begin) * dt - offset) / span + step * (m - 1) / 2;
    const double sum = m * middle;
    const double sum_of_squares = sum * middle + step * step * (m * (m * m - 1) / 12);
    switch (law) {
      case Law::logarithmic:
        return 2 * sum - sum_of_squares;
      case Law::exponential:
        return sum_of_squares;
      default:
        return sum;
    }
  }
};

TransitionCurve::TransitionCurve() = default;

TransitionCurve::TransitionCurve(double seconds, std::int64_t frames,
                                 const TransitionTiming& timing) {
  if (frames <= 0 || !(seconds > 0)) return;
  auto shape = std::make_shared<Shape>();
  const double offset = std::min(timing.offset_seconds, seconds);
  const double room = std::max(0.0, seconds - offset);
  const double wanted = std::max(0.0, timing.duration_seconds.value_or(room));
  shape->frames = frames;
  shape->dt = seconds / static_cast<double>(frames);
  shape->offset = offset;
  shape->span = std::min(seconds, offset + std::min(wanted, room)) - offset;
  const auto time = [dt = shape->dt](std::int64_t frame) {
    return static_cast<double>(frame) * dt;
  };

  if (!(shape->span > 0)) {
    if (offset >= seconds) return;
    shape->law = Law::step;
    shape->begin = first_frame(offset / shape->dt, frames,
                               [&](std::int64_t frame) { return time(frame) >= offset; });
    shape->end = shape->begin;
  } else {
    const std::string name = trimmed_lower_case(timing.curve);
    shape->law = name == "logarithmic"   ? Law::logarithmic
                 : name == "exponential" ? Law::exponential
                                         : Law::linear;
    shape->begin = first_frame(offset / shape->dt, frames,
                               [&](std::int64_t frame) { return time(frame) > offset; });
    shape->end = first_frame((offset + shape->span) / shape->dt, frames, [&](std::int64_t frame) {
      return (time(frame) - offset) / shape->span >= 1;
    });
  }
  if (shape->begin < frames) shape_ = std::move(shape);
}

void TransitionCurve::fill(std::int64_t first, std::span<double> alpha) const noexcept {
  const auto count = static_cast<std::int64_t>(alpha.size());
  if (!shape_ || first + count <= shape_->begin) {
    std::fill(alpha.begin(), alpha.end(), 0.0);
    return;
  }
  const Shape& shape = *shape_;
  if (first >= shape.end) {
    std::fill(alpha.begin(), alpha.end(), 1.0);
    return;
  }
  if (shape.law == Law::step) {
    const auto zeros = static_cast<std::size_t>(std::max<std::int64_t>(0, shape.begin - first));
    std::fill_n(alpha.begin(), zeros, 0.0);
    std::fill(alpha.begin() + static_cast<std::ptrdiff_t>(zeros), alpha.end(), 1.0);
    return;
  }
  // int keeps the conversion to double inside the vector unit.
  const auto start = static_cast<double>(first);
  for (int i = 0; i < static_cast<int>(count); ++i) {
    const double u = ((start + i) * shape.dt - shape.offset) / shape.span;
    const double clipped = u > 0 ? u : 0.0;
    alpha[static_cast<std::size_t>(i)] = clipped < 1 ? clipped : 1.0;
  }
  switch (shape.law) {
    case Law::logarithmic:
      for (double& a : alpha) a = 1 - (1 - a) * (1 - a);
      break;
    case Law::exponential:
      for (double& a : alpha) a *= a;
      break;
    default:
      break;
  }
}

double TransitionCurve::at(std::int64_t frame) const noexcept {
  if (!shape_ || frame < shape_->begin) return 0;
  if (frame >= shape_->end) return 1;
  return bent(shape_->law, shape_->ramp(frame));
}

double TransitionCurve::sum_before(std::int64_t n) const noexcept {
  if (!shape_ || n <= shape_->begin) return 0;
  const Shape& shape = *shape_;
  const std::int64_t moving = std::min(n, shape.end) - shape.begin;
  const double held = static_cast<double>(std::max<std::int64_t>(0, n - shape.end));
  return (moving > 0 ? shape.sum_of_moving(moving) : 0.0) + held;
}

bool TransitionCurve::is_constant() const noexcept { return !shape_ || shape_->end <= 0; }

bool TransitionCurve::is_monotonic() const noexcept { return true; }

bool is_valid_curve(const std::string& curve, std::string& problem) {
  // Temporary: until expressions are compiled, only the names count.
  const std::string name = trimmed_lower_case(curve);
  if (name == "linear" || name == "logarithmic" || name == "exponential") return true;
  problem = "expressions are not compiled yet";
  return false;
}

}  // namespace bbplay::dsp
