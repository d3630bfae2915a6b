// SPDX-License-Identifier: MIT
#include "dsp/spatial/auto_pan.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <tuple>
#include <utility>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/phase_ops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/spatial/auto_pan.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "dsp/block/sine_polynomial-inl.h"

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

void Pan(const float* positions, float* left, float* right, std::size_t count) {
  const hn::ScalableTag<float> f;
  const auto eighth = hn::Set(f, 0.125f);
  for (std::size_t i = 0; i < count; i += hn::Lanes(f)) {
    const auto position =
        hn::Min(hn::Max(hn::LoadU(f, positions + i), hn::Set(f, -1.0f)), hn::Set(f, 1.0f));
    const auto turns = hn::MulAdd(position, eighth, eighth);
    const auto sine = SinReducedFloat(f, turns);
    const auto cosine = SinReducedFloat(f, hn::Sub(hn::Set(f, 0.25f), turns));
    hn::StoreU(hn::Mul(hn::LoadU(f, left + i), cosine), f, left + i);
    hn::StoreU(hn::Mul(hn::LoadU(f, right + i), sine), f, right + i);
  }
}

// Plain loops: the compiler vectorises them for the target it is compiling.
void StillSwing(double low, double high, float* positions, int count) {
  const auto middle = static_cast<float>(0.5 * (high + low));
  const auto half = static_cast<float>(0.5 * (high - low));
  for (int i = 0; i < count; ++i) positions[i] = middle + half * positions[i];
}

void MovingSwing(Ramp low, Ramp high, const double* HWY_RESTRICT alpha,
                 float* HWY_RESTRICT positions, int count) {
  const double low_change = low.to - low.from, high_change = high.to - high.from;
  for (int i = 0; i < count; ++i) {
    const double lo = low.from + low_change * alpha[i];
    const double hi = high.from + high_change * alpha[i];
    positions[i] =
        static_cast<float>(0.5 * (hi + lo)) + static_cast<float>(0.5 * (hi - lo)) * positions[i];
  }
}

/// Inward from the limits to the middle, high and low in turn; outward the other way.
/// edge  part of a cycle that softens the jump
template <bool kInward>
HWY_INLINE double PositionAt(double turns, double low, double high, double edge) {
  const double cycle = std::floor(turns);
  const double r = turns - cycle;
  const bool even = cycle == 2 * std::floor(0.5 * cycle);
  const double limit = even ? high : low;
  const double to_limit = kInward ? 1 - r : r;
  const double from_jump = kInward ? r : 1 - r;
  return limit * to_limit * (from_jump < edge ? from_jump / edge : 1);
}

template <bool kInward>
HWY_INLINE void Path(const double* HWY_RESTRICT turns, Ramp low, Ramp high, Ramp freq_hz,
                     double edge_s, const double* HWY_RESTRICT alpha, float* HWY_RESTRICT positions,
                     int count) {
  for (int i = 0; i < count; ++i) {
    const double a = alpha == nullptr ? 0 : alpha[i];
    const double edge = std::fmin(0.25, edge_s * std::fabs(freq_hz.at(a)));
    positions[i] = static_cast<float>(PositionAt<kInward>(turns[i], low.at(a), high.at(a), edge));
  }
}
void ToOrFromTheMiddle(bool inward, const double* turns, Ramp low, Ramp high, Ramp freq_hz,
                       double edge_s, const double* alpha, float* positions, int count) {
  inward ? Path<true>(turns, low, high, freq_hz, edge_s, alpha, positions, count)
         : Path<false>(turns, low, high, freq_hz, edge_s, alpha, positions, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {
namespace {

HWY_EXPORT(Pan);
HWY_EXPORT(StillSwing);
HWY_EXPORT(MovingSwing);
HWY_EXPORT(ToOrFromTheMiddle);

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kSoftEdgeSeconds = 0.005;
constexpr int kLinear = 0, kInward = 1;  // indices of kPanTypes

/// Modulo 2: whether a cycle is even or odd counts.
double modulo_2(double cycles) noexcept { return cycles - 2 * std::floor(0.5 * cycles); }

double largest(Ramp ramp, double alpha_low, double alpha_high) noexcept {
  return std::max(std::abs(ramp.at(alpha_low)), std::abs(ramp.at(alpha_high)));
}

}  // namespace

PanGains pan_gains(double position) noexcept {
  const double angle = (std::clamp(position, -1.0, 1.0) + 1) * (kTurn / 8);
  return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}

void pan(std::span<const float> positions, StereoBlock inout) noexcept {
  HWY_DYNAMIC_DISPATCH(Pan)
  (positions.data(), inout.left.data(), inout.right.data(), positions.size());
}

AutoPan::AutoPan(const PanPatch& patch, Bypass bypass, const Transition& transition, int rate,
                 std::int64_t frames, Fidelity fidelity)
    : freq_hz_(patch.freq_hz),
      phase_turns_{patch.phase_rad.from / kTurn, patch.phase_rad.to / kTurn},
      type_(patch.type.index),
      frame_s_(1.0 / rate),
      edge_s_(fidelity == Fidelity::corrected ? kSoftEdgeSeconds : 0) {
  const auto limits = [](double a, double b) {
    const double x = std::clamp(a, -1.0, 1.0), y = std::clamp(b, -1.0, 1.0);
    return std::pair(std::min(x, y), std::max(x, y));
  };
  std::tie(low_.from, high_.from) = limits(patch.range_min.from, patch.range_max.from);
  std::tie(low_.to, high_.to) = limits(patch.range_min.to, patch.range_max.to);
  if (is_bypassed(bypass, transition)) return;
  for (Ramp* ramp : {&low_, &high_, &freq_hz_, &phase_turns_}) *ramp = transition.frozen(*ramp);
  choose_law(transition, frames);
}

bool AutoPan::is_bypassed(Bypass bypass, const Transition& transition) const noexcept {
  const Ramp all[] = {low_, high_, freq_hz_};
  switch (bypass) {
    case Bypass::still:
      return std::all_of(std::begin(all), std::end(all),
                         [](Ramp ramp) { return std::abs(ramp.from) <= 1e-8; });
    case Bypass::moving_ends:
      return std::all_of(std::begin(all), std::end(all),
                         [](Ramp ramp) { return largest(ramp, 0, 1) <= 1e-9; });
    case Bypass::moving_values:
      break;
  }
  const double alpha_low = transition.curve().lowest(), alpha_high = transition.curve().highest();
  return std::all_of(std::begin(all), std::end(all),
                     [&](Ramp ramp) { return largest(ramp, alpha_low, alpha_high) <= 1e-8; });
}

void AutoPan::choose_law(const Transition& transition, std::int64_t frames) {
  const double alpha_low = transition.curve().lowest(), alpha_high = transition.curve().highest();
  if (!(std::max(freq_hz_.at(alpha_low), freq_hz_.at(alpha_high)) > 0)) {
    fixed_ = pan_gains(0.5 * (low_.from + high_.from));
    law_ = low_.moves() || high_.moves() ? Law::centre : Law::fixed;
    return;
  }
  above_zero_ = FrequencySum(freq_hz_, transition, frames);
  below_zero_ = FrequencySum({-freq_hz_.from, -freq_hz_.to}, transition, frames);
  law_ = above_zero_.is_known() && below_zero_.is_known() ? Law::sweep : Law::running;
}

void AutoPan::frequencies_to_steps(const Progress& progress,
                                   std::span<double> steps) const noexcept {
  const Ramp freq_hz = progress.now(freq_hz_);
  std::fill(steps.begin(), steps.end(), 0.0);
  add_ramp(steps, {frame_s_ * freq_hz.from, frame_s_ * freq_hz.to}, progress.alpha);
  for (double& step : steps) step = std::abs(step);
}

void AutoPan::add_up(const Progress& progress, std::span<double> turns) noexcept {
  frequencies_to_steps(progress, turns);
  running_cycles_ = modulo_2(running_sum_before(running_cycles_, turns));
}

void AutoPan::pass(const Progress& progress) noexcept {
  if (is_closed_form()) return;
  double turns[kQuantum];
  add_up(progress, turns);
}

/// phase / 2 pi + c, where c counts cycles without the frame's own (c = 0 in frame 0).
void AutoPan::fill_turns(const Progress& progress, std::span<double> turns) noexcept {
  if (law_ == Law::sweep && !freq_hz_.moves()) {
    const double step = std::abs(freq_hz_.from) * frame_s_;
    phase_line(modulo_2(step * static_cast<double>(progress.first)), step, turns);
  } else if (law_ == Law::running) {
    add_up(progress, turns);
  } else {
    const double sum = above_zero_.before(progress.first, progress.alpha_before) +
                       below_zero_.before(progress.first, progress.alpha_before);
    const double start = modulo_2(frame_s_ * sum);
    const auto frames = static_cast<std::int64_t>(turns.size());
    if (progress.still()) {
      phase_line(start, std::abs(progress.now(freq_hz_).from) * frame_s_, turns);
    } else if (above_zero_.is_straight(progress.first, frames)) {
      ramped_phase_before(start, freq_hz_, frame_s_, progress, turns);
    } else {
      frequencies_to_steps(progress, turns);
      running_sum_before(start, turns);
    }
  }
  if (!phase_turns_.is(0)) add_ramp(turns, progress.now(phase_turns_), progress.alpha);
}

void AutoPan::shape(const Progress& progress, std::span<const double> turns,
                    std::span<float> positions) const noexcept {
  const auto count = static_cast<int>(positions.size());
  const double* alpha = progress.alpha.data();
  const Ramp low = progress.now(low_), high = progress.now(high_);
  if (type_ != kLinear) {
    HWY_DYNAMIC_DISPATCH(ToOrFromTheMiddle)
    (type_ == kInward, turns.data(), low, high, progress.now(freq_hz_), edge_s_, alpha,
     positions.data(), count);
    return;
  }
  sin_turns(turns, positions);
  if (low.moves() || high.moves()) {
    HWY_DYNAMIC_DISPATCH(MovingSwing)(low, high, alpha, positions.data(), count);
  } else {
    HWY_DYNAMIC_DISPATCH(StillSwing)(low.from, high.from, positions.data(), count);
  }
}

void AutoPan::apply(const Progress& progress, StereoBlock inout) noexcept {
  if (law_ == Law::bypass) return;
  if (law_ == Law::fixed) {
    scale(inout.left, fixed_.left);
    scale(inout.right, fixed_.right);
    return;
  }
  float position_memory[kQuantum];
  const std::span<float> positions = std::span(position_memory).first(inout.frames());
  if (law_ == Law::centre) {
    const Ramp low = progress.now(low_), high = progress.now(high_);
    const auto count = static_cast<int>(positions.size());
    std::fill(positions.begin(), positions.end(), 0.0f);
    if (progress.still()) {
      HWY_DYNAMIC_DISPATCH(StillSwing)(low.from, high.from, positions.data(), count);
    } else {
      HWY_DYNAMIC_DISPATCH(MovingSwing)
      (low, high, progress.alpha.data(), positions.data(), count);
    }
  } else {
    double turn_memory[kQuantum];
    const std::span<double> turns = std::span(turn_memory).first(inout.frames());
    fill_turns(progress, turns);
    shape(progress, turns, positions);
  }
  pan(positions, inout);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
