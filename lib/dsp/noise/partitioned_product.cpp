// SPDX-License-Identifier: MIT
#include "dsp/noise/partitioned_product.h"

#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/noise/partitioned_product.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BBPLAY_SLOT_BEHIND
#define BBPLAY_SLOT_BEHIND
namespace bbplay::dsp {

/// Where the block stands that is `blocks` older than the newest.
inline std::size_t slot_behind(const PartitionedSpectra& s, std::size_t blocks) noexcept {
  const std::size_t count = s.ring.count();
  return (s.newest + count - blocks) % count;
}

}  // namespace bbplay::dsp
#endif

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// kPartitions partitions more, whose spectra of signal stand in the places `slots`. The sums are
/// kept where they are: what the work waits for is the memory of the spectra, which is read best in
/// few streams at a time.
template <std::size_t kPartitions>
void AddProducts(const PartitionedSpectra& s, std::size_t partition, std::size_t first,
                 std::size_t count, float* re, float* im) {
  const hn::CappedTag<float, 16> d;
  struct Spectrum {
    const float *re, *im;
  };
  const auto spectrum = [](const SpectrumRow<const float>& row, std::size_t index) {
    return Spectrum{row.re(index).data(), row.im(index).data()};
  };
  Spectrum filter[kPartitions], signal[kPartitions];
  for (std::size_t p = 0; p < kPartitions; ++p) {
    filter[p] = spectrum(s.filter, partition + p);
    signal[p] = spectrum(s.ring, slot_behind(s, partition + p));
  }
  for (std::size_t k = first; k < first + count; k += hn::Lanes(d)) {
    auto sum_re = partition > 0 ? hn::LoadU(d, re + k) : hn::Zero(d);
    auto sum_im = partition > 0 ? hn::LoadU(d, im + k) : hn::Zero(d);
    for (std::size_t p = 0; p < kPartitions; ++p) {
      const auto a_re = hn::LoadU(d, signal[p].re + k), a_im = hn::LoadU(d, signal[p].im + k);
      const auto b_re = hn::LoadU(d, filter[p].re + k), b_im = hn::LoadU(d, filter[p].im + k);
      sum_re = hn::NegMulAdd(a_im, b_im, hn::MulAdd(a_re, b_re, sum_re));
      sum_im = hn::MulAdd(a_im, b_re, hn::MulAdd(a_re, b_im, sum_im));
    }
    hn::StoreU(sum_re, d, re + k);
    hn::StoreU(sum_im, d, im + k);
  }
}

void SumProducts(const PartitionedSpectra& s, std::size_t first, std::size_t count, float* re,
                 float* im) {
  const std::size_t partitions = s.filter.count();
  std::size_t p = 0;
  for (; p + 2 <= partitions; p += 2) AddProducts<2>(s, p, first, count, re, im);
  if (p < partitions) AddProducts<1>(s, p, first, count, re, im);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(SumProducts);

namespace {

/// Bin 0 and the last bin, both real, which share a place.
void sum_real_products(const PartitionedSpectra& s, float& re, float& im) noexcept {
  re = im = 0;
  for (std::size_t p = 0; p < s.filter.count(); ++p) {
    const std::size_t slot = slot_behind(s, p);
    re += s.ring.re(slot)[0] * s.filter.re(p)[0];
    im += s.ring.im(slot)[0] * s.filter.im(p)[0];
  }
}

}  // namespace

void sum_products(const PartitionedSpectra& spectra, std::size_t first, std::size_t count,
                  std::span<float> re, std::span<float> im) noexcept {
  assert(first % 16 == 0 && count % 16 == 0 && first + count <= spectra.filter.bins);
  assert(spectra.ring.count() == spectra.filter.count() && spectra.newest < spectra.ring.count());
  HWY_DYNAMIC_DISPATCH(SumProducts)(spectra, first, count, re.data(), im.data());
  if (first == 0 && count > 0) sum_real_products(spectra, re[0], im[0]);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
