// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_cascade.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace bbplay::dsp {
namespace {

std::size_t lanes_of(std::size_t stages) {
  return 2 * ((stages + kNotchStageMultiple - 1) / kNotchStageMultiple * kNotchStageMultiple);
}

}  // namespace

NotchSection NotchSection::at(double hz, double q, double rate) noexcept {
  const double w = 2 * std::numbers::pi * hz / rate;
  const double half_width = std::min(0.5 * w / std::max(q, 0.1), 0.49 * std::numbers::pi);
  const double g = 1 / (1 + std::tan(half_width));
  return {g, -2 * g * std::cos(w)};
}

NotchCascade::NotchCascade(std::size_t stages)
    : stages_(stages),
      g_(lanes_of(stages), 1.0),
      c_(g_.size()),
      z1_(g_.size()),
      z2_(g_.size()),
      parked1_(g_.size()),
      parked2_(g_.size()),
      depth_(g_.size(), 1.0),
      depth_step_(g_.size()),
      state_(g_.size(), Stage::never_run) {}

NotchLanes NotchCascade::lanes() noexcept {
  return {g_.data(), c_.data(), z1_.data(), z2_.data(), depth_.data(), depth_step_.data()};
}

void NotchCascade::tune(std::size_t stage, Ear ear, NotchSection section) noexcept {
  const std::size_t i = lane(stage, ear);
  g_[i] = section.g;
  c_[i] = section.c;
  if (state_[i] == Stage::parked) {
    z1_[i] = parked1_[i];
    z2_[i] = parked2_[i];
    state_[i] = Stage::running;
  } else if (state_[i] == Stage::never_run) {
    state_[i] = Stage::fresh;
    any_fresh_ = true;
  }
}

void NotchCascade::bypass(std::size_t stage, Ear ear) noexcept {
  const std::size_t i = lane(stage, ear);
  if (state_[i] == Stage::running) {
    parked1_[i] = z1_[i];
    parked2_[i] = z2_[i];
    state_[i] = Stage::parked;
  } else if (state_[i] == Stage::fresh) {
    state_[i] = Stage::never_run;
  }
  // With these and states of 0 the section is the identity.
  g_[i] = 1;
  c_[i] = z1_[i] = z2_[i] = 0;
}

void NotchCascade::remove(std::size_t stage, Ear ear) noexcept {
  bypass(stage, ear);
  state_[lane(stage, ear)] = Stage::never_run;
}

void NotchCascade::clear() noexcept {
  for (std::size_t stage = 0; stage < stages_; ++stage) {
    for (const Ear ear : kBothEars) remove(stage, ear);
  }
  any_fresh_ = false;
}

bool NotchCascade::is_bypassed(std::size_t stage, Ear ear) const noexcept {
  const Stage state = state_[lane(stage, ear)];
  return state == Stage::never_run || state == Stage::parked;
}

bool NotchCascade::has_run(std::size_t stage, Ear ear) const noexcept {
  const Stage state = state_[lane(stage, ear)];
  return state == Stage::running || state == Stage::parked;
}

void NotchCascade::settle(double left, double right) noexcept {
  if (!any_fresh_) return;
  any_fresh_ = false;
  double x[] = {left, right};
  for (std::size_t i = 0; i < 2 * stages_; ++i) {
    double& in = x[i % 2];
    if (state_[i] == Stage::fresh) {
      z1_[i] = z2_[i] = NotchSection{g_[i], c_[i]}.settled(in);
      state_[i] = Stage::running;
    }
    in = g_[i] * in + z1_[i];
  }
}

void NotchCascade::process(std::span<double> stereo) noexcept {
  assert(!any_fresh_);
  run_notches(lanes(), stages_, stereo);
}

void NotchCascade::process(std::span<double> stereo, std::span<const Depth> depths) noexcept {
  if (depths.empty()) return process(stereo);
  assert(!any_fresh_);
  const auto set = [&](const Depth& at, double from, double step) {
    for (const Ear ear : kBothEars) {
      depth_[lane(at.stage, ear)] = from;
      depth_step_[lane(at.stage, ear)] = step;
    }
  };
  for (const Depth& at : depths) set(at, at.from, at.step);
  run_partial_notches(lanes(), stages_, stereo);
  for (const Depth& at : depths) set(at, 1, 0);
}

}  // namespace bbplay::dsp
