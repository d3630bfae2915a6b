// SPDX-License-Identifier: MIT
// What has to be known of an expression before it is used: all of it, or an estimate.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/dsp/transition_curve.h"

#include "dsp/transition/curve_shape.h"
#include "expression/expression.h"
#include "expression/lexer.h"

namespace bbplay::dsp {
namespace {

/// What CurveSurvey holds, as it is found out.
class Surveying {
 public:
  /// frames  of the voice
  Surveying(std::int64_t frames, std::int64_t first, std::int64_t distance)
      : frames_(frames), first_(first) {
    found_.distance = distance;
  }

  void include(std::int64_t frame, double alpha) {
    if (frame >= frames_) return;
    found_.lowest = any_ ? std::min(found_.lowest, alpha) : alpha;
    found_.highest = any_ ? std::max(found_.highest, alpha) : alpha;
    any_ = true;
  }
  /// The sum in front of `frame` is kept where that is wanted.
  void pass(std::int64_t frame) {
    if ((frame - first_) % found_.distance == 0) found_.sums.push_back(sum_);
  }
  void add(double sum) { sum_ += sum; }
  CurveSurvey finish(bool is_estimate) && {
    found_.sums.push_back(sum_);
    found_.is_estimate = is_estimate;
    return std::move(found_);
  }

 private:
  std::int64_t frames_, first_;
  double sum_ = 0;
  bool any_ = false;
  CurveSurvey found_;
};

/// None: what is no expression counts as linear.
std::optional<expression::Expression> compiled(const std::string& text) {
  try {
    return std::optional<expression::Expression>(std::in_place, text);
  } catch (const expression::ExpressionError&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<CurveSurvey> TransitionCurve::survey(double seconds, std::int64_t frames,
                                                   const TransitionTiming& timing,
                                                   const Sharing& sharing) {
  if (frames <= 0) return std::nullopt;
  const Shape shape = Shape::of(seconds, frames, timing);
  if (shape.law != CurveLaw::expression) return std::nullopt;
  std::optional<expression::Expression> expression = compiled(timing.curve);
  if (!expression) return std::nullopt;
  // What one thread evaluates at a time is so long that compiling the expression for it does not
  // matter. What is evaluated before it is added up, always in the same order, are 6 MiB, that two,
  // three, four or six threads share.
  constexpr std::size_t kPart = 65'536, kTogether = 12 * kPart;
  const TransitionRamp& ramp = shape.ramp;
  Surveying surveying(frames, ramp.begin(), shape.distance());
  const double at_rest = ramp.begin() > 0 ? 0 : ramp.at(0);
  surveying.include(0, value_at(*expression, at_rest));
  const auto most = static_cast<std::int64_t>(kTogether);
  std::vector<double> memory(
      static_cast<std::size_t>(std::clamp<std::int64_t>(shape.moving_frames(), 0, most)));
  for (std::int64_t first = ramp.begin(); first < ramp.end(); first += most) {
    const std::int64_t count = std::min(most, ramp.end() - first);
    const std::span<double> alphas = std::span(memory).first(static_cast<std::size_t>(count));
    sharing((alphas.size() + kPart - 1) / kPart, [&](std::size_t part) {
      const std::size_t begin = part * kPart;
      expression::Expression own(*expression);
      shape.evaluate(own, first + static_cast<std::int64_t>(begin),
                     alphas.subspan(begin, std::min(kPart, alphas.size() - begin)));
    });
    std::int64_t frame = first;
    for (const double alpha : alphas) {
      surveying.pass(frame);
      surveying.include(frame, alpha);
      surveying.add(alpha);
      ++frame;
    }
  }
  surveying.include(ramp.end(), value_at(*expression, 1));
  return std::move(surveying).finish(false);
}

std::optional<CurveSurvey> TransitionCurve::estimate(double seconds, std::int64_t frames,
                                                     const TransitionTiming& timing) {
  if (frames <= 0) return std::nullopt;
  const Shape shape = Shape::of(seconds, frames, timing);
  constexpr std::int64_t kQuicklySurveyed = 65'536;
  if (shape.moving_frames() <= kQuicklySurveyed) return survey(seconds, frames, timing, alone);
  if (shape.law != CurveLaw::expression) return std::nullopt;
  std::optional<expression::Expression> expression = compiled(timing.curve);
  if (!expression) return std::nullopt;
  const TransitionRamp& ramp = shape.ramp;
  Surveying surveying(frames, ramp.begin(), shape.distance());
  const auto look = [&](std::int64_t frame) {
    const double alpha = value_at(*expression, ramp.at(frame));
    surveying.include(frame, alpha);
    return alpha;
  };
  surveying.include(0, value_at(*expression, ramp.begin() > 0 ? 0 : ramp.at(0)));
  double at_first = look(ramp.begin());
  for (std::int64_t first = ramp.begin(); first < ramp.end(); first += shape.panel()) {
    surveying.pass(first);
    const std::int64_t count = std::min(shape.panel(), ramp.end() - first);
    const double middle = look(first + count / 2), at_end = look(first + count);
    surveying.add(sum_of_parabola(at_first, middle, at_end, count));
    at_first = at_end;
  }
  return std::move(surveying).finish(true);
}

}  // namespace bbplay::dsp
