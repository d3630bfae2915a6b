// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/noise/notch_cascade.h"
#include "dsp/noise/notch_modulation.h"

namespace bbplay::dsp {

/// All passes of moving notches as they are meant: one cascade without a break whose coefficients
/// follow the LFO every 32 frames, instead of overlapping blocks whose states do not belong to
/// them (corrected fidelity, format noise 9, E10). A stage that joins in the middle starts in
/// its steady state and fades in over 256 frames; one that leaves fades out.
///
/// A frame is the samples of both ears, or one for both where these hear the same.
template <class Sample>
class ModulatedNotches {
 public:
  explicit ModulatedNotches(const NotchMotion& motion);

  bool is_empty() const noexcept { return cascade_.stages() == 0; }

  /// Forgets everything.
  void restart() noexcept;

  /// Filters as many frames as there are in place, `first` and those behind it; both numbers are
  /// multiples of kGroup.  [audio thread]
  void process(const NotchMotion& motion, std::int64_t first, std::span<Sample> frames) noexcept;

  static constexpr std::size_t kGroup = 32;
  static constexpr std::size_t kFade = 256;

 private:
  /// The first `wanted` stages of a sweep are wholly there, and the others wholly gone.
  bool is_still(std::size_t first, std::size_t all, std::size_t wanted) const noexcept;
  void follow(const NotchMotion& motion, std::int64_t frame) noexcept;

  NotchCascade<Sample> cascade_;
  std::vector<double> depth_;  // per stage, at the end of the last group
  std::vector<typename NotchCascade<Sample>::Depth> fading_;
  bool begins_ = true;
};

extern template class ModulatedNotches<float>;
extern template class ModulatedNotches<double>;

}  // namespace bbplay::dsp
