// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "bbplay/dsp/sharing.h"
#include "bbplay/model/known_curves.h"
#include "bbplay/model/synth_spec.h"

namespace bbplay::expression {
class Expression;
}

namespace bbplay::dsp {

/// The 0..1 factor alpha by which every parameter of a transition voice has moved, frame by frame,
/// and its running sum, from which the phase of every moving oscillator follows in closed form
/// (format dsp 6, voices-tonal 12.2, voices-modulation 2).
///
/// Never changes after construction. Building one with an expression that is not known takes time
/// proportional to the frames inside the transition; copying one compiles the expression again. The
/// functions of one object may be called by one thread at a time; copies are independent of each
/// other.
class TransitionCurve {
 public:
  /// alpha = 0 throughout: the curve of a voice that does not move.
  TransitionCurve();

  /// seconds, frames   of the voice; the time of frame i is i seconds / frames
  /// timing.curve      trimmed and lower-cased; a text that is no valid expression counts as linear
  /// known             what is among them is taken from there; null: nothing is
  TransitionCurve(double seconds, std::int64_t frames, const TransitionTiming& timing,
                  const std::shared_ptr<const KnownCurves>& known = {});

  TransitionCurve(const TransitionCurve& other);
  TransitionCurve(TransitionCurve&&) noexcept;
  TransitionCurve& operator=(TransitionCurve other) noexcept;
  ~TransitionCurve();

  /// What the constructor would find out of an expression, for KnownCurves. Nothing of a named curve,
  /// a jump, or what is no valid expression.
  ///
  /// sharing  of what is evaluated, some 65,000 frames at a time
  /// throws   std::bad_alloc; what `sharing` throws
  static std::optional<CurveSurvey> survey(double seconds, std::int64_t frames,
                                           const TransitionTiming& timing, const Sharing& sharing);
  /// The same of a long one from some ten thousand frames, in milliseconds however long it is. A curve
  /// built with it has every alpha as it is; its sums are as close as parabolas through these frames.
  static std::optional<CurveSurvey> estimate(double seconds, std::int64_t frames,
                                             const TransitionTiming& timing);

  /// alpha of frames first, first + 1, ...  [audio thread]
  void fill(std::int64_t first, std::span<double> alpha) const noexcept;
  double at(std::int64_t frame) const noexcept;

  /// E(n) = alpha_0 + ... + alpha_{n-1}; E(0) = 0. The result depends on n alone. O(1) for the
  /// named curves; for an expression a bounded number of evaluations, none when the frames before n
  /// were filled last.  [audio thread]
  double sum_before(std::int64_t n) const noexcept;

  /// Every frame has the same alpha (the transition lies outside the voice, or there is none).
  bool is_constant() const noexcept;
  /// alpha never decreases: true for the named curves.
  bool is_monotonic() const noexcept;
  /// Range of alpha over the frames of the voice; an expression may leave 0..1.
  double lowest() const noexcept;
  double highest() const noexcept;
  /// Whether alpha is one polynomial of at most the second degree over frames first .. end - 1, and
  /// so its sum one of the third.
  bool is_quadratic(std::int64_t first, std::int64_t end) const noexcept;
  /// alpha of frames first .. end - 1 where all of them lie on the same side of the transition, whose
  /// curve need not be asked then.  [audio thread]
  std::optional<double> rest(std::int64_t first, std::int64_t end) const noexcept;
  /// Bound of the change of alpha from one frame to the next; infinite for expressions and jumps.
  double max_slope() const noexcept;

 private:
  struct Shape;
  struct Running;
  std::shared_ptr<const Shape> shape_;  // null: alpha = 0
  std::unique_ptr<Running> running_;    // of an expression only
};

/// Whether `curve` is one of the names or an expression that compiles; otherwise what is wrong with
/// it, as in `column 4: unknown name "os"`.
bool is_valid_curve(const std::string& curve, std::string& problem);

}  // namespace bbplay::dsp
