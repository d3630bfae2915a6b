// SPDX-License-Identifier: MIT
#include "dsp/noise/notch_cascade.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <concepts>
#include <numbers>

namespace bbplay::dsp {
namespace {

template <class Sample>
NotchLayout layout_of(std::size_t stages, std::size_t ears) {
  if constexpr (std::same_as<Sample, float>) return notch_layout_of_floats(stages, ears);
  return notch_layout_of_doubles(stages, ears);
}

}  // namespace

NotchSection NotchSection::at(double hz, double q, double rate) noexcept {
  const double w = 2 * std::numbers::pi * hz / rate;
  const double angle = std::min(0.5 * w / std::max(q, 0.1), 0.49 * std::numbers::pi);
  const double half_width = std::tan(angle);
  const double g = 1 / (1 + half_width);
  const double sine = std::sin(0.5 * w);
  return {g, -2 * g * std::cos(w), half_width, 4 * g * sine * sine};
}

template <class Sample>
NotchCascade<Sample>::NotchCascade(std::size_t stages, std::size_t ears)
    : layout_(layout_of<Sample>(stages, ears)),
      g_(layout_.size(), Sample{1}),
      c_(g_.size()),
      half_width_(g_.size()),
      stiffness_(g_.size()),
      z1_(g_.size()),
      z_sum_(g_.size()),
      parked_z1_(g_.size()),
      parked_z_sum_(g_.size()),
      depth_(g_.size(), Sample{1}),
      depth_step_(g_.size()),
      state_(g_.size(), Stage::never_run) {}

template <class Sample>
NotchLanes<Sample> NotchCascade<Sample>::lanes() noexcept {
  return {g_.data(),  c_.data(),     half_width_.data(), stiffness_.data(),
          z1_.data(), z_sum_.data(), depth_.data(),      depth_step_.data()};
}

template <class Sample>
void NotchCascade<Sample>::wake(std::size_t lane) noexcept {
  if (state_[lane] == Stage::parked) {
    z1_[lane] = parked_z1_[lane];
    z_sum_[lane] = parked_z_sum_[lane];
    state_[lane] = Stage::running;
  } else if (state_[lane] == Stage::never_run) {
    state_[lane] = Stage::fresh;
    any_fresh_ = true;
  }
}

template <class Sample>
void NotchCascade<Sample>::tune(std::size_t first, std::size_t count, Ear ear,
                                NotchSection section) noexcept {
  const auto g = static_cast<Sample>(section.g), c = static_cast<Sample>(section.c);
  const auto half_width = static_cast<Sample>(section.half_width);
  const auto stiffness = static_cast<Sample>(section.stiffness);
  for (const std::size_t place : layout_.places().subspan(first, count)) {
    const std::size_t i = place + static_cast<std::size_t>(ear);
    g_[i] = g;
    c_[i] = c;
    half_width_[i] = half_width;
    stiffness_[i] = stiffness;
    if (state_[i] != Stage::running) wake(i);
  }
}

template <class Sample>
void NotchCascade<Sample>::bypass(std::size_t stage, Ear ear) noexcept {
  const std::size_t i = lane(stage, ear);
  if (state_[i] == Stage::running) {
    parked_z1_[i] = z1_[i];
    parked_z_sum_[i] = z_sum_[i];
    state_[i] = Stage::parked;
  } else if (state_[i] == Stage::fresh) {
    state_[i] = Stage::never_run;
  }
  // With these and states of 0 the section is the identity.
  g_[i] = 1;
  c_[i] = half_width_[i] = stiffness_[i] = z1_[i] = z_sum_[i] = 0;
}

template <class Sample>
void NotchCascade<Sample>::remove(std::size_t stage, Ear ear) noexcept {
  bypass(stage, ear);
  state_[lane(stage, ear)] = Stage::never_run;
}

template <class Sample>
void NotchCascade<Sample>::clear() noexcept {
  for (std::size_t stage = 0; stage < stages(); ++stage) {
    for (const Ear ear : first_ears(ears())) remove(stage, ear);
  }
  any_fresh_ = false;
}

template <class Sample>
bool NotchCascade<Sample>::is_bypassed(std::size_t stage, Ear ear) const noexcept {
  const Stage state = state_[lane(stage, ear)];
  return state == Stage::never_run || state == Stage::parked;
}

template <class Sample>
bool NotchCascade<Sample>::has_run(std::size_t stage, Ear ear) const noexcept {
  const Stage state = state_[lane(stage, ear)];
  return state == Stage::running || state == Stage::parked;
}

template <class Sample>
void NotchCascade<Sample>::settle(std::span<const Sample> frame) noexcept {
  assert(frame.size() == ears());
  if (!any_fresh_) return;
  any_fresh_ = false;
  for (const Ear ear : first_ears(ears())) {
    double x = frame[static_cast<std::size_t>(ear)];
    for (std::size_t stage = 0; stage < stages(); ++stage) {
      const std::size_t i = lane(stage, ear);
      if (state_[i] == Stage::fresh) {
        // After a constant input.
        z1_[i] = static_cast<Sample>(g_[i] * half_width_[i] * x);
        z_sum_[i] = 2 * z1_[i];
        state_[i] = Stage::running;
      }
      x = g_[i] * x + z1_[i];
    }
  }
}

template <class Sample>
void NotchCascade<Sample>::process(std::span<Sample> samples) noexcept {
  assert(!any_fresh_);
  run_notches(lanes(), layout_, samples);
}

template <class Sample>
void NotchCascade<Sample>::process(std::span<Sample> samples,
                                   std::span<const Depth> depths) noexcept {
  if (depths.empty()) return process(samples);
  assert(!any_fresh_);
  const auto set = [&](const Depth& at, double from, double step) {
    for (const Ear ear : first_ears(ears())) {
      depth_[lane(at.stage, ear)] = static_cast<Sample>(from);
      depth_step_[lane(at.stage, ear)] = static_cast<Sample>(step);
    }
  };
  for (const Depth& at : depths) set(at, at.from, at.step);
  run_partial_notches(lanes(), layout_, samples);
  for (const Depth& at : depths) set(at, 1, 0);
}

template class NotchCascade<float>;
template class NotchCascade<double>;

}  // namespace bbplay::dsp
