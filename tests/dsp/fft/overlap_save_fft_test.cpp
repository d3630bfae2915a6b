// SPDX-License-Identifier: MIT
#include "dsp/fft/overlap_save_fft.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/fft/partitioned_product.h"
#include "dsp/noise/random.h"

namespace bbplay::dsp {
namespace {

std::vector<float> noise(std::size_t count, std::uint64_t stream) {
  std::vector<float> out(count);
  GaussianNoise(1, stream).fill(0, std::span<float>(out));
  return out;
}

/// The later block of the convolution of both blocks with `taps`, by the definition.
std::vector<double> direct(const std::vector<float>& both, const std::vector<float>& taps) {
  const std::size_t block = both.size() / 2;
  std::vector<double> out(block);
  for (std::size_t n = 0; n < block; ++n) {
    for (std::size_t k = 0; k < taps.size(); ++k) {
      out[n] += static_cast<double>(taps[k]) * static_cast<double>(both[block + n - k]);
    }
  }
  return out;
}

TEST(OverlapSaveFft, ProductsOfSpectraAreConvolutions) {
  for (const std::size_t block : {64u, 128u, 256u, 512u, 1024u, 2048u}) {
    const OverlapSaveFft fft(block);
    const std::vector<float> both = noise(2 * block, 1), taps = noise(block, 2);
    std::vector<float> work(fft.work_size()), out(block);
    // Spectra of one and of several are found in the same way.
    constexpr std::size_t kCount = 3;
    std::vector<float> signal(SpectrumBank<float>::size(kCount, block));
    std::vector<float> filter(SpectrumBank<float>::size(1, block));
    std::vector<float> product(filter.size());
    const SpectrumBank<float> signals{signal, kCount};
    fft.forward(std::span(both).first(block), std::span(both).last(block), signals[1], work);
    fft.forward(taps, std::vector<float>(block), {filter.data()}, work);
    for (std::size_t g = 0; g < block / kBinGroup; ++g) {
      const float* const a = signals[1].group(g);
      const float* const b = SpectrumAt<float>{filter.data()}.group(g);
      float* const sum = SpectrumAt<float>{product.data()}.group(g);
      for (std::size_t k = 0; k < kBinGroup; ++k) {
        sum[k] = a[k] * b[k] - a[k + kBinGroup] * b[k + kBinGroup];
        sum[k + kBinGroup] = a[k] * b[k + kBinGroup] + a[k + kBinGroup] * b[k];
      }
    }
    fft.inverse({product.data()}, out, work);
    const std::vector<double> expected = direct(both, taps);
    const double size = std::sqrt(static_cast<double>(block));  // of a value
    for (std::size_t i = 0; i < block; ++i) {
      ASSERT_NEAR(static_cast<double>(out[i]) / static_cast<double>(block), expected[i],
                  3e-6 * size)
          << block << " frames, frame " << i;
    }
  }
}

TEST(OverlapSaveFft, InverseUndoesForwardInTheLaterBlock) {
  for (const std::size_t block : {64u, 128u, 2048u}) {
    const OverlapSaveFft fft(block);
    const std::vector<float> earlier = noise(block, 1), later = noise(block, 2);
    std::vector<float> spectrum(2 * block), work(fft.work_size()), back(block);
    fft.forward(earlier, later, {spectrum.data()}, work);
    fft.inverse({spectrum.data()}, back, work);
    for (std::size_t i = 0; i < block; ++i) {
      ASSERT_NEAR(back[i] / static_cast<float>(block), later[i], 3e-6) << block << " frame " << i;
    }
  }
}

TEST(OverlapSaveFft, SilenceHasNoSpectrum) {
  const OverlapSaveFft fft(256);
  const std::vector<float> silence(256);
  std::vector<float> spectrum(512, 1.0f), work(fft.work_size());
  fft.forward(silence, silence, {spectrum.data()}, work);
  for (const float value : spectrum) ASSERT_EQ(value, 0.0f);
}

}  // namespace
}  // namespace bbplay::dsp
