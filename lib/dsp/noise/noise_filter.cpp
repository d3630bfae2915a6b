// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <list>
#include <mutex>
#include <numbers>

#include "bbplay/dsp/fft.h"

namespace bbplay::dsp {
namespace {

constexpr double kSpanSeconds = 0.34;
constexpr double kHeldBelowHz = 12;
constexpr double kCorrectedAboveHz = 16;
constexpr double kCorrectedDownTo = 1e-5;  // of the largest magnitude
constexpr int kCorrections = 4;
constexpr double kMinHz = 1e-3;  // where a filter is evaluated for frequency 0

std::size_t tap_count(double rate) {
  std::size_t taps = 32;  // the shortest FFT, that of the grid, has 128 points
  while (static_cast<double>(taps) < kSpanSeconds * rate) taps *= 2;
  return taps;
}

/// Magnitude on the grid of `bins` + 1 points from 0 to rate/2.
std::vector<double> wanted_magnitude(const NoiseSpectrum& spectrum, Conditioning conditioning,
                                     std::size_t bins) {
  const NoiseColor& color = spectrum.color();
  const bool rises_below = color.kind != NoiseColor::Kind::profile || color.exponent > 0;
  std::vector<double> wanted(bins + 1);
  for (std::size_t k = 0; k <= bins; ++k) {
    const double hz = 0.5 * spectrum.rate() * static_cast<double>(k) / static_cast<double>(bins);
    const double evaluated = std::max(hz, kMinHz);
    const double held = std::max(hz, kHeldBelowHz);
    double gain = conditioning == Conditioning::none ? spectrum.magnitude(evaluated)
                                                     : spectrum.conditioned_magnitude(evaluated);
    if (held != evaluated) gain *= spectrum.profile(held) / spectrum.profile(evaluated);
    if (rises_below && hz < kHeldBelowHz) {
      gain *= 0.5 - 0.5 * std::cos(std::numbers::pi * hz / kHeldBelowHz);
    }
    wanted[k] = gain;
  }
  return wanted;
}

/// Frequency sampling with a window, and what the window did to the magnitude undone step by step.
class Designer {
 public:
  Designer(std::vector<double> wanted, std::size_t taps)
      : wanted_(std::move(wanted)),
        sampled_(wanted_),
        taps_(taps),
        fft_(4 * taps),
        re_(fft_.bins()),
        im_(fft_.bins()),
        signal_(fft_.size()),
        work_(fft_.work_size()) {}

  std::vector<double> design(double bin_hz) {
    synthesize();
    const double floor = kCorrectedDownTo * *std::max_element(wanted_.begin(), wanted_.end());
    const auto first = static_cast<std::size_t>(std::ceil(kCorrectedAboveHz / bin_hz));
    for (int pass = 0; pass < kCorrections; ++pass) {
      fft_.forward(signal_, re_, im_, work_);
      for (std::size_t k = first; k <= fft_.bins(); ++k) {
        if (wanted_[k] <= floor) continue;
        const double achieved = k == fft_.bins() ? std::abs(im_[0]) : std::hypot(re_[k], im_[k]);
        sampled_[k] *= std::clamp(wanted_[k] / achieved, 0.5, 2.0);
      }
      synthesize();
    }
    return centred_taps();
  }

 private:
  /// signal_ = windowed inverse transform of the sampled magnitude, symmetric about index 0.
  void synthesize() {
    std::copy_n(sampled_.begin(), fft_.bins(), re_.begin());
    std::fill(im_.begin(), im_.end(), 0.0);
    im_[0] = sampled_[fft_.bins()];
    fft_.inverse(re_, im_, signal_, work_);
    const std::size_t half = taps_ / 2;
    const double scale = 1 / static_cast<double>(fft_.bins());
    for (std::size_t i = 0; i < half; ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i);
      const double hann = 0.5 + 0.5 * std::cos(angle / static_cast<double>(taps_));
      signal_[i] *= scale * hann;
      if (i > 0) signal_[fft_.size() - i] *= scale * hann;
    }
    const auto begin = signal_.begin();
    std::fill(begin + static_cast<std::ptrdiff_t>(half),
              signal_.end() - static_cast<std::ptrdiff_t>(half) + 1, 0.0);
  }

  std::vector<double> centred_taps() const {
    std::vector<double> out(taps_);
    const std::size_t half = taps_ / 2;
    for (std::size_t i = 0; i < half; ++i) {
      out[half + i] = signal_[i];
      out[half - 1 - i] = signal_[fft_.size() - 1 - i];
    }
    return out;
  }

  std::vector<double> wanted_, sampled_;
  std::size_t taps_;
  RealFft<double> fft_;
  std::vector<double> re_, im_, signal_, work_;
};

}  // namespace

std::vector<double> design_noise_taps(const NoiseSpectrum& spectrum, Conditioning conditioning) {
  const std::size_t taps = tap_count(spectrum.rate());
  const std::size_t bins = 2 * taps;
  Designer designer(wanted_magnitude(spectrum, conditioning, bins), taps);
  std::vector<double> out = designer.design(0.5 * spectrum.rate() / static_cast<double>(bins));
  double energy = 0;
  for (const double tap : out) energy += tap * tap;
  const double scale = 1 / std::sqrt(energy);
  for (double& tap : out) tap *= scale;
  return out;
}

NoiseFilter::NoiseFilter(std::span<const double> taps)
    : fft_(kBlock),
      partitions_((taps.size() + kBlock - 1) / kBlock),
      spectra_(SpectrumBank<float>::size(partitions_, kBlock)) {
  const std::vector<float> silence(kBlock);
  std::vector<float> part(kBlock), work(fft_.work_size());
  // The inverse transform gives back what is kBlock times as loud.
  constexpr double kScale = 1.0 / kBlock;
  for (std::size_t p = 0; p < partitions_; ++p) {
    for (std::size_t k = 0; k < kBlock; ++k) {
      const std::size_t tap = p * kBlock + k;
      part[k] = tap < taps.size() ? static_cast<float>(kScale * taps[tap]) : 0.0f;
    }
    fft_.forward(part, silence, SpectrumBank<float>{spectra_, partitions_}[p], work);
  }
}

std::shared_ptr<const NoiseFilter> noise_filter(const NoiseSpectrum& spectrum,
                                                Conditioning conditioning) {
  // A list in order of use; a handful covers the colours of a track, and each takes some 100 KB.
  struct Kept {
    NoiseSpectrum spectrum;
    Conditioning conditioning;
    std::shared_ptr<const NoiseFilter> filter;
  };
  constexpr std::size_t kKept = 8;
  static std::mutex mutex;
  static std::list<Kept> kept;
  const std::lock_guard lock(mutex);
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const Kept& entry) {
    return entry.conditioning == conditioning && entry.spectrum.same_shape(spectrum);
  });
  if (found != kept.end()) {
    kept.splice(kept.begin(), kept, found);
  } else {
    const std::vector<double> taps = design_noise_taps(spectrum, conditioning);
    kept.push_front({spectrum, conditioning, std::make_shared<const NoiseFilter>(taps)});
    if (kept.size() > kKept) kept.pop_back();
  }
  return kept.front().filter;
}

}  // namespace bbplay::dsp
