// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/model/sam_scene.h"

#include "voices/sam/modulator_wave.h"
#include "voices/sam/quantum_places.h"
#include "voices/sam/scene_clock.h"
#include "voices/sam/stage_pieces.h"
#include "voices/sam/weight_stretches.h"

namespace bbplay::voices {

/// A base value that goes in a straight line from one end to the other, by the frames of a voice.
struct StraightBase {
  Ramp ends{0, 0};
  double offset_s = 0, duration_s = 0;  // of the way, by the clock of the voice
  double rate = 44'100;                 // Hz

  double alpha(double frame) const noexcept {
    const double seconds = frame / rate - offset_s;
    return duration_s > 0 ? seconds / duration_s : 1;
  }
};

/// What a value can be within some frames, and how much one frame can differ from the one before:
/// infinitely where the value may jump.
struct ValueBounds {
  double low = 0, high = 0, slope = 0;
  double largest() const noexcept { return std::max(std::abs(low), std::abs(high)); }
};

/// A parameter that follows its stages and modulators frame by frame, and the sum of its frames in
/// closed form (format sam-scenes 2 to 4).
///
/// Its stages are cut into pieces, most of which stand still and cost nothing to add up. The others
/// are cut again where the weight of the stages passes 1, which is a corner of the value. Of what
/// is left, and is smooth, the sum is an integral by eight points, over parts that are so short that
/// halves of them tell the same; parts as short as a quantum are added up frame by frame.
class FollowedValue {
 public:
  /// frames  of the voice
  FollowedValue(const AutomatedValue& value, const SceneClock& clock, std::int64_t frames,
                const StraightBase& base);

  /// Values at frames first, first + 1, ...; first >= 0.  [audio thread]
  ///
  /// alpha  how far the base has moved in each of them; empty: in its straight line
  void fill(std::int64_t first, std::span<const double> alpha,
            std::span<double> out) const noexcept;
  double at(std::int64_t frame) const noexcept;

  /// Values at the places of a quantum, if none of its frames is beyond a corner or a jump from the
  /// others: whether it is so.  [audio thread]
  bool fill_smooth(const QuantumPlaces& places, QuantumPlaces::Values& out) const noexcept;
  /// Values at ascending frames of the voice, up to a quantum of them, in the straight line of the
  /// base.  [audio thread]
  void fill_at(std::span<const double> frames, std::span<double> out) const noexcept;

  /// Of the frames from begin to end, both not negative, and between them.
  ValueBounds bounds(std::int64_t begin, std::int64_t end) const noexcept;

  /// Whether frames first .. first + count - 1 have one value; first >= 0.
  bool is_still(std::int64_t first, std::int64_t count) const noexcept;

  /// Of frames 0 .. frames - 1, the base going in its straight line. What is remembered from one
  /// call to the next makes no difference.  [audio thread]
  double sum_before(std::int64_t frames) noexcept;
  /// The same for each of ascending frames, up to a quantum of them.  [audio thread]
  void fill_sums_before(std::span<const double> frames, std::span<double> out) noexcept;

  /// Makes sum_before() possible.
  void prepare_sums();

  /// Whether the value is ever discontinuous.
  bool jumps() const noexcept;

 private:
  /// What holds for a whole piece of the stages.
  struct Piece {
    double full_weight = 0, full_sum = 0;   // of the stages that are at their full weight
    double base_from = 0, base_change = 0;  // base of the piece, by alpha
    bool still = false;
    bool polynomial = false;  // while the weights stay below 1
    bool corner = false;      // where two edges meet
    double sum_before = 0;    // of the pieces before this
    std::size_t first_part = 0, part_count = 0;
  };
  /// How the value of a part comes from its stages: as the weight of each frame tells, or in one
  /// way throughout, which has no corner even a little beyond the ends of the part.
  enum class Law { by_weight, average, with_base };
  /// A stretch of a piece whose sum is known up to its beginning.
  struct Part {
    std::int64_t begin = 0;
    double sum_before = 0;     // from the beginning of the piece
    Law law = Law::by_weight;  // then it is added up frame by frame
  };

  double weight_at(std::size_t piece, double frame) const noexcept;
  double value_at(std::size_t piece, double frame, Law law) const noexcept;
  double still_value(const Piece& piece) const noexcept;
  void fill_stages(std::int64_t first, std::span<const double> alpha,
                   std::span<double> out) const noexcept;
  double sum_within(std::size_t piece, std::int64_t begin, std::int64_t end,
                    Law law) const noexcept;
  bool fill_piece_at(std::size_t piece, std::span<const double> frames,
                     std::span<double> out) const noexcept;
  double polynomial_sum(std::size_t piece, std::int64_t begin, std::int64_t end) const noexcept;
  double sum_singly(std::size_t piece, std::int64_t begin, std::int64_t end) const noexcept;
  std::vector<WeightStretch> stretches_of(std::size_t piece, std::int64_t begin,
                                          std::int64_t end) const;
  void divide(std::size_t piece, std::int64_t begin, std::int64_t end, Law law, double& sum);
  double stage_sum_before(std::size_t piece, std::int64_t frames) const noexcept;

  SceneClock clock_;
  std::int64_t frames_;
  StraightBase base_;
  StagePieces stages_;
  std::vector<Piece> pieces_;  // one for each of stages_
  std::vector<Part> parts_;
  std::vector<ModulatorWave> waves_;
};

}  // namespace bbplay::voices
