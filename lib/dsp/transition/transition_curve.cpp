// SPDX-License-Identifier: MIT
#include "bbplay/dsp/transition_curve.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "dsp/transition/curve_shape.h"
#include "dsp/transition/transition_ramp.h"
#include "expression/expression.h"
#include "expression/lexer.h"

namespace bbplay::dsp {

/// What one copy of a curve works with: the expression, and the sum over the moving frames up to
/// the place where it was asked or filled last.
struct TransitionCurve::Running {
  bbplay::expression::Expression expression;
  std::int64_t frame = 0;
  double sum = 0;
};

TransitionCurve::TransitionCurve() = default;
TransitionCurve::TransitionCurve(TransitionCurve&&) noexcept = default;
TransitionCurve::~TransitionCurve() = default;

TransitionCurve::TransitionCurve(const TransitionCurve& other)
    : shape_(other.shape_),
      running_(other.running_ ? std::make_unique<Running>(*other.running_) : nullptr) {}

TransitionCurve& TransitionCurve::operator=(TransitionCurve other) noexcept {
  shape_ = std::move(other.shape_);
  running_ = std::move(other.running_);
  return *this;
}

TransitionCurve::TransitionCurve(double seconds, std::int64_t frames,
                                 const TransitionTiming& timing,
                                 const std::shared_ptr<const KnownCurves>& known) {
  if (frames <= 0) return;
  auto shape = std::make_shared<Shape>(Shape::of(seconds, frames, timing));
  if (shape->law == CurveLaw::expression) {
    try {
      running_ = std::make_unique<Running>(Running{expression::Expression(timing.curve)});
      const CurveSurvey* const survey_known = known ? known->find(timing) : nullptr;
      if (survey_known != nullptr && shape->is_surveyed_by(*survey_known)) {
        shape->take({known, survey_known}, running_->expression);
      } else {
        shape->take(std::make_shared<const CurveSurvey>(*survey(seconds, frames, timing, alone)),
                    running_->expression);
      }
      running_->frame = shape->ramp.begin();
      shape_ = std::move(shape);
      return;
    } catch (const expression::ExpressionError&) {
      shape->law = CurveLaw::linear;
    }
  }
  shape->lowest = bent(shape->law, shape->ramp.at(0));
  shape->highest = bent(shape->law, shape->ramp.at(frames - 1));
  shape->moves = shape->highest > shape->lowest;
  shape_ = std::move(shape);
}

double TransitionCurve::at(std::int64_t frame) const noexcept {
  if (!shape_) return 0;
  const double u = shape_->ramp.at(frame);
  return shape_->law == CurveLaw::expression ? value_at(running_->expression, u)
                                             : bent(shape_->law, u);
}

std::optional<double> TransitionCurve::rest(std::int64_t first, std::int64_t end) const noexcept {
  if (!shape_) return 0;
  const Shape& shape = *shape_;
  const bool is_expression = shape.law == CurveLaw::expression;
  if (end <= shape.ramp.begin()) return is_expression ? shape.before : 0;
  if (first >= shape.ramp.end()) return is_expression ? shape.after : 1;
  return std::nullopt;
}

void TransitionCurve::fill(std::int64_t first, std::span<double> alpha) const noexcept {
  if (!shape_) {
    std::fill(alpha.begin(), alpha.end(), 0.0);
    return;
  }
  const Shape& shape = *shape_;
  shape.ramp.fill(first, alpha);
  switch (shape.law) {
    case CurveLaw::linear:
      break;
    case CurveLaw::logarithmic:
      for (double& a : alpha) a = 1 - (1 - a) * (1 - a);
      break;
    case CurveLaw::exponential:
      for (double& a : alpha) a *= a;
      break;
    case CurveLaw::expression: {
      Running& running = *running_;
      std::int64_t frame = first;
      for (double& a : alpha) {
        if (frame < shape.ramp.begin()) {
          a = shape.before;
        } else if (frame >= shape.ramp.end()) {
          a = shape.after;
        } else {
          a = value_at(running.expression, a);
          if (frame == running.frame) {
            running.sum += a;
            ++running.frame;
          }
        }
        ++frame;
      }
    }
  }
}

double TransitionCurve::sum_before(std::int64_t n) const noexcept {
  if (!shape_) return 0;
  const Shape& shape = *shape_;
  const TransitionRamp& ramp = shape.ramp;
  if (shape.law != CurveLaw::expression) {
    const TransitionRamp::Sums sums = ramp.sums_before(n);
    switch (shape.law) {
      case CurveLaw::logarithmic:
        return 2 * sums.u - sums.u_squared;
      case CurveLaw::exponential:
        return sums.u_squared;
      default:
        return sums.u;
    }
  }

  // Always the same additions in the same order, so that the way here does not show in the sum.
  Running& running = *running_;
  const CurveSurvey& survey = *shape.survey;
  const std::int64_t target = std::clamp(n, ramp.begin(), ramp.end());
  const std::int64_t index = (target - ramp.begin()) / survey.distance;
  const std::int64_t known = ramp.begin() + index * survey.distance;
  if (running.frame > target || running.frame < known) {
    running.frame = known;
    running.sum = survey.sums[static_cast<std::size_t>(index)];
  }
  constexpr std::int64_t kFew = 64;
  while (survey.is_estimate && running.frame + kFew <= target) {
    const std::int64_t count = std::min(shape.panel(), target - running.frame);
    const std::int64_t end = running.frame + count;
    running.sum +=
        sum_of_parabola(at(running.frame), at(running.frame + count / 2), at(end), count);
    running.frame = end;
  }
  for (; running.frame < target; ++running.frame) {
    running.sum += value_at(running.expression, ramp.at(running.frame));
  }
  return shape.before * static_cast<double>(std::min(n, ramp.begin())) + running.sum +
         shape.after * static_cast<double>(std::max<std::int64_t>(0, n - ramp.end()));
}

bool TransitionCurve::is_constant() const noexcept { return !shape_ || !shape_->moves; }

bool TransitionCurve::is_monotonic() const noexcept {
  return is_constant() || shape_->law != CurveLaw::expression;
}

bool TransitionCurve::is_quadratic(std::int64_t first, std::int64_t end) const noexcept {
  if (!shape_ || shape_->law == CurveLaw::expression) return !shape_;
  const TransitionRamp& ramp = shape_->ramp;
  return end <= ramp.begin() || first >= ramp.end() ||
         (first >= ramp.begin() && end <= ramp.end() && !ramp.is_step());
}

double TransitionCurve::max_slope() const noexcept {
  if (is_constant()) return 0;
  switch (shape_->law) {
    case CurveLaw::linear:
      return shape_->ramp.slope();
    case CurveLaw::logarithmic:
    case CurveLaw::exponential:
      return 2 * shape_->ramp.slope();
    case CurveLaw::expression:
      break;
  }
  return std::numeric_limits<double>::infinity();
}

double TransitionCurve::lowest() const noexcept { return shape_ ? shape_->lowest : 0; }
double TransitionCurve::highest() const noexcept { return shape_ ? shape_->highest : 0; }

bool is_valid_curve(const std::string& curve, std::string& problem) {
  if (named_law(curve)) return true;
  try {
    expression::Expression expression(curve);
    return true;
  } catch (const expression::ExpressionError& error) {
    problem = error.what();
    return false;
  }
}

}  // namespace bbplay::dsp
