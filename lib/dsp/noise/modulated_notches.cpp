// SPDX-License-Identifier: MIT
#include "dsp/noise/modulated_notches.h"

#include <algorithm>
#include <cassert>

namespace bbplay::dsp {
namespace {

std::size_t stages_of(const NotchMotion& motion) {
  std::size_t stages = 0;
  for (std::size_t s = 0; s < motion.sweeps(); ++s) {
    stages += static_cast<std::size_t>(motion.most_stages(s) * motion.passes());
  }
  return stages;
}

}  // namespace

template <class Sample>
ModulatedNotches<Sample>::ModulatedNotches(const NotchMotion& motion)
    : cascade_(stages_of(motion), motion.ears_differ() ? 2 : 1), depth_(cascade_.stages()) {
  fading_.reserve(cascade_.stages());
}

template <class Sample>
void ModulatedNotches<Sample>::restart() noexcept {
  cascade_.clear();
  std::fill(depth_.begin(), depth_.end(), 0.0);
  begins_ = true;
}

template <class Sample>
bool ModulatedNotches<Sample>::is_still(std::size_t first, std::size_t all,
                                        std::size_t wanted) const noexcept {
  for (std::size_t k = 0; k < all; ++k) {
    const double depth = depth_[first + k];
    if (k < wanted ? depth < 1 : depth > 0) return false;
    // What has just faded out still filters, and has to be taken away.
    if (k >= wanted && !cascade_.is_bypassed(first + k, Ear::left)) return false;
  }
  return true;
}

template <class Sample>
void ModulatedNotches<Sample>::follow(const NotchMotion& motion, std::int64_t frame) noexcept {
  constexpr double kStep = static_cast<double>(kGroup) / kFade;
  const NotchMotion::Moment moment = motion.moment(frame);
  const std::span<const Ear> ears = first_ears(cascade_.ears());
  fading_.clear();
  std::size_t stage = 0;
  for (int pass = 0; pass < motion.passes(); ++pass) {
    double lfo[2] = {};
    for (const Ear ear : ears) lfo[static_cast<std::size_t>(ear)] = motion.lfo(moment, pass, ear);
    for (std::size_t s = 0; s < motion.sweeps(); ++s) {
      int wanted = 0;  // the same for both ears
      NotchSection section[2];
      for (const Ear ear : ears) {
        const auto e = static_cast<std::size_t>(ear);
        const NotchMotion::Notch notch = motion.notch(s, lfo[e], moment.alpha);
        section[e] = NotchSection::at(notch.hz, notch.q, motion.rate());
        wanted = notch.stages;
      }
      const auto all = static_cast<std::size_t>(motion.most_stages(s));
      if (is_still(stage, all, static_cast<std::size_t>(wanted))) {
        for (const Ear ear : ears) {
          cascade_.tune(stage, static_cast<std::size_t>(wanted), ear,
                        section[static_cast<std::size_t>(ear)]);
        }
        stage += all;
        continue;
      }
      for (int k = 0; k < motion.most_stages(s); ++k, ++stage) {
        double& depth = depth_[stage];
        const double from = depth;
        if (k < wanted) {
          depth = begins_ ? 1 : std::min(1.0, depth + kStep);
        } else {
          depth = std::max(0.0, depth - kStep);
        }
        const bool heard = from > 0 || depth > 0;
        for (const Ear ear : ears) {
          if (heard) {
            cascade_.tune(stage, ear, section[static_cast<std::size_t>(ear)]);
          } else {
            cascade_.remove(stage, ear);
          }
        }
        if (heard && !begins_ && (from < 1 || depth < 1)) {
          fading_.push_back({stage, from, (depth - from) / kGroup});
        }
      }
    }
  }
  begins_ = false;
}

template <class Sample>
void ModulatedNotches<Sample>::process(const NotchMotion& motion, std::int64_t first,
                                       std::span<Sample> frames) noexcept {
  const std::size_t length = cascade_.ears() * kGroup;
  assert(frames.size() % length == 0);
  for (; !frames.empty(); frames = frames.subspan(length)) {
    follow(motion, first + static_cast<std::int64_t>(kGroup / 2));
    const std::span<Sample> group = frames.first(length);
    cascade_.settle(group.first(cascade_.ears()));
    cascade_.process(group, fading_);
    first += static_cast<std::int64_t>(kGroup);
  }
}

template class ModulatedNotches<float>;
template class ModulatedNotches<double>;

}  // namespace bbplay::dsp
