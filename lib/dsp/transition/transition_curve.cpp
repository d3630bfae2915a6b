// SPDX-License-Identifier: MIT
#include "bbplay/dsp/transition_curve.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "dsp/transition/transition_ramp.h"
#include "expression/expression.h"
#include "expression/lexer.h"

namespace bbplay::dsp {

namespace {

enum class Law { linear, logarithmic, exponential, expression };

std::optional<Law> named_law(const std::string& curve) {
  constexpr const char* kBlanks = " \t\r\n\f\v";
  const std::size_t begin = curve.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return std::nullopt;
  std::string name = curve.substr(begin, curve.find_last_not_of(kBlanks) + 1 - begin);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (name == "linear") return Law::linear;
  if (name == "logarithmic") return Law::logarithmic;
  if (name == "exponential") return Law::exponential;
  return std::nullopt;
}

/// The named laws, of a ramp u.
double bent(Law law, double u) noexcept {
  switch (law) {
    case Law::logarithmic:
      return 1 - (1 - u) * (1 - u);
    case Law::exponential:
      return u * u;
    default:
      return u;
  }
}

/// The linear value stands in where an expression has none.
double value_at(expression::Expression& expression, double u) noexcept {
  const double value = expression.at(u);
  return std::isfinite(value) ? value : u;
}

}  // namespace

struct TransitionCurve::Shape {
  TransitionRamp ramp;
  Law law = Law::linear;
  bool moves = false;
  double lowest = 0, highest = 0;
  // Of an expression: alpha before and after the ramp, and what is known of it in between.
  double before = 0, after = 1;
  std::shared_ptr<const CurveSurvey> survey;

  /// The curve of a voice but for what an expression has to be asked for.
  static Shape of(double seconds, std::int64_t frames, const TransitionTiming& timing) {
    constexpr double kToTheEnd = -1;
    const double duration =
        timing.duration_seconds ? std::max(0.0, *timing.duration_seconds) : kToTheEnd;
    Shape shape;
    shape.ramp = TransitionRamp(seconds, frames, timing.offset_seconds, duration);
    shape.law = named_law(timing.curve).value_or(Law::expression);
    if (shape.ramp.is_step()) shape.law = Law::linear;  // no curve applies to a jump
    return shape;
  }

  std::int64_t moving_frames() const { return ramp.end() - ramp.begin(); }

  /// Frames between the sums that are known. That bounds the work of a seek to less than a millisecond,
  /// but for voices of many hours, for which memory is bounded.
  std::int64_t distance() const {
    constexpr std::int64_t kLeast = 16'384, kMostSums = 16'384;
    std::int64_t distance = kLeast;
    while (moving_frames() / distance > kMostSums) distance *= 2;
    return distance;
  }
  /// Frames over which an estimate takes alpha for a parabola: so many that it takes some ten thousand
  /// of them in all.
  std::int64_t panel() const {
    constexpr std::int64_t kLeast = 16, kMostPanels = 16'384;
    std::int64_t panel = kLeast;
    while (panel < distance() && moving_frames() / panel > kMostPanels) panel *= 2;
    return panel;
  }
  bool is_surveyed_by(const CurveSurvey& found) const {
    const std::int64_t stretches = (moving_frames() + distance() - 1) / distance();
    return found.distance == distance() &&
           found.sums.size() == static_cast<std::size_t>(stretches) + 1;
  }
  void take(std::shared_ptr<const CurveSurvey> found, expression::Expression& expression) {
    survey = std::move(found);
    before = value_at(expression, 0);
    after = value_at(expression, 1);
    lowest = survey->lowest;
    highest = survey->highest;
    moves = highest > lowest;
  }

  /// alpha of moving frames first, first + 1, ...
  void evaluate(expression::Expression& expression, std::int64_t first,
                std::span<double> alpha) const {
    for (double& a : alpha) a = value_at(expression, ramp.at(first++));
  }
};

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

/// Sharing with nobody.
void alone(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = 0; i < count; ++i) task(i);
}

/// The sum of alpha over so many frames of which the first, the middle one and that behind the last
/// are known, where it is a parabola.
double sum_of_parabola(double first, double middle, double end, std::int64_t frames) {
  return static_cast<double>(frames) * (first + 4 * middle + end) / 6 + (first - end) / 2;
}

}  // namespace

std::optional<CurveSurvey> TransitionCurve::survey(double seconds, std::int64_t frames,
                                                   const TransitionTiming& timing,
                                                   const Sharing& sharing) {
  if (frames <= 0) return std::nullopt;
  const Shape shape = Shape::of(seconds, frames, timing);
  if (shape.law != Law::expression) return std::nullopt;
  std::optional<expression::Expression> expression;
  try {
    expression.emplace(timing.curve);
  } catch (const expression::ExpressionError&) {
    return std::nullopt;  // counts as linear
  }
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
  if (shape.law != Law::expression) return std::nullopt;
  try {
    expression::Expression expression(timing.curve);
    const TransitionRamp& ramp = shape.ramp;
    Surveying surveying(frames, ramp.begin(), shape.distance());
    const auto look = [&](std::int64_t frame) {
      const double alpha = value_at(expression, ramp.at(frame));
      surveying.include(frame, alpha);
      return alpha;
    };
    surveying.include(0, value_at(expression, ramp.begin() > 0 ? 0 : ramp.at(0)));
    double at_first = look(ramp.begin());
    for (std::int64_t first = ramp.begin(); first < ramp.end(); first += shape.panel()) {
      surveying.pass(first);
      const std::int64_t count = std::min(shape.panel(), ramp.end() - first);
      const double middle = look(first + count / 2), at_end = look(first + count);
      surveying.add(sum_of_parabola(at_first, middle, at_end, count));
      at_first = at_end;
    }
    return std::move(surveying).finish(true);
  } catch (const expression::ExpressionError&) {
    return std::nullopt;  // counts as linear
  }
}

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
  if (shape->law == Law::expression) {
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
      shape->law = Law::linear;
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
  return shape_->law == Law::expression ? value_at(running_->expression, u) : bent(shape_->law, u);
}

std::optional<double> TransitionCurve::rest(std::int64_t first, std::int64_t end) const noexcept {
  if (!shape_) return 0;
  const Shape& shape = *shape_;
  const bool is_expression = shape.law == Law::expression;
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
    case Law::linear:
      break;
    case Law::logarithmic:
      for (double& a : alpha) a = 1 - (1 - a) * (1 - a);
      break;
    case Law::exponential:
      for (double& a : alpha) a *= a;
      break;
    case Law::expression: {
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
  if (shape.law != Law::expression) {
    const TransitionRamp::Sums sums = ramp.sums_before(n);
    switch (shape.law) {
      case Law::logarithmic:
        return 2 * sums.u - sums.u_squared;
      case Law::exponential:
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
  while (survey.is_estimate && running.frame + shape.panel() <= target) {
    const std::int64_t end = running.frame + shape.panel();
    running.sum +=
        sum_of_parabola(at(running.frame), at((running.frame + end) / 2), at(end), shape.panel());
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
  return is_constant() || shape_->law != Law::expression;
}

bool TransitionCurve::is_quadratic(std::int64_t first, std::int64_t end) const noexcept {
  if (!shape_ || shape_->law == Law::expression) return !shape_;
  const TransitionRamp& ramp = shape_->ramp;
  return end <= ramp.begin() || first >= ramp.end() ||
         (first >= ramp.begin() && end <= ramp.end() && !ramp.is_step());
}

double TransitionCurve::max_slope() const noexcept {
  if (is_constant()) return 0;
  switch (shape_->law) {
    case Law::linear:
      return shape_->ramp.slope();
    case Law::logarithmic:
    case Law::exponential:
      return 2 * shape_->ramp.slope();
    case Law::expression:
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
