// SPDX-License-Identifier: MIT
#include "dsp/spatializer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "dsp/exponentials.h"
#include "dsp/sweeps.h"

namespace bbplay::dsp {
namespace {

constexpr double kSpeedOfSound = 343;  // m/s
constexpr double kRootHalf = 0.5 * std::numbers::sqrt2;
constexpr double kFoaMinDistance = 0.1;
/// Natural logarithm of a gain of 1 dB.
constexpr double kDecibel = std::numbers::ln10 / 20;

/// Pole of the one-pole smoothers.
double smoothing_pole(double ms, int rate) {
  return ms <= 0 ? 0 : std::min(std::exp(-1 / (rate * ms * 1e-3)), 0.999999);
}

AzimuthTrajectory trajectory_of(const SpatialPatch& patch, double seconds, int rate) {
  if (patch.trajectory) return {*patch.trajectory, seconds, rate};
  AzimuthSegment slow;
  slow.mode = AzimuthMode::oscillate;
  slow.seconds = seconds;
  slow.center_deg = 0;
  slow.extent_deg = 75;
  slow.period_s = 20;
  slow.first_distance_m = 1.0;
  slow.last_distance_m = 1.4;
  return {{&slow, 1}, seconds, rate};
}

/// std::clamp without its branches.
double held(double value, double limit) { return std::min(std::max(value, -limit), limit); }

}  // namespace

Spatializer::Spatializer(const SpatialPatch& patch, double seconds, int rate, Fidelity fidelity)
    : trajectory_(trajectory_of(patch, seconds, rate)),
      foa_(patch.decoder.index == SpatialPatch::foa_cardioid),
      corrected_(fidelity == Fidelity::corrected),
      differs_(patch.use_ild != 0),
      read_(delay_read(fidelity, patch.interpolation != 0 && (corrected_ || !foa_))),
      theta_pole_(smoothing_pole(patch.dezipper_theta_ms, rate)),
      distance_pole_(smoothing_pole(patch.dezipper_dist_ms, rate)),
      max_deg_per_frame_(std::max(patch.max_deg_per_s, 0.0) / rate),
      max_delay_step_(std::max(patch.max_delay_step_samples, 0.0)),
      min_distance_m_(foa_ ? kFoaMinDistance : patch.min_distance_m),
      ref_distance_m_(std::max(patch.ref_distance_m, 1e-3)),
      rolloff_(patch.rolloff),
      hf_roll_db_per_m_(foa_ ? patch.hf_roll_db_per_m : 0) {
  // No head is a second wide; the limit keeps the history small whatever a file says.
  delay_at_90_deg_ =
      std::clamp(patch.head_radius_m / kSpeedOfSound * patch.itd_scale, -1.0, 1.0) * rate;
  exponent_at_90_deg_ = 0.5 * patch.ild_max_db * kDecibel;
  const double ear = patch.ear_angle_deg * std::numbers::pi / 180;
  ear_cos_ = std::cos(ear);
  ear_sin_ = std::sin(ear);

  longest_age_ = static_cast<std::int32_t>(std::ceil(std::abs(delay_at_90_deg_))) + 1;
  history_frames_ = static_cast<std::size_t>(longest_age_) + 4;
  line_[0].resize(history_frames_ + kQuantum);
  if (foa_) line_[1].resize(history_frames_ + kQuantum);

  // Mid and side together are at most twice the input once the mid has been delayed.
  const double ear_gain = differs_ ? std::exp(std::abs(exponent_at_90_deg_)) : 1;
  gain_bound_ = rolloff_ < 0 ? std::numeric_limits<double>::infinity()
                             : 1 + gain_of(read_) * ear_gain * (foa_ ? 1.5 : 1);

  double azimuth_deg = 0;
  double distance_m = 0;
  trajectory_.fill(0, {&azimuth_deg, 1}, {&distance_m, 1});
  initial_.azimuth_deg = azimuth_deg;
  initial_.direction = foa_ ? azimuth_deg / 360 : azimuth_deg;
  initial_.distance_m = std::max(distance_m, min_distance_m_);
  const double sine = std::sin(azimuth_deg * std::numbers::pi / 180);
  const double delay = delay_at_90_deg_ * sine;
  if (foa_ || corrected_) initial_.delay = delay;
  initial_.ear_delay[0] = std::max(0.0, delay);
  initial_.ear_delay[1] = std::max(0.0, -delay);
  if (corrected_ && differs_) {
    initial_.ear_gain[0] = std::exp(exponent_at_90_deg_ * sine);
    initial_.ear_gain[1] = 1 / initial_.ear_gain[0];
  }
  state_ = initial_;
}

std::optional<Spatializer> Spatializer::of(const SpatialPatch& patch, double seconds, int rate,
                                           Fidelity fidelity) {
  if (!patch.enable) return std::nullopt;
  return Spatializer(patch, seconds, rate, fidelity);
}

void Spatializer::reset() noexcept {
  state_ = initial_;
  for (std::vector<float>& line : line_) std::fill(line.begin(), line.end(), 0.0f);
}

/// Azimuth in degrees to smoothed direction in turns, distance to smoothed distance.
void Spatializer::follow_head(Quantum direction, Quantum distance) noexcept {
  State s = state_;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    double away = direction[i] - s.azimuth_deg;
    if (away >= 180 || away < -180) away -= 360 * std::floor((away + 180) / 360);
    s.azimuth_deg += held(away, max_deg_per_frame_);
    s.direction = theta_pole_ * s.direction + (1 - theta_pole_) * s.azimuth_deg;
    s.distance_m = distance_pole_ * s.distance_m +
                   (1 - distance_pole_) * std::max(distance[i], min_distance_m_);
    direction[i] = s.direction * (1.0 / 360);
    distance[i] = s.distance_m;
  }
  state_ = s;
}

void Spatializer::follow_foa(Quantum direction, Quantum distance) noexcept {
  State s = state_;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    double away = direction[i] * (1.0 / 360) - s.direction;
    if (std::abs(away) > 0.5) away -= std::nearbyint(away);
    s.direction += (1 - theta_pole_) * away;
    s.distance_m = distance_pole_ * s.distance_m +
                   (1 - distance_pole_) * std::max(distance[i], min_distance_m_);
    direction[i] = s.direction;
    distance[i] = s.distance_m;
  }
  state_ = s;
}

/// Distance to the level that is left of the mid.
void Spatializer::level_over_distance(Quantum distance) const noexcept {
  for (double& value : distance) value = ref_distance_m_ / std::max(value, ref_distance_m_);
  if (rolloff_ != 1) power(distance, rolloff_, distance);
}

/// Distance to the further roll-off of the foa decoder, which acts behind its delays.
void Spatializer::roll_over_distance(Quantum distance) const noexcept {
  for (double& value : distance) {
    value = -kDecibel * std::max(0.0, hf_roll_db_per_m_ * (value - ref_distance_m_));
  }
  exponential(distance, distance);
}

/// Sine of the direction to the delay of either ear.
void Spatializer::delay_head(Quantum sine, Quantum left, Quantum right) noexcept {
  double delay = state_.delay;
  if (corrected_) {
    for (std::size_t i = 0; i < kQuantum; ++i) {
      delay += held(delay_at_90_deg_ * sine[i] - delay, max_delay_step_);
      left[i] = std::max(0.0, -delay);
      right[i] = std::max(0.0, delay);
    }
  } else {
    // The near ear is delayed, by an amount without a sign, and the ears change over at once.
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double wanted = delay_at_90_deg_ * sine[i];
      delay += held(std::abs(wanted) - delay, max_delay_step_);
      delay = delay > 1e-6 ? delay : 0;
      left[i] = wanted > 0 ? delay : 0;
      right[i] = wanted < 0 ? delay : 0;
    }
  }
  state_.delay = delay;
}

void Spatializer::delay_foa(Quantum sine, Quantum left, Quantum right) noexcept {
  State s = state_;
  const double rest = 1 - theta_pole_;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double wanted = delay_at_90_deg_ * sine[i];
    if (corrected_) {
      s.delay = theta_pole_ * s.delay + rest * wanted;
      left[i] = std::max(0.0, -s.delay);
      right[i] = std::max(0.0, s.delay);
    } else {
      s.ear_delay[0] = theta_pole_ * s.ear_delay[0] + rest * std::max(0.0, wanted);
      s.ear_delay[1] = theta_pole_ * s.ear_delay[1] + rest * std::max(0.0, -wanted);
      left[i] = s.ear_delay[0];
      right[i] = s.ear_delay[1];
    }
  }
  state_ = s;
}

/// Sine of the direction to the smoothed level of either ear.
void Spatializer::level_difference(Quantum sine, Quantum left, Quantum right) noexcept {
  for (std::size_t i = 0; i < kQuantum; ++i) left[i] = exponent_at_90_deg_ * sine[i];
  exponential(left, left);
  const double rest = 1 - theta_pole_;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    right[i] = rest / left[i];
    left[i] = rest * left[i];
  }
  State s = state_;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    s.ear_gain[0] = theta_pole_ * s.ear_gain[0] + left[i];
    s.ear_gain[1] = theta_pole_ * s.ear_gain[1] + right[i];
    left[i] = s.ear_gain[0];
    right[i] = s.ear_gain[1];
  }
  state_ = s;
}

/// What an ear hears of its line, which takes the place of `gain`.
void Spatializer::read_ear(const float* now, Quantum delay, Quantum gain) const noexcept {
  DelayTaps taps;
  find_taps(read_, delay, longest_age_, taps);
  // In the reference head model the newest frame is written after the read.
  if (!foa_ && !corrected_) --now;
  if (taps_of(read_) == 2) {
    for (std::size_t i = 0; i < kQuantum; ++i, ++now) {
      const float* newest = now - taps.age[i];
      gain[i] *= taps.weight[0][i] * static_cast<double>(newest[0]) +
                 taps.weight[1][i] * static_cast<double>(newest[-1]);
    }
  } else {
    for (std::size_t i = 0; i < kQuantum; ++i, ++now) {
      const float* newest = now - taps.age[i];
      gain[i] *= taps.weight[0][i] * static_cast<double>(newest[0]) +
                 taps.weight[1][i] * static_cast<double>(newest[-1]) +
                 taps.weight[2][i] * static_cast<double>(newest[-2]) +
                 taps.weight[3][i] * static_cast<double>(newest[-3]);
    }
  }
}

void Spatializer::process(std::int64_t first_frame, StereoBlock inout) noexcept {
  assert(inout.frames() == kQuantum);
  alignas(64) double direction[kQuantum], level[kQuantum], sine[kQuantum];
  alignas(64) double delay[2][kQuantum], ear[2][kQuantum];
  alignas(64) float mid[kQuantum], side[kQuantum];
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double l = inout.left[i];
    const double r = inout.right[i];
    mid[i] = static_cast<float>((l + r) * kRootHalf);
    side[i] = static_cast<float>((l - r) * kRootHalf);
  }

  trajectory_.fill(first_frame, direction, level);
  foa_ ? follow_foa(direction, level) : follow_head(direction, level);
  sin_turns(direction, sine);
  alignas(64) double roll[kQuantum];
  if (hf_roll_db_per_m_ != 0) {
    std::copy_n(level, kQuantum, roll);
    roll_over_distance(roll);
  }
  level_over_distance(level);

  float* now[2] = {line_[0].data() + history_frames_,
                   (foa_ ? line_[1] : line_[0]).data() + history_frames_};
  if (foa_) {
    // Two cardioids that look to either side; the level over distance is in what they hear.
    for (double& turns : direction) turns += 0.25;
    sin_turns(direction, direction);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double ahead = 0.5 + ear_cos_ * direction[i];
      const double aside = ear_sin_ * sine[i];
      const double heard = static_cast<double>(mid[i]) * level[i];
      now[0][i] = static_cast<float>(heard * (ahead + aside));
      now[1][i] = static_cast<float>(heard * (ahead - aside));
    }
    if (hf_roll_db_per_m_ != 0) {
      std::copy_n(roll, kQuantum, level);
    } else {
      std::fill_n(level, kQuantum, 1.0);
    }
  } else {
    std::copy_n(mid, kQuantum, now[0]);
  }

  if (differs_) {
    level_difference(sine, ear[0], ear[1]);
  } else {
    std::fill_n(ear[0], kQuantum, 1.0);
    std::fill_n(ear[1], kQuantum, 1.0);
  }
  if (!foa_) {
    delay_head(sine, delay[0], delay[1]);
  } else if (differs_) {
    delay_foa(sine, delay[0], delay[1]);
  } else {
    std::fill_n(delay[0], kQuantum, 0.0);
    std::fill_n(delay[1], kQuantum, 0.0);
  }
  read_ear(now[0], delay[0], ear[0]);
  read_ear(now[1], delay[1], ear[1]);

  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double s = side[i];
    inout.left[i] = static_cast<float>((ear[0][i] * level[i] + s) * kRootHalf);
    inout.right[i] = static_cast<float>((ear[1][i] * level[i] - s) * kRootHalf);
  }
  for (std::vector<float>& line : line_) {
    if (line.empty()) continue;
    std::copy(line.begin() + static_cast<std::ptrdiff_t>(kQuantum), line.end(), line.begin());
  }
}

}  // namespace bbplay::dsp
