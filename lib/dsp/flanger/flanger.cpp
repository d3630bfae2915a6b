// SPDX-License-Identifier: MIT
#include "dsp/flanger/flanger.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "dsp/block/renewed.h"
#include "dsp/block/turns.h"
#include "dsp/flanger/sweep_phase.h"

namespace bbplay::dsp {
namespace {

constexpr double kMinDelayMs = 0.05;

// The sum that is the phase decides on which side of a whole number a delay falls, as in the
// reference.
constexpr double kTakenAsWhole = 0;

/// Pole of a one-pole filter at `hz`.
double filter_pole(double hz, int rate) { return std::exp(-2 * std::numbers::pi * hz / rate); }

/// Frames in which what is behind such a pole fades to 1 / e.
double time_constant(double pole) {
  if (pole >= 1) return std::numeric_limits<double>::infinity();
  return pole > 0 ? -1 / std::log(pole) : 0;
}

CombSettings comb_settings(const FlangerSettings& settings, int rate, Fidelity fidelity,
                           DelayRead read) {
  const bool corrected = fidelity == Fidelity::corrected;
  const double nyquist = 0.5 * rate;
  CombSettings comb;
  comb.taps = taps_of(read);
  comb.linked = !(corrected && settings.stereo_mode == 1);
  comb.makes_up_loudness = settings.makes_up_loudness;
  comb.hpf = filter_pole(settings.loop_hpf_hz, rate);
  if (settings.loop_hpf_hz <= 0) comb.hpf = 0;
  if (settings.loop_hpf_hz >= nyquist) comb.hpf = corrected ? 0 : 1;
  comb.lpf = filter_pole(settings.loop_lpf_hz, rate);
  if (settings.loop_lpf_hz <= 0) comb.lpf = 1;
  if (settings.loop_lpf_hz >= nyquist) comb.lpf = 0;
  comb.feedback = corrected ? std::clamp(settings.feedback, -0.995, 0.995) : settings.feedback;
  comb.feeds_back = comb.feedback != 0 && comb.hpf != 0 && comb.lpf != 1;
  comb.mix = settings.mix;
  if (settings.loudness_time_ms > 0) {
    const double frames = rate * settings.loudness_time_ms * 1e-3;
    comb.loudness_pole = std::min(std::exp(-1 / frames), 0.999999);
  }
  comb.min_gain = settings.loudness_min_gain;
  comb.max_gain = settings.loudness_max_gain;
  return comb;
}

DelaySweep delay_sweep(const FlangerSettings& settings, int rate, Fidelity fidelity,
                       DelayRead read) {
  const double shortest_ms = std::clamp(settings.min_delay_ms, kMinDelayMs, kMaxFlangerDelayMs);
  const double longest_ms = settings.max_delay_ms > shortest_ms
                                ? std::min(settings.max_delay_ms, kMaxFlangerDelayMs)
                                : shortest_ms + 0.01;
  const double center = std::min(std::max(settings.delay_ms, shortest_ms), longest_ms);
  double depth = std::max(settings.depth_ms, 0.0);
  if (center - depth < shortest_ms) depth = std::max(center - shortest_ms, 0.0);
  if (center + depth > longest_ms) depth = std::max(longest_ms - center, 0.0);

  const double frames_per_ms = rate * 1e-3;
  DelaySweep sweep;
  sweep.wave = settings.wave;
  sweep.shortest = shortest_ms * frames_per_ms;
  sweep.longest = longest_ms * frames_per_ms;
  if (settings.delay_law == 0) {
    sweep.law = DelaySweep::Law::linear;
    sweep.middle = center * frames_per_ms;
    sweep.swing = depth * frames_per_ms;
  } else if (settings.delay_law == 1) {
    sweep.law = DelaySweep::Law::reciprocal;
    sweep.middle = 1 / center / frames_per_ms;
    sweep.swing = 0.5 * (1 / (center - depth) - 1 / (center + depth)) / frames_per_ms;
    sweep.least_reciprocal = fidelity == Fidelity::corrected
                                 ? 1 / sweep.longest
                                 : -std::numeric_limits<double>::infinity();
  } else {
    sweep.law = DelaySweep::Law::exponential;
    const double low = std::max(center - depth, shortest_ms);
    const double high = std::min(center + depth, longest_ms);
    sweep.middle = low * frames_per_ms;
    sweep.swing = 0.5 * std::log(high / low);
  }
  if (fidelity == Fidelity::corrected) {
    // The frame being made is not in the line yet, and four taps want one on either side.
    const double least = taps_of(read) == 2 ? 1 : 2;
    sweep.shortest = std::max(sweep.shortest, least);
    sweep.longest = std::max(sweep.longest, least);
  }
  return sweep;
}

constexpr double kRootHalf = 0.5 * std::numbers::sqrt2;

void interleave(ConstStereoBlock from, float* to) noexcept {
  const float* const left = from.left.data();
  const float* const right = from.right.data();
  for (std::size_t i = 0; i < kQuantum; ++i) {
    to[2 * i] = left[i];
    to[2 * i + 1] = right[i];
  }
}

void deinterleave(const float* from, StereoBlock to) noexcept {
  float* const left = to.left.data();
  float* const right = to.right.data();
  for (std::size_t i = 0; i < kQuantum; ++i) {
    left[i] = from[2 * i];
    right[i] = from[2 * i + 1];
  }
}

/// The mid (sign 1) or the side (sign -1) as a stereo signal whose other channel is silent.
void interleave_half(ConstStereoBlock from, double sign, float* to) noexcept {
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double half = (static_cast<double>(from.left[i]) + sign * from.right[i]) * kRootHalf;
    to[2 * i] = static_cast<float>(half);
    to[2 * i + 1] = 0;
  }
}

/// Puts a processed half beside the other half of `inout`.
void replace_half(const float* from, double sign, StereoBlock inout) noexcept {
  for (std::size_t i = 0; i < kQuantum; ++i) {
    const double other = (static_cast<double>(inout.left[i]) - sign * inout.right[i]) * kRootHalf;
    const double half = from[2 * i];
    inout.left[i] = static_cast<float>((half + other) * kRootHalf);
    inout.right[i] = static_cast<float>(sign * (half - other) * kRootHalf);
  }
}

}  // namespace

Flanger::Flanger(const FlangerSettings& settings, int rate, Fidelity fidelity)
    : sweep_(delay_sweep(settings, rate, fidelity, delay_read(fidelity, settings.four_taps))),
      turns_per_frame_(offset_from_whole_turn(settings.rate_hz / rate)),
      sums_phase_(fidelity == Fidelity::reference),
      right_lead_turns_(offset_from_whole_turn(settings.spread_deg / 360)),
      read_(delay_read(fidelity, settings.four_taps)),
      comb_(comb_settings(settings, rate, fidelity, read_)),
      longest_age_(static_cast<std::int32_t>(std::ceil(sweep_.longest)) + 1),
      history_frames_(static_cast<std::size_t>(longest_age_) + 4),
      line_(2 * (history_frames_ + kQuantum)) {
  if (settings.stereo_mode == 2) half_ = Half::mid;
  if (settings.stereo_mode == 3) half_ = Half::side;
}

void Flanger::restart(std::int64_t frame) noexcept {
  forget();
  if (!sums_phase_) return;
  // From where it stands, if that is before.
  if (frame < summed_frames_) {
    summed_frames_ = 0;
    phase_ = 0;
  }
  phase_ = phase_after(frame - summed_frames_, phase_, turns_per_frame_);
  summed_frames_ = frame;
}

void Flanger::restart_beside(std::int64_t frame, const Flanger& heard) noexcept {
  assert(!sums_phase_ || heard.summed_frames_ == frame);
  forget();
  phase_ = heard.phase_;
  summed_frames_ = frame;
}

void Flanger::forget() noexcept {
  state_ = {};
  std::fill(line_.begin(), line_.end(), 0.0f);
}

std::optional<std::int64_t> Flanger::run_in_frames() const noexcept {
  auto frames = static_cast<double>(history_frames_);
  if (comb_.feeds_back) {
    const double round_gain = std::abs(comb_.feedback) * gain_of(read_);
    if (!(round_gain < 1)) return std::nullopt;
    const double filters = time_constant(comb_.hpf) + time_constant(comb_.lpf);
    const double rounds = kFadedTimeConstants / -std::log(round_gain);
    frames += rounds * (frames + filters) + kFadedTimeConstants * filters;
  }
  if (comb_.makes_up_loudness) frames += kFadedTimeConstants * time_constant(comb_.loudness_pole);
  if (!(frames < 1e9)) return std::nullopt;
  return static_cast<std::int64_t>(frames);
}

void Flanger::advance_phase(std::int64_t first_frame, std::span<double, kQuantum> turns) noexcept {
  if (!sums_phase_) {
    const auto first = static_cast<double>(first_frame);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      turns[i] = (first + static_cast<double>(i)) * turns_per_frame_;
    }
    return;
  }
  // In most quanta no turn ends, and there is nothing to ask.
  constexpr double kMargin = 1e-9;
  const double end = phase_ + static_cast<double>(kQuantum) * turns_per_frame_;
  const bool no_turn_ends = end > kMargin && end < 1 - kMargin;
  for (double& turn : turns) {
    turn = phase_;
    phase_ = no_turn_ends ? phase_ + turns_per_frame_ : next_phase(phase_, turns_per_frame_);
  }
  summed_frames_ += static_cast<std::int64_t>(turns.size());
}

void Flanger::process(std::int64_t first_frame, StereoBlock inout) noexcept {
  assert(inout.frames() == kQuantum);
  alignas(64) double turns[kQuantum];
  alignas(64) double delay[kQuantum];
  DelayTaps left, right;
  advance_phase(first_frame, turns);
  sweep_.fill(turns, delay);
  find_taps(read_, delay, longest_age_, left, kTakenAsWhole, kTakenAsWhole);
  if (!comb_.linked) {
    for (double& turn : turns) turn += right_lead_turns_;
    sweep_.fill(turns, delay);
    find_taps(read_, delay, longest_age_, right, kTakenAsWhole, kTakenAsWhole);
  }

  float* const now = line_.data() + 2 * history_frames_;
  alignas(64) float out[2 * kQuantum];
  const bool halved = half_ != Half::none;
  const double sign = half_ == Half::mid ? 1 : -1;
  halved ? interleave_half(inout, sign, now) : interleave(inout, now);
  run_comb(comb_, state_, left, comb_.linked ? left : right, now, out);
  halved ? replace_half(out, sign, inout) : deinterleave(out, inout);
  // The quantum becomes the newest part of the history.
  std::copy(line_.begin() + static_cast<std::ptrdiff_t>(2 * kQuantum), line_.end(), line_.begin());
}

}  // namespace bbplay::dsp
