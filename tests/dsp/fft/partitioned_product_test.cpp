// SPDX-License-Identifier: MIT
#include "dsp/fft/partitioned_product.h"

#include <algorithm>
#include <complex>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace bbplay::dsp {
namespace {

constexpr std::size_t kBins = 64;
constexpr std::size_t kGroups = kBins / kBinGroup;

struct Spectra {
  Spectra(std::size_t spectra, unsigned seed)
      : count(spectra), values(SpectrumBank<float>::size(spectra, kBins)) {
    std::mt19937 engine(seed);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (float& x : values) x = uniform(engine);
  }
  SpectrumBank<const float> bank() const { return {values, count}; }
  SpectrumAt<float> first() { return SpectrumBank<float>{values, count}[0]; }
  std::complex<double> bin(std::size_t spectrum, std::size_t k) const {
    const float* const group = bank()[spectrum].group(k / kBinGroup) + k % kBinGroup;
    return {static_cast<double>(group[0]), static_cast<double>(group[kBinGroup])};
  }

  std::size_t count;
  std::vector<float> values;
};

/// Partition p times the block that is p older than the newest, added.
std::complex<double> expected_sum(const Spectra& filter, const Spectra& ring, std::size_t newest,
                                  std::size_t k) {
  std::complex<double> sum = 0;
  for (std::size_t p = 0; p < filter.count; ++p) {
    sum += filter.bin(p, k) * ring.bin((newest + filter.count - p) % filter.count, k);
  }
  return sum;
}

TEST(PartitionedProduct, PairsEveryPartitionWithTheBlockOfItsAge) {
  for (const std::size_t partitions : {1u, 2u, 5u, 8u}) {
    const Spectra filter(partitions, 1), ring(partitions, 2);
    for (std::size_t newest = 0; newest < partitions; ++newest) {
      const PartitionedSpectra spectra{filter.bank(), ring.bank(), newest};
      Spectra sum(1, 3);
      const Spectra before = sum;
      sum_products(spectra, 1, 2, sum.first());
      sum_products(spectra, 3, 1, sum.first());
      sum_products(spectra, 0, 1, sum.first());
      Spectra added = before;
      add_products(spectra, added.first());
      for (std::size_t k = 0; k < kBins; ++k) {
        const std::complex<double> expected = expected_sum(filter, ring, newest, k);
        ASSERT_LT(std::abs(sum.bin(0, k) - expected), 2e-6) << partitions << ' ' << newest;
        ASSERT_LT(std::abs(added.bin(0, k) - before.bin(0, k) - expected), 2e-6)
            << partitions << ' ' << newest;
      }
    }
  }
}

TEST(PartitionedProduct, DoesNotDependOnWhereTheRingBegins) {
  constexpr std::size_t kCount = 5;
  const Spectra filter(kCount, 1), ring(kCount, 2);
  Spectra turned = ring;  // by two places
  for (std::size_t s = 0; s < kCount; ++s) {
    const SpectrumAt<float> to = SpectrumBank<float>{turned.values, kCount}[(s + 2) % kCount];
    for (std::size_t g = 0; g < kGroups; ++g) {
      std::copy_n(ring.bank()[s].group(g), 2 * kBinGroup, to.group(g));
    }
  }
  Spectra sum(1, 3), same(1, 4);
  sum_products({filter.bank(), ring.bank(), 1}, 0, kGroups, sum.first());
  sum_products({filter.bank(), turned.bank(), 3}, 0, kGroups, same.first());
  EXPECT_EQ(sum.values, same.values);
}

TEST(PartitionedProduct, LeavesOtherGroupsAlone) {
  const Spectra filter(2, 1), ring(2, 2);
  Spectra sum(1, 3);
  const Spectra before = sum;
  sum_products({filter.bank(), ring.bank(), 1}, 1, 2, sum.first());
  for (const std::size_t k : {0u, 15u, 48u, 63u}) EXPECT_EQ(sum.bin(0, k), before.bin(0, k)) << k;
}

TEST(PartitionedProduct, FindsThePlaceOfBlocksBeforeTheFirst) {
  EXPECT_EQ(PartitionedSpectra::slot(0, 3), 0u);
  EXPECT_EQ(PartitionedSpectra::slot(7, 3), 1u);
  EXPECT_EQ(PartitionedSpectra::slot(-1, 3), 2u);
  EXPECT_EQ(PartitionedSpectra::slot(-3, 3), 0u);
}

}  // namespace
}  // namespace bbplay::dsp
