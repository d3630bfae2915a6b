// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_modulation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/block/turns.h"

namespace bbplay::dsp {
namespace {

constexpr double kMaxFractionOfRate = 0.49;
constexpr double kMinHz = 20;  // corrected fidelity
constexpr double kMaxSettlingSeconds = 30;
constexpr double kMostStages = 500;  // of a sweep, wherever its curve leads

Ramp in_turns(Ramp degrees) { return {degrees.from / 360, degrees.to / 360}; }

bool is_whole(double turns) { return turns == std::floor(turns); }

}  // namespace

double notch_settling_frames(double hz, double q, int stages, int rate) noexcept {
  const double time_constant = std::max(q, 0.1) * rate / (std::numbers::pi * hz);
  return (6 + 0.25 * stages) * time_constant;
}

NotchMotion::NotchMotion(const SweptNotches& notches, bool moving, const TransitionCurve& curve,
                         int rate, Fidelity fidelity)
    : lfo_hz_(notches.lfo_hz),
      ear_offset_turns_(in_turns(notches.ear_offset_deg)),
      pass_offset_turns_(in_turns(notches.pass_offset_deg)),
      curve_(curve),
      triangle_(notches.waveform == LfoWaveform::triangle),
      moving_(moving),
      corrected_(fidelity == Fidelity::corrected),
      rate_(rate) {
  for (NotchSweep range : notches.sweeps) {
    if (corrected_ && range.low_end_is_high) range.low_hz.to = range.low_hz.from;
    double most = range.stages.from;
    if (moving_ && corrected_) {
      most = range.stages.high();
    } else if (moving_) {
      // alpha stays below 1 if the ramp ends with the voice, hence the missing last stage.
      const double one_end = range.stages.at(curve_.lowest());
      const double other_end = range.stages.at(curve_.highest());
      most = std::trunc(std::max(one_end, other_end));
    }
    const int stages = static_cast<int>(std::clamp(most, moving_ ? 1.0 : 0.0, kMostStages));
    if (stages > 0) sweeps_.push_back({range, stages});
  }
  const bool second_pass = moving_ || pass_offset_turns_.from != 0;
  passes_ = sweeps_.empty() ? 0 : second_pass ? 2 : 1;
  ears_differ_ = passes_ > 0 && (!is_whole(ear_offset_turns_.from) ||
                                 (moving_ && !ear_offset_turns_.is(ear_offset_turns_.from)));
}

NotchMotion::Moment NotchMotion::moment(std::int64_t frame) const noexcept {
  if (!moving_) return {lfo_hz_.from * static_cast<double>(frame) / rate_, 0};
  // The phase is advanced before its use: the sum includes this frame.
  const double steady = lfo_hz_.from * static_cast<double>(frame + 1);
  const double moved = (lfo_hz_.to - lfo_hz_.from) * curve_.sum_before(frame + 1);
  return {(steady + moved) / rate_, curve_.at(frame)};
}

double NotchMotion::lfo(Moment moment, int pass, Ear ear) const noexcept {
  double phase = fraction_of_turn(moment.lfo_turns);
  if (ear == Ear::right) phase += ear_offset_turns_.at(moment.alpha);
  if (pass > 0) phase += pass_offset_turns_.at(moment.alpha);
  phase = fraction_of_turn(phase);
  if (!triangle_) return std::cos(2 * std::numbers::pi * phase);
  return phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase;
}

NotchMotion::Notch NotchMotion::notch(std::size_t sweep, double lfo, double alpha) const noexcept {
  const Sweep& s = sweeps_[sweep];
  const double low = s.range.low_hz.at(alpha), high = s.range.high_hz.at(alpha);
  Notch notch;
  notch.hz = 0.5 * (low + high) + 0.5 * (high - low) * lfo;
  notch.q = s.range.q.at(alpha);
  notch.stages = s.most_stages;
  if (moving_) {
    const double count = std::nearbyint(s.range.stages.at(alpha));
    notch.stages = static_cast<int>(std::clamp(count, 1.0, static_cast<double>(s.most_stages)));
  }
  if (corrected_) {
    notch.hz = std::clamp(notch.hz, std::min(kMinHz, kMaxFractionOfRate * rate_),
                          kMaxFractionOfRate * rate_);
  } else if (!(notch.hz > 0 && notch.hz < kMaxFractionOfRate * rate_)) {
    notch.stages = 0;
  }
  return notch;
}

double NotchMotion::period_s() const noexcept {
  return moving_ || lfo_hz_.from == 0 ? 0 : 1 / std::abs(lfo_hz_.from);
}

double NotchMotion::lowest_hz(const Sweep& sweep) const noexcept {
  const double lowest = std::min(sweep.range.low_hz.low(), sweep.range.high_hz.low());
  return std::max(lowest, corrected_ ? kMinHz : 0.1);
}

NotchMotion::Extremes NotchMotion::extremes() const noexcept {
  Extremes all{0.25 * rate_, 1};
  for (const Sweep& s : sweeps_) {
    all.lowest_hz = std::min(all.lowest_hz, lowest_hz(s));
    all.highest_q = std::max(all.highest_q, s.range.q.high());
  }
  return all;
}

std::int64_t NotchMotion::settling_frames() const noexcept {
  double slowest = 0;
  for (const Sweep& s : sweeps_) {
    slowest = std::max(slowest,
                       notch_settling_frames(lowest_hz(s), s.range.q.high(), s.most_stages, rate_));
  }
  return static_cast<std::int64_t>(std::min(std::ceil(slowest), kMaxSettlingSeconds * rate_));
}

}  // namespace bbplay::dsp
