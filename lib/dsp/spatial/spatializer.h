// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/patches/spatial_patch.h"

#include "dsp/block/renewed.h"
#include "dsp/flanger/delay_line_taps.h"
#include "dsp/spatial/azimuth_trajectory.h"

namespace bbplay::dsp {

/// Moves the mid of a stereo signal around the listener by differences of time and level between
/// the ears, and leaves the side alone, so that a binaural beat survives (format spatial 3
/// to 5). A value: a copy goes on from where the original stands.
///
/// The way of the source is a closed form of the frame; its smoothing, the delays and the history
/// of the mid are running state.
/// Corrected fidelity reads the history where the delay says (S1, S2), delays the ear that is
/// farther away (S3), adds no latency (S4), moves one signed delay through zero instead of
/// switching sides (S5, S7), and starts with delay and levels on target (S6). Both size the history
/// by the magnitude of the delay (S8) and take speed limits below 0 as 0 and reference distances
/// below 1 mm as 1 mm (S12).
class Spatializer {
 public:
  /// seconds, rate   of the voice
  Spatializer(const SpatialPatch& patch, double seconds, int rate, Fidelity fidelity);

  /// Replaces one quantum, frames first_frame .. first_frame + kQuantum - 1 of the voice. Quanta
  /// have to come in order.  [audio thread]
  void process(std::int64_t first_frame, StereoBlock inout) noexcept;

  /// There was nothing before `frame`, where the source rests.
  void restart(std::int64_t frame) noexcept;

  /// After so many frames it hardly matters where it was restarted; nothing when its limits keep the
  /// source from its way, so that it may matter for ever.
  std::optional<std::int64_t> run_in_frames() const noexcept;

  /// The output never exceeds the input's largest sample by more than this factor.
  double gain_bound() const noexcept { return gain_bound_; }

 private:
  using Quantum = std::span<double, kQuantum>;
  /// What runs on from frame to frame.
  struct State {
    double azimuth_deg = 0;    // head: after the speed limit
    double direction = 0;      // smoothed; head: degrees, foa: turns
    double distance_m = 0;     // smoothed
    double delay = 0;          // frames; head, corrected: signed, positive delays the right
    double ear_delay[2] = {};  // foa: left, right; corrected: below 0 the other ear is delayed
    double ear_gain[2] = {1, 1};
  };
  /// What either ear hears of the mid; on the way there the gains that lead to it.
  struct Ears {
    alignas(64) double left[kQuantum];
    alignas(64) double right[kQuantum];
  };

  State resting_at(std::int64_t frame) const noexcept;

  // A source: azimuth in degrees and distance in metres, both overwritten.
  void hear_with_head(const float* mid, Quantum azimuth, Quantum distance, Ears& ears) noexcept;
  void hear_with_foa(const float* mid, Quantum azimuth, Quantum distance, Ears& ears) noexcept;

  void turn_head(Quantum azimuth) noexcept;
  void follow_head(Quantum azimuth, Quantum distance) noexcept;
  void follow_foa(Quantum azimuth, Quantum distance) noexcept;
  void level_over_distance(Quantum distance) const noexcept;
  void roll_over_distance(Quantum distance) const noexcept;
  void aim_ears(Quantum sine, Ears& ears) const noexcept;
  void smooth_gains(Ears& ears) noexcept;
  void delay_ears(Quantum sine, Quantum far_delay) noexcept;
  void delay_ears(Quantum sine, Quantum left_delay, Quantum right_delay) noexcept;
  void read_line(const float* now, Quantum delay, Quantum out) const noexcept;

  AzimuthTrajectory trajectory_;
  bool foa_, corrected_, differs_;  // differs_: level (foa: and time) differences are on
  DelayRead read_;
  int latency_ = 0;  // frames by which every read is late
  double theta_pole_, distance_pole_;
  double max_deg_per_frame_, max_delay_step_;
  double min_distance_m_, ref_distance_m_, rolloff_, hf_roll_db_per_m_;
  double delay_at_90_deg_;     // frames
  double exponent_at_90_deg_;  // of e, for the level of one ear
  double ear_cos_, ear_sin_;
  double gain_bound_;
  std::int32_t longest_age_;
  std::size_t history_frames_;
  State state_;
  std::vector<float> line_[2];  // history of either ear, then the current quantum; head: [0] only
};

using RenewedSpatializer = Renewed<Spatializer>;

/// The spatialiser of a voice, or nothing if its patch does not ask for one.
///
/// renewed_ahead_frames  as Renewed has it
std::optional<RenewedSpatializer> spatializer_of(const SpatialPatch& patch, double seconds,
                                                 int rate, Fidelity fidelity,
                                                 std::int64_t renewed_ahead_frames = 0);

}  // namespace bbplay::dsp
