// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "dsp/fft/overlap_save_fft.h"
#include "dsp/fft/spectrum_bank.h"
#include "dsp/noise/noise_spectrum.h"

namespace bbplay::dsp {

/// What a noise filter has to do besides its colour.
enum class Conditioning { none, noise_voice };

/// Taps of a linear-phase FIR that turns white noise into the colour at unit variance: as many as
/// the smallest power of two that spans 0.34 s. Within 0.03 dB of the magnitude asked for from
/// 20 Hz up, relative to its loudest part down to -100 dB (format dsp 9).
///
/// Nothing below some 12 Hz is meant to be heard, so the magnitude is held below that, and faded
/// out towards 0 if it would rise.
std::vector<double> design_noise_taps(const NoiseSpectrum& spectrum, Conditioning conditioning);

/// A FIR cut into partitions whose spectra are ready for block convolution. Immutable.
class NoiseFilter {
 public:
  /// Frames a block convolution makes at a time, and taps per partition.
  static constexpr std::size_t kBlock = 2048;

  explicit NoiseFilter(std::span<const double> taps);

  std::size_t partitions() const noexcept { return partitions_; }
  /// Spectra of kBlock bins, scaled so that an unscaled inverse transform gives the output.
  SpectrumBank<const float> spectra() const noexcept { return {spectra_, partitions_}; }
  const OverlapSaveFft& fft() const noexcept { return fft_; }

 private:
  OverlapSaveFft fft_;
  std::size_t partitions_;
  std::vector<float> spectra_;
};

/// The filter of a colour. The latest ones are kept, so that the voices of a track do not design
/// theirs again and again.  [not the audio thread]
std::shared_ptr<const NoiseFilter> noise_filter(const NoiseSpectrum& spectrum,
                                                Conditioning conditioning);

}  // namespace bbplay::dsp
