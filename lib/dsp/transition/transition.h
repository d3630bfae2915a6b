// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>

#include "bbplay/dsp/transition_curve.h"
#include "bbplay/model/params.h"

#include "dsp/transition/transition_block.h"

namespace bbplay::dsp {

/// How far the parameters of a voice have moved in the frames of one quantum, or in as many frames
/// that lie `stride` apart. Only oscillators in closed form can leave frames out.
///
/// In front of its transition and behind it a voice is at rest: nothing moves there, and every
/// parameter counts with what it is now().
struct Progress {
  std::int64_t first = 0;           // frame of the voice
  std::span<const double> alpha{};  // of every frame; empty when nothing moves
  std::span<const double> sums{};   // of alpha, from `first` up to and with every frame
  double alpha_before = 0;          // sum of alpha over all frames before `first`
  std::int64_t stride = 1;          // frames from each to the next
  double turns_ahead = 0;           // of every tone (not of what modulates it)
  double alpha_at_rest = 0;         // of all frames, where nothing moves

  bool still() const noexcept { return alpha.empty(); }
  /// The parameter in these frames: constant where nothing moves.
  Ramp now(Ramp ramp) const noexcept {
    if (!still() || !ramp.moves()) return ramp;
    const double value = ramp.at(alpha_at_rest);
    return {value, value};
  }
};

/// The way the parameters of one voice take. A voice that does not move, or whose transition lies
/// outside of it, pays nothing: frozen() has turned its parameters into constants.
class Transition {
 public:
  /// Nothing moves.
  Transition() = default;
  /// seconds, frames  of the voice
  Transition(double seconds, std::int64_t frames, const TransitionTiming& timing,
             const std::shared_ptr<const KnownCurves>& known = {})
      : curve_(seconds, frames, timing, known), moves_(!curve_.is_constant()) {}

  bool moves() const noexcept { return moves_; }
  const TransitionCurve& curve() const noexcept { return curve_; }

  /// The parameter as this transition leaves it: constant unless the curve moves.
  Ramp frozen(Ramp ramp) const noexcept {
    if (moves_) return ramp;
    const double value = ramp.at(curve_.lowest());
    return {value, value};
  }

  /// What the parameter goes through on the way, from end to end.
  Ramp range(Ramp ramp) const noexcept {
    return {ramp.at(curve_.lowest()), ramp.at(curve_.highest())};
  }
  /// Likewise, between two frames.
  Ramp range(Ramp ramp, std::int64_t begin, std::int64_t end) const noexcept {
    if (!moves_ || !curve_.is_monotonic()) return range(ramp);
    return {ramp.at(curve_.at(begin)), ramp.at(curve_.at(end))};
  }
  /// Its largest absolute value there.
  double largest(Ramp ramp) const noexcept { return larger_end(range(ramp)); }
  /// Likewise, between two frames.
  double largest(Ramp ramp, std::int64_t begin, std::int64_t end) const noexcept {
    return larger_end(range(ramp, begin, end));
  }

  /// memory  that the result refers to  [audio thread]
  Progress at(std::int64_t first, TransitionBlock& memory, std::int64_t stride = 1) const noexcept {
    if (!moves_) return {.first = first, .stride = stride};
    if (stride == 1) {
      memory.load(curve_, first);
    } else {
      memory.load_sparse(curve_, first, stride);
    }
    return {.first = first,
            .alpha = memory.alpha,
            .sums = memory.running,
            .alpha_before = memory.before,
            .stride = stride};
  }

  /// The same of voices that know how to rest.  [audio thread]
  Progress at_or_at_rest(std::int64_t first, TransitionBlock& memory,
                         std::int64_t stride = 1) const noexcept {
    if (!moves_ || first < 0) return at(first, memory, stride);
    const std::int64_t end = first + stride * (static_cast<std::int64_t>(kQuantum) - 1) + 1;
    const std::optional<double> rest = curve_.rest(first, end);
    if (!rest) return at(first, memory, stride);
    return {.first = first,
            .alpha_before = curve_.sum_before(first),
            .stride = stride,
            .alpha_at_rest = *rest};
  }

  /// By how much alpha changes at most from one frame to the next; infinite when nothing is known.
  double max_slope() const noexcept { return moves_ ? curve_.max_slope() : 0; }
  /// Likewise, between two frames.
  double max_slope(std::int64_t begin, std::int64_t end) const noexcept {
    return range({0, 1}, begin, end).moves() ? max_slope() : 0;
  }

 private:
  static double larger_end(Ramp ramp) noexcept {
    return std::max(std::abs(ramp.from), std::abs(ramp.to));
  }

  TransitionCurve curve_;
  bool moves_ = false;
};

/// Whether any parameter of a patch has two different ends.
template <HasRows P>
bool has_transition(const P& patch) {
  bool out = false;
  for_each_row(patch, [&out](const auto& part, const auto& row) {
    std::visit(
        [&](auto field) {
          if constexpr (requires { (part.*field).to; }) {
            out = out || (part.*field).from != (part.*field).to;
          }
          if constexpr (requires { (part.*field).end_radians; }) {
            const auto& phase = part.*field;
            out = out || (phase.end_radians && *phase.end_radians != phase.radians);
          }
        },
        row.field);
  });
  return out;
}

}  // namespace bbplay::dsp
