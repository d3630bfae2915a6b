// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "dsp/fft/overlap_save_fft.h"
#include "dsp/fft/spectrum_bank.h"
#include "dsp/spatial/hrir_set.h"

namespace bbplay::dsp {

/// The partitions of one response per ear, a quantum of taps each.
struct EarSpectra {
  SpectrumBank<const float> left, right;
};

/// A head whose responses are ready for being convolved with quantum after quantum. Immutable; read
/// by any thread.
class HeadSpectra {
 public:
  explicit HeadSpectra(std::shared_ptr<const HrirSet> head);

  const HrirSet& head() const noexcept { return *head_; }
  const OverlapSaveFft& fft() const noexcept { return fft_; }
  std::size_t partitions() const noexcept { return partitions_; }
  /// Values that the partitions of one ear take.
  std::size_t ear_size() const noexcept {
    return SpectrumBank<float>::size(partitions_, fft_.bins());
  }
  /// Scaled so that an unscaled inverse transform gives the output.
  EarSpectra response(std::size_t direction) const noexcept;

 private:
  std::shared_ptr<const HrirSet> head_;
  OverlapSaveFft fft_;
  std::size_t partitions_;
  std::vector<float> spectra_;  // of every direction: left, right
};

/// The spectra of a head, which are shared while any voice uses them.  [not the audio thread]
std::shared_ptr<const HeadSpectra> shared_head_spectra(std::shared_ptr<const HrirSet> head);

}  // namespace bbplay::dsp
