// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace bbplay::dsp {

/// Stages of a strand that one sweep over the samples takes at most: so many states stay in
/// registers.
inline constexpr std::size_t kMostNotchStages = 6;

/// Lanes that the cascades take of a vector of so many bytes: more than eight strands would have too
/// little to do, and the last one would begin too long after the first.
constexpr std::size_t notch_lanes(std::size_t bytes, std::size_t sample_bytes,
                                  std::size_t ears) noexcept {
  constexpr std::size_t kMostStrands = 8;
  return std::min(bytes / sample_bytes, kMostStrands * ears);
}

/// How many stages of a strand the next sweep takes, of `left`: sweeps are about equally long.
constexpr std::size_t notch_group(std::size_t left) noexcept {
  const std::size_t groups = (left + kMostNotchStages - 1) / kMostNotchStages;
  return groups == 0 ? 0 : (left + groups - 1) / groups;
}

/// Where the values of every stage and ear of a notch cascade stand, in the order in which vectors
/// take them: run_notches() sweeps over the samples with a group of stages at a time. A vector has
/// room for all ears of a few stages; the group is cut into as many equal parts, its strands, and
/// the vector takes the same stage of each.
class NotchLayout {
 public:
  /// lanes  of a vector, a multiple of `ears`
  NotchLayout(std::size_t stages, std::size_t ears, std::size_t lanes) : ears_(ears) {
    const std::size_t strands = lanes / ears;
    std::size_t left = (stages + strands - 1) / strands;
    size_ = lanes * left;
    for (std::size_t at = 0; left > 0; at += lanes * notch_group(left), left -= notch_group(left)) {
      const std::size_t group = notch_group(left);
      for (std::size_t k = 0; k < strands * group; ++k) {
        places_.push_back(at + lanes * (k % group) + ears * (k / group));
      }
    }
    places_.resize(stages);
  }

  std::size_t ears() const noexcept { return ears_; }
  std::size_t stages() const noexcept { return places_.size(); }
  /// Values in all. Those of stages behind the last one are to make these pass their input.
  std::size_t size() const noexcept { return size_; }
  /// Where the first ear's values of every stage stand; the other one's are behind them.
  std::span<const std::size_t> places() const noexcept { return places_; }
  std::size_t place(std::size_t stage, std::size_t ear) const noexcept {
    return places_[stage] + ear;
  }

 private:
  std::size_t ears_, size_;
  std::vector<std::size_t> places_;
};

}  // namespace bbplay::dsp
