// SPDX-License-Identifier: MIT
#include "dsp/transition/curve_shape.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace bbplay::dsp {

std::optional<CurveLaw> named_law(const std::string& curve) {
  constexpr const char* kBlanks = " \t\r\n\f\v";
  const std::size_t begin = curve.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return std::nullopt;
  std::string name = curve.substr(begin, curve.find_last_not_of(kBlanks) + 1 - begin);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (name == "linear") return CurveLaw::linear;
  if (name == "logarithmic") return CurveLaw::logarithmic;
  if (name == "exponential") return CurveLaw::exponential;
  return std::nullopt;
}

double value_at(expression::Expression& expression, double u) noexcept {
  const double value = expression.at(u);
  return std::isfinite(value) ? value : u;
}

void alone(std::size_t count, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = 0; i < count; ++i) task(i);
}

TransitionCurve::Shape TransitionCurve::Shape::of(double seconds, std::int64_t frames,
                                                  const TransitionTiming& timing) {
  constexpr double kToTheEnd = -1;
  const double duration =
      timing.duration_seconds ? std::max(0.0, *timing.duration_seconds) : kToTheEnd;
  Shape shape;
  shape.ramp = TransitionRamp(seconds, frames, timing.offset_seconds, duration);
  shape.law = named_law(timing.curve).value_or(CurveLaw::expression);
  if (shape.ramp.is_step()) shape.law = CurveLaw::linear;  // no curve applies to a jump
  return shape;
}

std::int64_t TransitionCurve::Shape::distance() const noexcept {
  constexpr std::int64_t kLeast = 16'384, kMostSums = 16'384;
  std::int64_t distance = kLeast;
  while (moving_frames() / distance > kMostSums) distance *= 2;
  return distance;
}

std::int64_t TransitionCurve::Shape::panel() const noexcept {
  constexpr std::int64_t kLeast = 16, kMostPanels = 16'384;
  std::int64_t panel = kLeast;
  while (panel < distance() && moving_frames() / panel > kMostPanels) panel *= 2;
  return panel;
}

bool TransitionCurve::Shape::is_surveyed_by(const CurveSurvey& found) const noexcept {
  const std::int64_t stretches = (moving_frames() + distance() - 1) / distance();
  return found.distance == distance() &&
         found.sums.size() == static_cast<std::size_t>(stretches) + 1;
}

void TransitionCurve::Shape::take(std::shared_ptr<const CurveSurvey> found,
                                  expression::Expression& expression) {
  survey = std::move(found);
  before = value_at(expression, 0);
  after = value_at(expression, 1);
  lowest = survey->lowest;
  highest = survey->highest;
  moves = highest > lowest;
}

void TransitionCurve::Shape::evaluate(expression::Expression& expression, std::int64_t first,
                                      std::span<double> alpha) const noexcept {
  for (double& a : alpha) a = value_at(expression, ramp.at(first++));
}

}  // namespace bbplay::dsp
