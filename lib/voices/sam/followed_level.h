// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bbplay/model/sam_scene.h"

#include "voices/sam/modulator_wave.h"
#include "voices/sam/quantum_places.h"
#include "voices/sam/scene_clock.h"
#include "voices/sam/stage_pieces.h"

namespace bbplay::voices {

/// The gain that a scene gives to a voice: stages multiply, modulators add, the routing scales
/// (format sam-scenes 5).
class FollowedLevel {
 public:
  /// frames  of the voice
  FollowedLevel(const SceneLevel& level, const SceneClock& clock, std::int64_t frames);

  /// The gain of frames first .. first + count - 1, if it is one gain; first >= 0.  [audio thread]
  std::optional<double> still(std::int64_t first, std::int64_t count) const noexcept;
  /// Gains at frames first, first + 1, ...; first >= 0.  [audio thread]
  void fill(std::int64_t first, std::span<double> out) const noexcept;

  /// Gains at the places of a quantum, if none of its frames is beyond a corner or a jump from the
  /// others: whether it is so.  [audio thread]
  bool fill_smooth(const QuantumPlaces& places, QuantumPlaces::Values& out) const noexcept;
  /// Gains at ascending frames, up to a quantum of them.  [audio thread]
  void fill_at(std::span<const double> frames, std::span<double> out) const noexcept;

  /// No gain from frame `begin` to `end`, both not negative, is larger, up or down; and how much a
  /// frame can differ from the one before, infinite where the gain may jump.
  struct Bounds {
    double largest = 0, slope = 0;
  };
  Bounds bounds(std::int64_t begin, std::int64_t end) const noexcept;

  /// No gain is larger, up or down.
  double largest() const noexcept { return largest_; }

 private:
  void fill_piece_at(std::size_t piece, std::span<const double> frames,
                     std::span<double> out) const noexcept;

  double gain_;  // of the routing
  double largest_ = 1;
  SceneClock clock_;
  StagePieces stages_;
  std::vector<ModulatorWave> waves_;
};

}  // namespace bbplay::voices
