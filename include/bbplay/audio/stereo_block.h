// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace bbplay {

/// Frames a voice renders at a time. Every voice works on its own grid of quanta that starts at its
/// frame 0, whatever block length a caller asks the scheduler for; that is why block length,
/// seeking and the number of jobs do not change one sample. 256 frames keep a dozen work arrays in
/// L1.
inline constexpr std::size_t kQuantum = 256;

/// View of planar stereo audio in somebody else's memory; both spans have the same length.
template <class Sample>
struct BasicStereoBlock {
  std::span<Sample> left, right;

  constexpr std::size_t frames() const noexcept { return left.size(); }
  constexpr BasicStereoBlock first(std::size_t count) const noexcept {
    return {left.first(count), right.first(count)};
  }
  constexpr BasicStereoBlock dropping(std::size_t count) const noexcept {
    return {left.subspan(count), right.subspan(count)};
  }
  constexpr BasicStereoBlock subblock(std::size_t offset, std::size_t count) const noexcept {
    return {left.subspan(offset, count), right.subspan(offset, count)};
  }
  /// A writable view reads as a constant one.
  constexpr operator BasicStereoBlock<const Sample>() const noexcept { return {left, right}; }
};

using StereoBlock = BasicStereoBlock<float>;
using ConstStereoBlock = BasicStereoBlock<const float>;

/// Owns planar stereo audio; linear amplitude, full scale 1. Allocates, so not for the audio
/// thread.
class StereoBuffer {
 public:
  StereoBuffer() = default;
  explicit StereoBuffer(std::size_t frames) : left_(frames), right_(frames) {}

  std::size_t frames() const noexcept { return left_.size(); }
  StereoBlock block() noexcept { return {left_, right_}; }
  ConstStereoBlock block() const noexcept { return {left_, right_}; }
  void resize(std::size_t frames) {
    left_.resize(frames);
    right_.resize(frames);
  }
  bool operator==(const StereoBuffer&) const = default;

 private:
  std::vector<float> left_, right_;
};

/// Work memory of one quantum, for the stack of a render function.
struct QuantumBuffer {
  alignas(64) float left[kQuantum];
  alignas(64) float right[kQuantum];
  StereoBlock block() noexcept { return {left, right}; }
};

}  // namespace bbplay
