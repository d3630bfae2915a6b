// SPDX-License-Identifier: MIT
#include "voices/modulation/edge_ramps.h"

#include <algorithm>

namespace bbplay::voices {

void EdgeRamps::apply(std::int64_t first, dsp::StereoDoubles block) const noexcept {
  const auto time = [&](std::size_t i) {
    return static_cast<double>(first + static_cast<std::int64_t>(i)) * dt_;
  };
  const bool attacks = attack_ > 0 && time(0) < attack_;
  const bool releases = release_ > 0 && time(block.frames() - 1) > voice_ - release_;
  if (!attacks && !releases) return;
  for (std::size_t i = 0; i < block.frames(); ++i) {
    const double t = time(i);
    double gain = 1;
    if (attacks && t < attack_) gain *= std::max(t, 0.0) / attack_;
    if (releases && t > voice_ - release_) gain *= std::max(voice_ - t, 0.0) / release_;
    block.left[i] *= gain;
    block.right[i] *= gain;
  }
}

}  // namespace bbplay::voices
