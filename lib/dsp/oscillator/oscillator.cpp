// SPDX-License-Identifier: MIT
#include "dsp/oscillator/oscillator.h"

#include "dsp/block/turns.h"
#include "dsp/oscillator/floor_crossing.h"

namespace bbplay::dsp {

void RunningOscillator::fill(std::span<const double> hz, double dt,
                             std::span<double> turns) noexcept {
  std::size_t i = 0;
  if (!started_ && !hz.empty()) {
    started_ = true;
    turns[i++] = turns_;
  }
  for (; i < hz.size(); ++i) {
    turns_ += floored_hz(hz[i]) * dt;
    turns[i] = turns_;
  }
  turns_ = fraction_of_turn(turns_);
}

RampedOscillator::RampedOscillator(double from_hz, double to_hz, double dt,
                                   const TransitionCurve& curve, std::int64_t frames)
    : from_hz_(from_hz), change_hz_(to_hz - from_hz), dt_(dt) {
  const FramesAboveFloor above =
      frames_above_floor({from_hz, to_hz}, kMinFrequencyHz, curve, frames);
  runs_ = !above.known;
  if (runs_) return;

  const bool floored_first = above.begin > 0 || above.end == 0;
  // Frame 0 counts nothing; the pieces count it, so it is taken off again.
  const double uncounted = floored_hz(from_hz_ + change_hz_ * curve.at(0)) * dt;
  pieces_[0] = piece(-uncounted, floored_first);
  if (above.begin > 0) {
    crossing_ = above.begin;
  } else if (above.end > 0) {
    crossing_ = above.end;
  }
  if (crossing_ == INT64_MAX) return;
  const auto sum = [&](const Piece& part) {
    return part.f * static_cast<double>(crossing_) + part.d * curve.sum_before(crossing_);
  };
  Piece after = piece(0, !floored_first);
  after.offset = pieces_[0].offset + sum(pieces_[0]) - sum(after);
  pieces_[1] = after;
}

RampedOscillator::Piece RampedOscillator::piece(double offset, bool floored) const noexcept {
  if (floored) return {offset, kMinFrequencyHz * dt_, 0};
  return {offset, from_hz_ * dt_, change_hz_ * dt_};
}

void RampedOscillator::fill(const Progress& progress, std::span<double> turns) noexcept {
  if (runs_) {
    double hz[kQuantum];
    for (std::size_t i = 0; i < kQuantum; ++i) hz[i] = from_hz_ + change_hz_ * progress.alpha[i];
    running_.fill(hz, dt_, turns);
    return;
  }
  const auto split = static_cast<std::size_t>(
      std::clamp<std::int64_t>(crossing_ - progress.first, 0, static_cast<std::int64_t>(kQuantum)));
  fill_piece(pieces_[0], progress, 0, split, turns.data());
  fill_piece(pieces_[1], progress, split, kQuantum, turns.data());
}

void RampedOscillator::fill_piece(const Piece& piece, const Progress& progress, std::size_t begin,
                                  std::size_t end, double* turns) noexcept {
  const double start =
      fraction_of_turn(piece.offset + piece.f * static_cast<double>(progress.first) +
                       piece.d * progress.alpha_before);
  for (auto i = static_cast<int>(begin); i < static_cast<int>(end); ++i) {
    turns[i] = start + piece.f * (i + 1) + piece.d * progress.sums[static_cast<std::size_t>(i)];
  }
}

}  // namespace bbplay::dsp
