// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "bbplay/dsp/transition_curve.h"

#include "dsp/transition/transition_ramp.h"
#include "expression/expression.h"

namespace bbplay::dsp {

enum class CurveLaw { linear, logarithmic, exponential, expression };

/// The law of a name; nothing for any other text.
std::optional<CurveLaw> named_law(const std::string& curve);

/// The named laws, of a ramp u.
inline double bent(CurveLaw law, double u) noexcept {
  switch (law) {
    case CurveLaw::logarithmic:
      return 1 - (1 - u) * (1 - u);
    case CurveLaw::exponential:
      return u * u;
    default:
      return u;
  }
}

/// The linear value stands in where an expression has none.
double value_at(expression::Expression& expression, double u) noexcept;

/// The sum of alpha over so many frames of which the first, the middle one and that behind the last
/// are known, where it is a parabola.
inline double sum_of_parabola(double first, double middle, double end,
                              std::int64_t frames) noexcept {
  return static_cast<double>(frames) * (first + 4 * middle + end) / 6 + (first - end) / 2;
}

/// Sharing with nobody.
void alone(std::size_t count, const std::function<void(std::size_t)>& task);

/// What all copies of a curve have in common.
struct TransitionCurve::Shape {
  TransitionRamp ramp;
  CurveLaw law = CurveLaw::linear;
  bool moves = false;
  double lowest = 0, highest = 0;
  // Of an expression: alpha before and after the ramp, and what is known of it in between.
  double before = 0, after = 1;
  std::shared_ptr<const CurveSurvey> survey;

  /// The curve of a voice but for what an expression has to be asked for.
  static Shape of(double seconds, std::int64_t frames, const TransitionTiming& timing);

  std::int64_t moving_frames() const noexcept { return ramp.end() - ramp.begin(); }
  /// Frames between the sums that are known. That bounds the work of a seek to less than a millisecond,
  /// but for voices of many hours, for which memory is bounded.
  std::int64_t distance() const noexcept;
  /// Frames over which an estimate takes alpha for a parabola: so many that it takes some ten thousand
  /// of them in all.
  std::int64_t panel() const noexcept;

  bool is_surveyed_by(const CurveSurvey& found) const noexcept;
  void take(std::shared_ptr<const CurveSurvey> found, expression::Expression& expression);

  /// alpha of moving frames first, first + 1, ...
  void evaluate(expression::Expression& expression, std::int64_t first,
                std::span<double> alpha) const noexcept;
};

}  // namespace bbplay::dsp
