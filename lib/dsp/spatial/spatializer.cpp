// SPDX-License-Identifier: MIT
#include "dsp/spatial/spatializer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/exp_log.h"
#include "dsp/spatial/ear_ops.h"

namespace bbplay::dsp {
namespace {

constexpr double kSpeedOfSound = 343;  // m/s
constexpr double kRootHalf = 0.5 * std::numbers::sqrt2;
constexpr double kFoaMinDistance = 0.1;
/// Delays this close to a whole number of frames count as that number: the reference's read jumps
/// there.
constexpr double kTakenAsWhole = 1e-9;
/// But the smallest delay is no longer none to the reference: it reads the frame before last until
/// the delay gets lost in the number of the frame. That is what the foa decoder begins with, whose
/// delays grow from 0 without a step.
constexpr double kTakenAsNone = 1e-15;
/// Natural logarithm of a gain of 1 dB.
constexpr double kDecibel = std::numbers::ln10 / 20;

/// Pole of the one-pole smoothers.
double smoothing_pole(double ms, int rate) {
  return ms <= 0 ? 0 : std::min(std::exp(-1 / (rate * ms * 1e-3)), 0.999999);
}

/// Frames in which what such a smoother remembers fades to 1 / e.
double time_constant(double pole) { return pole > 0 ? -1 / std::log(pole) : 0; }

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

/// `from` moved towards `to`, by `step` at most. Waits only for one subtraction and two comparisons
/// of `from`, which is what a loop of these runs at.
double stepped(double from, double to, double step) {
  return std::min(std::max(to, from - step), from + step);
}

/// Exponents of at most 4 dB between the ears.
constexpr double kSmallExponent = 0.25;

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
  if (!foa_ && !corrected_) latency_ = 1;  // the newest frame is written after the read
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

  state_ = resting_at(0);
}

std::optional<RenewedSpatializer> spatializer_of(const SpatialPatch& patch, double seconds,
                                                 int rate, Fidelity fidelity,
                                                 std::int64_t renewed_ahead_frames) {
  if (!patch.enable) return std::nullopt;
  return RenewedSpatializer(Spatializer(patch, seconds, rate, fidelity), renewed_ahead_frames);
}

Spatializer::State Spatializer::resting_at(std::int64_t frame) const noexcept {
  State state;
  double azimuth_deg = 0;
  double distance_m = 0;
  trajectory_.fill(frame, {&azimuth_deg, 1}, {&distance_m, 1});
  state.azimuth_deg = azimuth_deg;
  state.direction = foa_ ? azimuth_deg / 360 : azimuth_deg;
  state.distance_m = std::max(distance_m, min_distance_m_);
  const double sine = std::sin(azimuth_deg * std::numbers::pi / 180);
  const double delay = delay_at_90_deg_ * sine;
  if (corrected_) state.delay = delay;
  state.ear_delay[0] = corrected_ ? -delay : std::max(0.0, delay);
  state.ear_delay[1] = corrected_ ? delay : std::max(0.0, -delay);
  if (corrected_ && differs_) {
    state.ear_gain[0] = std::exp(exponent_at_90_deg_ * sine);
    state.ear_gain[1] = 1 / state.ear_gain[0];
  }
  return state;
}

void Spatializer::restart(std::int64_t frame) noexcept {
  state_ = resting_at(frame);
  for (std::vector<float>& line : line_) std::fill(line.begin(), line.end(), 0.0f);
}

std::optional<std::int64_t> Spatializer::run_in_frames() const noexcept {
  // Smoothed twice: first where the source is, then what the ears make of it.
  const double slowest = std::max(time_constant(theta_pole_), time_constant(distance_pole_));
  double frames = kFadedTimeConstants * slowest + static_cast<double>(history_frames_);
  const double speed = trajectory_.fastest_deg_per_frame();
  const double jump = trajectory_.largest_jump_deg();
  if (foa_) {
    // A smoothed direction that lags by half a turn goes round the other way.
    if (speed * time_constant(theta_pole_) > 90) return std::nullopt;
  } else {
    constexpr double kReserve = 0.9;
    if (speed > kReserve * max_deg_per_frame_) return std::nullopt;
    if (jump > speed) frames += jump / (max_deg_per_frame_ - speed);
    const double longest_delay = std::abs(delay_at_90_deg_);
    const double delay_speed = longest_delay * speed * std::numbers::pi / 180;
    if (longest_delay > 0 && delay_speed >= kReserve * max_delay_step_) return std::nullopt;
    if (longest_delay > 0) frames += 2 * longest_delay / (max_delay_step_ - delay_speed);
  }
  if (!(frames < 1e9)) return std::nullopt;
  return static_cast<std::int64_t>(frames);
}

/// Azimuth in degrees to what the speed limit leaves of it.
void Spatializer::turn_head(Quantum azimuth) noexcept {
  // Below half a turn per frame there is only one way round.
  if (keeps_pace(state_.azimuth_deg, azimuth, std::min(max_deg_per_frame_, 179.0))) {
    state_.azimuth_deg = azimuth.back();
    return;
  }
  double now = state_.azimuth_deg;
  for (double& value : azimuth) {
    double wanted = value;
    const double away = wanted - now;
    if (away >= 180 || away < -180) wanted -= 360 * std::floor((away + 180) / 360);
    now = stepped(now, wanted, max_deg_per_frame_);
    value = now;
  }
  state_.azimuth_deg = now;
}

/// Azimuth in degrees to smoothed direction in turns, distance to smoothed distance.
void Spatializer::follow_head(Quantum azimuth, Quantum distance) noexcept {
  turn_head(azimuth);
  for (double& metres : distance) metres = std::max(metres, min_distance_m_);
  SmootherPair pair{{theta_pole_, distance_pole_}, {state_.direction, state_.distance_m}};
  pair.smooth(azimuth, distance);
  state_.direction = pair.y[0];
  state_.distance_m = pair.y[1];
  for (double& value : azimuth) value *= 1.0 / 360;
}

void Spatializer::follow_foa(Quantum azimuth, Quantum distance) noexcept {
  for (double& value : azimuth) value *= 1.0 / 360;
  for (double& metres : distance) metres = std::max(metres, min_distance_m_);
  alignas(64) double wanted[kQuantum];
  std::copy(azimuth.begin(), azimuth.end(), wanted);
  const double before = state_.direction;
  SmootherPair pair{{theta_pole_, distance_pole_}, {before, state_.distance_m}};
  pair.smooth(azimuth, distance);
  state_.direction = pair.y[0];
  state_.distance_m = pair.y[1];

  // What lags by more than half a turn goes round the other way.
  bool goes_round = std::abs(wanted[0] - before) > 0.5;
  for (std::size_t i = 1; i < kQuantum; ++i) {
    goes_round |= std::abs(wanted[i] - azimuth[i - 1]) > 0.5;
  }
  if (!goes_round) return;
  double now = before;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    double away = wanted[i] - now;
    if (std::abs(away) > 0.5) away -= std::nearbyint(away);
    now += (1 - theta_pole_) * away;
    azimuth[i] = now;
  }
  state_.direction = now;
}

/// Distance to the level that is left of the mid.
void Spatializer::level_over_distance(Quantum distance) const noexcept {
  const double ref = ref_distance_m_;
  for (std::size_t i = 0; i < kQuantum; ++i) distance[i] = ref / std::max(distance[i], ref);
  if (rolloff_ != 1) power(distance, rolloff_, distance);
}

/// Distance to the further roll-off of the foa decoder, which acts behind its delays.
void Spatializer::roll_over_distance(Quantum distance) const noexcept {
  const double roll = hf_roll_db_per_m_;
  const double ref = ref_distance_m_;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    distance[i] = -kDecibel * std::max(0.0, roll * (distance[i] - ref));
  }
  exponential(distance, distance);
}

/// Sine of the direction to the gain of either ear before smoothing.
void Spatializer::aim_ears(Quantum sine, Ears& ears) const noexcept {
  if (!differs_) {
    std::fill_n(ears.left, kQuantum, 1.0);
    std::fill_n(ears.right, kQuantum, 1.0);
    return;
  }
  const double exponent = exponent_at_90_deg_;
  if (std::abs(exponent) <= kSmallExponent) {
    opposed_levels(exponent, sine, ears.left, ears.right);
    return;
  }
  for (std::size_t i = 0; i < kQuantum; ++i) ears.left[i] = exponent * sine[i];
  exponential(ears.left, ears.left);
  for (std::size_t i = 0; i < kQuantum; ++i) ears.right[i] = 1 / ears.left[i];
}

void Spatializer::smooth_gains(Ears& ears) noexcept {
  SmootherPair pair{{theta_pole_, theta_pole_}, {state_.ear_gain[0], state_.ear_gain[1]}};
  pair.smooth(ears.left, ears.right);
  state_.ear_gain[0] = pair.y[0];
  state_.ear_gain[1] = pair.y[1];
}

/// Head: sine of the direction to the side of the far ear (positive: left) and its delay.
void Spatializer::delay_ears(Quantum sine, Quantum far_delay) noexcept {
  for (double& value : sine) value *= delay_at_90_deg_;
  if (corrected_) {
    if (keeps_pace(state_.delay, sine, max_delay_step_)) {
      state_.delay = sine.back();
    } else {
      double now = state_.delay;
      for (double& value : sine) value = now = stepped(now, value, max_delay_step_);
      state_.delay = now;
    }
    for (std::size_t i = 0; i < kQuantum; ++i) {
      far_delay[i] = std::abs(sine[i]);
      sine[i] = -sine[i];
    }
    return;
  }
  // The near ear is delayed, by an amount without a sign, and the ears change over at once.
  const auto audible = [](double delay) { return delay > 1e-6 ? delay : 0; };
  for (std::size_t i = 0; i < kQuantum; ++i) far_delay[i] = audible(std::abs(sine[i]));
  if (keeps_pace(state_.delay, far_delay, max_delay_step_)) {
    state_.delay = far_delay.back();
    return;
  }
  double now = state_.delay;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    now = audible(stepped(now, std::abs(sine[i]), max_delay_step_));
    far_delay[i] = now;
  }
  state_.delay = now;
}

/// Foa: sine of the direction to a smoothed delay of either ear.
void Spatializer::delay_ears(Quantum sine, Quantum left_delay, Quantum right_delay) noexcept {
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double wanted = delay_at_90_deg_ * sine[i];
    left_delay[i] = corrected_ ? -wanted : std::max(0.0, wanted);
    right_delay[i] = corrected_ ? wanted : std::max(0.0, -wanted);
  }
  SmootherPair pair{{theta_pole_, theta_pole_}, {state_.ear_delay[0], state_.ear_delay[1]}};
  pair.smooth(left_delay, right_delay);
  state_.ear_delay[0] = pair.y[0];
  state_.ear_delay[1] = pair.y[1];
  if (!corrected_) return;
  for (double& delay : left_delay) delay = std::max(0.0, delay);
  for (double& delay : right_delay) delay = std::max(0.0, delay);
}

/// out[i] = the line at `delay[i]` frames before now[i]
void Spatializer::read_line(const float* now, Quantum delay, Quantum out) const noexcept {
  DelayTaps taps;
  find_taps(read_, delay, longest_age_, taps, kTakenAsWhole, kTakenAsNone);
  read_delayed(taps_of(read_), taps, now - latency_, out);
}

void Spatializer::hear_with_head(const float* mid, Quantum azimuth, Quantum distance,
                                 Ears& ears) noexcept {
  alignas(64) double side_of_far[kQuantum], far_delay[kQuantum], far[kQuantum];
  float* now = line_[0].data() + history_frames_;
  std::copy_n(mid, kQuantum, now);
  follow_head(azimuth, distance);
  sin_turns(azimuth, side_of_far);
  level_over_distance(distance);
  aim_ears(side_of_far, ears);
  smooth_gains(ears);
  delay_ears(side_of_far, far_delay);
  read_line(now, far_delay, far);

  // A delay of 0: the newest frame when corrected, half the one three back through the four taps of
  // the reference.
  const bool late = read_ == DelayRead::reference_cubic;
  const float* near = now - latency_ - (late ? 2 : 0);
  hear_sides(distance, side_of_far, far, near, late ? 0.5 : 1, ears.left, ears.right);
}

void Spatializer::hear_with_foa(const float* mid, Quantum azimuth, Quantum distance,
                                Ears& ears) noexcept {
  alignas(64) double sine[kQuantum], roll[kQuantum], delay[2][kQuantum];
  follow_foa(azimuth, distance);
  sin_turns(azimuth, sine);
  for (std::size_t i = 0; i < kQuantum; ++i) azimuth[i] += 0.25;
  sin_turns(azimuth, azimuth);  // the cosine
  const bool rolls = hf_roll_db_per_m_ != 0;
  if (rolls) {
    std::copy_n(distance.data(), kQuantum, roll);
    roll_over_distance(roll);
  }
  level_over_distance(distance);

  // Two cardioids that look to either side.
  float* now[2] = {line_[0].data() + history_frames_, line_[1].data() + history_frames_};
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double heard = static_cast<double>(mid[i]) * distance[i];
    const double ahead = 0.5 + ear_cos_ * azimuth[i];
    const double aside = ear_sin_ * sine[i];
    now[0][i] = static_cast<float>(heard * (ahead + aside));
    now[1][i] = static_cast<float>(heard * (ahead - aside));
  }

  aim_ears(sine, ears);
  if (differs_) {
    smooth_gains(ears);
    delay_ears(sine, delay[0], delay[1]);
    read_line(now[0], delay[0], delay[0]);
    read_line(now[1], delay[1], delay[1]);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      ears.left[i] *= delay[0][i];
      ears.right[i] *= delay[1][i];
    }
  } else {
    std::copy_n(now[0], kQuantum, ears.left);
    std::copy_n(now[1], kQuantum, ears.right);
  }
  if (rolls) {
    for (std::size_t i = 0; i < kQuantum; ++i) {
      ears.left[i] *= roll[i];
      ears.right[i] *= roll[i];
    }
  }
}

void Spatializer::process(std::int64_t first_frame, StereoBlock inout) noexcept {
  assert(inout.frames() == kQuantum);
  float* const left = inout.left.data();
  float* const right = inout.right.data();
  alignas(64) float mid[kQuantum], side[kQuantum];
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double l = left[i];
    const double r = right[i];
    mid[i] = static_cast<float>((l + r) * kRootHalf);
    side[i] = static_cast<float>((l - r) * kRootHalf);
  }

  alignas(64) double azimuth[kQuantum], distance[kQuantum];
  Ears ears;
  trajectory_.fill(first_frame, azimuth, distance);
  foa_ ? hear_with_foa(mid, azimuth, distance, ears) : hear_with_head(mid, azimuth, distance, ears);

  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double s = side[i];
    left[i] = static_cast<float>((ears.left[i] + s) * kRootHalf);
    right[i] = static_cast<float>((ears.right[i] - s) * kRootHalf);
  }
  for (std::vector<float>& line : line_) {
    if (line.empty()) continue;
    std::copy(line.begin() + static_cast<std::ptrdiff_t>(kQuantum), line.end(), line.begin());
  }
}

}  // namespace bbplay::dsp
