// SPDX-License-Identifier: MIT
#include "bbplay/dsp/transition_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <list>
#include <mutex>
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
  /// Of an expression, the sum over the moving frames is known at every so many of them; that
  /// bounds the work of a seek to less than a millisecond.
  static constexpr std::int64_t kCheckpointFrames = 16384;

  TransitionRamp ramp;
  Law law = Law::linear;
  bool moves = false;
  double lowest = 0, highest = 0;
  // Of an expression: alpha before and after the ramp, and the sums from ramp.begin() to every
  // checkpoint.
  double before = 0, after = 1;
  std::vector<double> checkpoints;

  /// What one thread evaluates at a time: long enough that compiling the expression for it does not
  /// matter.
  static constexpr std::int64_t kTogether = 4 * kCheckpointFrames;
  /// What is evaluated before it is added up: 6 MiB, that two, three, four or six threads share.
  static constexpr std::int64_t kShared = 12 * kTogether;

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

  /// alpha of moving frames first, first + 1, ...
  void evaluate(expression::Expression& expression, std::int64_t first,
                std::span<double> alpha) const {
    for (double& a : alpha) a = value_at(expression, ramp.at(first++));
  }

  /// Whether more than one thread has something to evaluate.
  bool is_long() const { return moving_frames() > kTogether; }

  /// Runs once through the ramp; what it finds is shared by all copies. The sums are always the same
  /// additions in the same order.
  void survey(expression::Expression& expression, std::int64_t frames, const Sharing& sharing) {
    before = value_at(expression, 0);
    after = value_at(expression, 1);
    lowest = ramp.begin() > 0 ? before : value_at(expression, ramp.at(0));
    highest = lowest;
    const auto include = [this](double alpha) {
      lowest = std::min(lowest, alpha);
      highest = std::max(highest, alpha);
    };
    double sum = 0;
    const std::int64_t most = sharing ? kShared : kCheckpointFrames;
    std::vector<double> memory(
        static_cast<std::size_t>(std::clamp<std::int64_t>(moving_frames(), 0, most)));
    for (std::int64_t first = ramp.begin(); first < ramp.end(); first += most) {
      const std::int64_t count = std::min(most, ramp.end() - first);
      const std::span<double> alphas = std::span(memory).first(static_cast<std::size_t>(count));
      sharing ? share(expression, first, alphas, sharing) : evaluate(expression, first, alphas);
      std::int64_t frame = first;
      for (const double alpha : alphas) {
        if ((frame - ramp.begin()) % kCheckpointFrames == 0) checkpoints.push_back(sum);
        if (frame < frames) include(alpha);
        sum += alpha;
        ++frame;
      }
    }
    checkpoints.push_back(sum);
    if (ramp.end() < frames) include(after);
    moves = highest > lowest;
  }

 private:
  std::int64_t moving_frames() const { return ramp.end() - ramp.begin(); }

  void share(const expression::Expression& expression, std::int64_t first, std::span<double> alphas,
             const Sharing& sharing) const {
    constexpr auto kPart = static_cast<std::size_t>(kTogether);
    sharing((alphas.size() + kPart - 1) / kPart, [&](std::size_t part) {
      const std::size_t begin = part * kPart;
      expression::Expression own(expression);
      evaluate(own, first + static_cast<std::int64_t>(begin),
               alphas.subspan(begin, std::min(kPart, alphas.size() - begin)));
    });
  }
};

/// The latest surveys of expressions: a voice is built several times in an analysis, and each
/// survey evaluates the expression at every frame.
struct TransitionCurve::Surveys {
  using Surveyed = std::shared_ptr<const Shape>;
  struct Key {
    double seconds;
    std::int64_t frames;
    TransitionTiming timing;
    bool operator==(const Key&) const = default;
  };

  Surveyed find(const Key& key) {
    const std::lock_guard lock(mutex);
    const auto found = std::ranges::find(kept, key, &Kept::first);
    if (found == kept.end()) return nullptr;
    kept.splice(kept.begin(), kept, found);
    return found->second;
  }

  Surveyed make(const Key& key, const Shape& unsurveyed, expression::Expression& expression,
                const Sharing& sharing) {
    auto shape = std::make_shared<Shape>(unsurveyed);
    shape->survey(expression, key.frames, sharing);
    constexpr std::size_t kKept = 32;
    const std::lock_guard lock(mutex);
    kept.emplace_front(key, shape);
    if (kept.size() > kKept) kept.pop_back();
    return shape;
  }

  static Surveys& all() {
    static Surveys surveys;
    return surveys;
  }

 private:
  using Kept = std::pair<Key, Surveyed>;
  std::mutex mutex;
  std::list<Kept> kept;
};

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
                                 const TransitionTiming& timing) {
  if (frames <= 0) return;
  auto shape = std::make_shared<Shape>(Shape::of(seconds, frames, timing));
  if (shape->law == Law::expression) {
    try {
      running_ = std::make_unique<Running>(Running{expression::Expression(timing.curve)});
      const Surveys::Key key{seconds, frames, timing};
      shape_ = Surveys::all().find(key);
      if (!shape_) shape_ = Surveys::all().make(key, *shape, running_->expression, {});
      running_->frame = shape_->ramp.begin();
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

bool TransitionCurve::survey_ahead(double seconds, std::int64_t frames,
                                   const TransitionTiming& timing, const Sharing& sharing) {
  if (frames <= 0) return false;
  const Shape shape = Shape::of(seconds, frames, timing);
  if (shape.law != Law::expression || !shape.is_long()) return false;
  const Surveys::Key key{seconds, frames, timing};
  if (Surveys::all().find(key)) return false;
  try {
    expression::Expression expression(timing.curve);
    Surveys::all().make(key, shape, expression, sharing);
  } catch (const expression::ExpressionError&) {
    return false;  // counts as linear
  }
  return true;
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
  const std::int64_t target = std::clamp(n, ramp.begin(), ramp.end());
  const std::int64_t index = (target - ramp.begin()) / Shape::kCheckpointFrames;
  const std::int64_t checkpoint = ramp.begin() + index * Shape::kCheckpointFrames;
  if (running.frame > target || running.frame < checkpoint) {
    running.frame = checkpoint;
    running.sum = shape.checkpoints[static_cast<std::size_t>(index)];
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
