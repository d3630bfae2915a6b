// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/model/sam_scene.h"

#include "voices/sam/scene_clock.h"

namespace bbplay::voices {

/// A stage during a piece of its time: on one of its edges, or at its full weight.
class StageShare {
 public:
  StageShare(const StageValue& of_stage, const SceneClock& clock, bool rises_here, bool falls_here);

  StageValue stage;  // its window fitted, its curve never hold
  bool rises = false, falls = false;

  bool is_full() const noexcept { return !rises && !falls; }
  /// Where two edges meet, by rounding, is a corner.
  bool has_corner() const noexcept { return rises && falls; }
  /// Weight at a time, bent by the curve. Goes on beyond the ends of the edge as it is within.
  double weight(double seconds) const noexcept;
  /// The same at frames first, first + 1, ...  [audio thread]
  void fill_weights(const SceneClock& clock, std::int64_t first,
                    std::span<double> out) const noexcept;
  /// The same at places of the voice, which may lie between its frames.  [audio thread]
  void fill_weights_at(std::span<const double> frames, std::span<double> out) const noexcept;
  /// No frame differs more than this from the one before, within the piece.
  double largest_slope() const noexcept;
  /// Whether the weight is a smooth step or a smooth step of one: a polynomial.
  bool is_polynomial() const noexcept {
    return rises != falls &&
           (stage.curve == SceneCurve::linear || stage.curve == SceneCurve::smooth);
  }
  /// Of frames begin .. end - 1, exactly, where it is.
  double polynomial_sum(std::int64_t begin, std::int64_t end) const noexcept;

 private:
  /// The way that an edge has gone, 0..1 on the edge itself: a straight line by the frames of the
  /// voice.
  struct Way {
    double at_first_frame = 0, per_frame = 0, frames = 0;  // of the whole edge

    double at(double frame) const noexcept { return at_first_frame + per_frame * frame; }
  };
  Way rise_, fall_;
};

/// The stages of one parameter, cut into pieces in which each of them stands still or is on one of
/// its edges (format sam-scenes 2). Never changes after construction.
class StagePieces {
 public:
  struct Piece {
    std::int64_t begin = 0;  // frame of the voice; the first is 0
    std::size_t first_share = 0, share_count = 0;
  };

  /// stages  in the order of the file; those that have no weight in frames 0 .. frames - 1 cost
  ///         nothing
  /// cuts    further frames at which pieces end
  StagePieces(std::span<const StageValue> stages, const SceneClock& clock, std::int64_t frames,
              std::span<const std::int64_t> cuts = {});

  std::size_t size() const noexcept { return pieces_.size(); }
  const Piece& operator[](std::size_t index) const noexcept { return pieces_[index]; }
  /// The piece that holds a frame, which is not negative.
  std::size_t at(std::int64_t frame) const noexcept;
  /// One past the last frame of a piece; of the last one beyond all.
  std::int64_t end(std::size_t index) const noexcept {
    return index + 1 < pieces_.size() ? pieces_[index + 1].begin : INT64_MAX;
  }
  std::span<const StageShare> shares(std::size_t index) const noexcept {
    return std::span(shares_).subspan(pieces_[index].first_share, pieces_[index].share_count);
  }
  /// Fills `out` for places of the voice, which ascend: fill(piece, frames, out) for those in each of
  /// the pieces.  [audio thread, as fill is]
  template <class Fill>
  void fill_by_piece(std::span<const double> frames, std::span<double> out, Fill fill) const {
    assert(frames.size() == out.size());
    for (std::size_t done = 0; done < frames.size();) {
      const std::size_t piece = at(static_cast<std::int64_t>(frames[done]));
      const auto rest = frames.subspan(done);
      const auto behind = std::ranges::lower_bound(rest, static_cast<double>(end(piece)));
      const auto count = static_cast<std::size_t>(behind - rest.begin());
      fill(piece, rest.first(count), out.subspan(done, count));
      done += count;
    }
  }

  /// Whether a stage begins or ends without an edge while the voice sounds.
  bool jumps() const noexcept { return jumps_; }

 private:
  std::vector<Piece> pieces_;
  std::vector<StageShare> shares_;
  bool jumps_ = false;
};

}  // namespace bbplay::voices
