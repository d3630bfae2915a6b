// SPDX-License-Identifier: MIT
/// Second-order sections run over stereo frames, both channels at once in one vector.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "dsp/filter/butterworth.h"
#include "dsp/filter/cascade_cell.h"

namespace bbplay::dsp {

/// One frame of two channels side by side in memory, which is how the filters want it.
struct alignas(16) StereoFrame {
  double left = 0, right = 0;
  bool operator==(const StereoFrame&) const = default;
};

/// Up to four sections that are run in one sweep.
class BiquadCascade {
 public:
  static constexpr std::size_t kMaxSections = 4;

  BiquadCascade() = default;
  /// sections.size() <= kMaxSections
  explicit BiquadCascade(std::span<const Section> sections);

  std::size_t size() const noexcept { return size_; }
  const Section& operator[](std::size_t index) const noexcept { return sections_[index]; }
  std::span<const Section> sections() const noexcept { return {sections_.data(), size_}; }
  /// What a cell of frames makes of the sections; nothing where they are too many for one.
  const CascadeCell& cell() const noexcept { return cell_; }

 private:
  std::array<Section, kMaxSections> sections_;
  std::size_t size_ = 0;
  CascadeCell cell_;
};

/// What the sections remember: what the inputs of the last two frames still give, in transposed form,
/// and the last two outputs. So a frame waits for one multiply-add of the frame before it. Behind
/// whole cells what the outputs give is in fed1 and fed2, too, and they are 0.
struct CascadeState {
  struct Memory {
    StereoFrame fed1, fed2;  // b1 x1 + b2 x2, b2 x1
    StereoFrame y1, y2;
    bool operator==(const Memory&) const = default;
  };
  std::array<Memory, BiquadCascade::kMaxSections> memories;

  /// At rest in silence.
  CascadeState() = default;
  /// At rest after an endless constant input.
  CascadeState(const BiquadCascade& cascade, StereoFrame constant);
  bool operator==(const CascadeState&) const = default;
};

/// Filters `frames` in place, first to last. How a signal is cut into calls does not change one
/// bit, as long as all but the last one are of a multiple of CascadeCell::kFrames.  [audio thread]
void filter_forward(const BiquadCascade& cascade, CascadeState& state,
                    std::span<StereoFrame> frames) noexcept;

/// The same in reversed time, last to first.  [audio thread]
void filter_backward(const BiquadCascade& cascade, CascadeState& state,
                     std::span<StereoFrame> frames) noexcept;

/// Only the memory moves on: the frames stay as they are.  [audio thread]
void listen_forward(const BiquadCascade& cascade, CascadeState& state,
                    std::span<const StereoFrame> frames) noexcept;
void listen_backward(const BiquadCascade& cascade, CascadeState& state,
                     std::span<const StereoFrame> frames) noexcept;

}  // namespace bbplay::dsp
