// SPDX-License-Identifier: MIT
#include "dsp/noise/partitioned_product.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/dsp/fft.h"

namespace bbplay::dsp {
namespace {

constexpr std::size_t kSize = 128;
constexpr std::size_t kBins = kSize / 2;

/// A signal of `count` stretches of kSize and the spectrum of each.
struct Stretches {
  explicit Stretches(std::size_t count, unsigned seed)
      : signal(count * kSize), spectra(SpectrumRow<float>::size(count, kBins)) {
    std::mt19937 engine(seed);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (float& x : signal) x = uniform(engine);
    const RealFft<float> fft(kSize);
    std::vector<float> work(fft.work_size());
    for (std::size_t s = 0; s < count; ++s) {
      const SpectrumRow<float> row{spectra, kBins};
      fft.forward(std::span(signal).subspan(s * kSize, kSize), row.re(s), row.im(s), work);
    }
  }
  SpectrumRow<const float> row() const { return {spectra, kBins}; }

  std::vector<float> signal, spectra;
};

/// The circular convolutions of partition p with the block that is p older than the newest, added.
std::vector<double> expected_sum(const Stretches& filter, const Stretches& ring,
                                 std::size_t newest) {
  const std::size_t count = filter.signal.size() / kSize;
  std::vector<double> sum(kSize);
  for (std::size_t p = 0; p < count; ++p) {
    const float* a = filter.signal.data() + p * kSize;
    const float* b = ring.signal.data() + (newest + count - p) % count * kSize;
    for (std::size_t i = 0; i < kSize; ++i) {
      for (std::size_t k = 0; k < kSize; ++k) {
        sum[i] += static_cast<double>(a[k]) * static_cast<double>(b[(i - k) % kSize]);
      }
    }
  }
  return sum;
}

TEST(PartitionedProduct, IsTheSumOfCircularConvolutions) {
  for (const std::size_t partitions : {1u, 2u, 5u}) {
    const Stretches filter(partitions, 1), ring(partitions, 2);
    for (std::size_t newest = 0; newest < partitions; ++newest) {
      std::vector<float> re(kBins), im(kBins), out(kSize);
      const PartitionedSpectra spectra{filter.row(), ring.row(), newest};
      sum_products(spectra, 16, 32, re, im);
      sum_products(spectra, 48, 16, re, im);
      sum_products(spectra, 0, 16, re, im);
      const RealFft<float> fft(kSize);
      std::vector<float> work(fft.work_size());
      fft.inverse(re, im, out, work);
      const std::vector<double> expected = expected_sum(filter, ring, newest);
      for (std::size_t i = 0; i < kSize; ++i) {
        EXPECT_NEAR(out[i] / kBins, expected[i], 2e-4) << partitions << ' ' << newest << ' ' << i;
      }
    }
  }
}

TEST(PartitionedProduct, LeavesOtherBinsAlone) {
  const Stretches filter(2, 1), ring(2, 2);
  std::vector<float> re(kBins, 7.0f), im(kBins, 8.0f);
  sum_products({filter.row(), ring.row(), 1}, 16, 32, re, im);
  for (const std::size_t k : {0u, 15u, 48u, 63u}) {
    EXPECT_EQ(re[k], 7.0f) << k;
    EXPECT_EQ(im[k], 8.0f) << k;
  }
}

}  // namespace
}  // namespace bbplay::dsp
