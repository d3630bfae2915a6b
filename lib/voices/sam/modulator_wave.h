// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "bbplay/model/sam_scene.h"

#include "voices/sam/scene_clock.h"

namespace bbplay::voices {

/// What a modulator adds to a parameter: depth times its wave, which is bent by the curve of its
/// route (format sam-scenes 3).
///
/// The position in the cycle is a whole number of 2^-64 turns, so that it is exact at any frame. A
/// sine, bent or not, is a sum of harmonics, each of which has a sum over frames in closed form. A
/// square is 1 in half of all positions; the frames that fall there are counted by a sum of
/// floors.
class ModulatorWave {
 public:
  ModulatorWave(const ModulatorRoute& route, const SceneClock& clock);

  /// sum[i] += what the wave adds at frame first + i.  [audio thread]
  void add(std::int64_t first, std::span<double> sum) const noexcept;

  /// The same at ascending places of the voice, up to a quantum of them, which may lie between its
  /// frames where the wave has no steps.  [audio thread]
  void add_at(std::span<const double> frames, std::span<double> sum) const noexcept;

  /// All that it has added in frames 0 .. frames - 1. Remembers how far a square was counted, which
  /// makes no difference to what it returns.  [audio thread]
  double sum_before(std::int64_t frames) noexcept;
  /// sum[i] += sum_before(frames[i]), of up to a quantum of whole frames.
  void add_sums_before(std::span<const double> frames, std::span<double> sum) noexcept;

  /// Whether the wave has corners in time that are steps.
  bool jumps() const noexcept { return is_gate_; }

  /// No frame adds more than this, up or down.
  double largest() const noexcept { return depth_ < 0 ? -depth_ : depth_; }
  /// What it adds, up or down.
  double depth() const noexcept { return depth_; }
  /// No frame differs more than this from the one before; infinite where it jumps.
  double largest_slope() const noexcept;

 private:
  /// A part of the bent sine: sine times sin(number theta) plus cosine times cos(number theta).
  struct Harmonic {
    std::uint64_t number = 0;
    double sine = 0, cosine = 0;
    // Of its sums: where they begin, and by what the change since then is multiplied.
    std::uint64_t from = 0;
    double from_sine = 0, from_cosine = 0, scale = 0;
  };
  static constexpr std::size_t kMostHarmonics = 20;

  /// Frames inside and on the edges of the half cycle where the wave is 1.
  struct Counted {
    std::int64_t frames = 0, inside = 0, edges = 0;
  };

  std::uint64_t position(std::int64_t frame) const noexcept {
    return start_ + step_ * static_cast<std::uint64_t>(frame);
  }
  double gate_at(std::uint64_t position) const noexcept {
    return position - inside_ < width_ ? 1 : is_on_edge(position) ? at_edges_ : 0;
  }
  void make_harmonics();
  void add_slow_sine(std::int64_t first, std::span<double> sum) const noexcept;
  double harmonic_sum(const Harmonic& harmonic, std::int64_t frames) const noexcept;
  void add_harmonic_sums(const Harmonic& harmonic, std::span<const double> frames,
                         std::span<double> sum) const noexcept;
  Counted count_before(std::int64_t frames) const noexcept;
  void count(std::uint64_t at, Counted& counted) const noexcept;
  bool is_on_edge(std::uint64_t at) const noexcept {
    return at - edges_[0] < edge_width_ || at - edges_[1] < edge_width_;
  }

  double depth_;
  SceneCurve curve_;
  std::uint64_t start_, step_;  // 2^-64 turns
  // A wave that is 1 at `width_` positions from `inside_` on, something else at `edge_width_` of
  // them from each of two edges on, else 0.
  bool is_gate_ = false;
  std::uint64_t inside_ = 0, width_ = 0;
  std::uint64_t edges_[2] = {}, edge_width_ = 0;
  double at_edges_ = 0;
  Counted counted_;
  // Any other wave.
  double mean_ = 0;
  std::size_t harmonic_count_ = 0;
  std::array<Harmonic, kMostHarmonics> harmonics_;
};

}  // namespace bbplay::voices
