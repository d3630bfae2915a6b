// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "dsp/filter/zero_phase_stage.h"

namespace bbplay::voices {

/// A kernel of a voice (voice_of.h) as the source of a zero-phase stage.
template <class Kernel>
class KernelSource {
 public:
  explicit KernelSource(Kernel kernel) : kernel_(std::move(kernel)) {}

  void render(std::int64_t first, dsp::StereoDoubles out) noexcept {
    QuantumBuffer quantum;
    kernel_.render(first, quantum.block());
    std::copy(std::begin(quantum.left), std::end(quantum.left), out.left.begin());
    std::copy(std::begin(quantum.right), std::end(quantum.right), out.right.begin());
    frame_ = first + static_cast<std::int64_t>(kQuantum);
  }

  void seek(std::int64_t frame) {
    if (kernel_.is_closed_form()) return;
    if (frame < frame_) {
      kernel_.reset();
      frame_ = 0;
    }
    dsp::StereoDoublesQuantum discarded;
    while (frame_ < frame) render(frame_, discarded.block());
  }

  const Kernel& kernel() const noexcept { return kernel_; }

 private:
  Kernel kernel_;
  std::int64_t frame_ = 0;
};

}  // namespace bbplay::voices
