// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/fft/partitioned_product.h"
#include "dsp/spatial/head_spectra.h"

namespace bbplay::dsp {

/// What goes through a head from one direction: the latest quanta of a signal, as many as responses
/// reach back. They begin with silence.
class HeadInput {
 public:
  explicit HeadInput(const HeadSpectra& head);

  /// work  at least head.fft().work_size() values                    [audio thread]
  void push(std::span<const float, kQuantum> quantum, const HeadSpectra& head,
            std::span<float> work) noexcept;
  void clear() noexcept;

  PartitionedSpectra with(SpectrumBank<const float> response) const noexcept {
    return {response, {spectra_, response.count}, newest_};
  }

  /// Earlier frames that a frame depends on, if only by the rounding of transforms.
  static std::int64_t memory_frames(const HeadSpectra& head) noexcept {
    return static_cast<std::int64_t>(head.partitions() * kQuantum);
  }

 private:
  std::vector<float> latest_;   // quantum
  std::vector<float> spectra_;  // of the latest quanta and those before them, a ring
  std::size_t newest_ = 0;
};

/// What the ears hear of signals from any number of directions, a quantum at a time.
///
/// The convolutions are sums of products of spectra, which are added up before they become sound
/// again: a direction more costs one transform, not three.
class HeadOutput {
 public:
  explicit HeadOutput(const HeadSpectra& head);

  void clear() noexcept;                                           // [audio thread]
  void add(const HeadInput& input, EarSpectra response) noexcept;  // [audio thread]
  /// Overwrites both ears.  [audio thread]
  void hear(const HeadSpectra& head, std::span<double, kQuantum> left,
            std::span<double, kQuantum> right) noexcept;

  /// Memory for transforms that is free between calls.
  std::span<float> work() noexcept { return work_; }

 private:
  std::vector<float> left_, right_;  // a spectrum each
  std::vector<float> work_;
};

}  // namespace bbplay::dsp
