// SPDX-License-Identifier: MIT
#include "dsp/fft/partitioned_product.h"

#include <cassert>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/fft/partitioned_product.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, kBinGroup>;
using Vec = hn::Vec<Floats>;

/// A complex sum whose four kinds of product wait for one another as little as possible.
struct ProductSum {
  HWY_INLINE ProductSum() : re_re(hn::Zero(Floats())), im_im(re_re), re_im(re_re), im_re(re_re) {}

  /// Products of `count` spectra that stand one behind the other with ones in reverse order.
  HWY_INLINE void Add(const float* filter, const float* signal, std::size_t count) {
    const Floats d;
    for (std::size_t p = 0; p < count; ++p) {
      const Vec a_re = hn::LoadU(d, filter), a_im = hn::LoadU(d, filter + kBinGroup);
      const Vec b_re = hn::LoadU(d, signal), b_im = hn::LoadU(d, signal + kBinGroup);
      re_re = hn::MulAdd(a_re, b_re, re_re);
      im_im = hn::MulAdd(a_im, b_im, im_im);
      re_im = hn::MulAdd(a_re, b_im, re_im);
      im_re = hn::MulAdd(a_im, b_re, im_re);
      filter += 2 * kBinGroup;
      signal -= 2 * kBinGroup;
    }
  }

  Vec re_re, im_im, re_im, im_re;
};

template <bool kAdd>
HWY_INLINE void Products(const PartitionedSpectra& s, std::size_t first_group, std::size_t groups,
                         SpectrumAt<float> out) {
  const Floats d;
  const std::size_t partitions = s.filter.count;
  const std::size_t from_newest =
      s.newest + 1;  // partitions whose blocks lie at the newest or below
  const SpectrumAt<const float> filter = s.filter[0], behind = s.filter[from_newest];
  const SpectrumAt<const float> newest = s.ring[s.newest], last = s.ring[partitions - 1];
  for (std::size_t g = first_group; g < first_group + groups; ++g) {
    for (std::size_t k = 0; k < kBinGroup; k += hn::Lanes(d)) {
      ProductSum sum;
      sum.Add(filter.group(g) + k, newest.group(g) + k, from_newest);
      sum.Add(behind.group(g) + k, last.group(g) + k, partitions - from_newest);
      float* const re = out.group(g) + k;
      float* const im = re + kBinGroup;
      Vec sum_re = hn::Sub(sum.re_re, sum.im_im), sum_im = hn::Add(sum.re_im, sum.im_re);
      if constexpr (kAdd) {
        sum_re = hn::Add(hn::LoadU(d, re), sum_re);
        sum_im = hn::Add(hn::LoadU(d, im), sum_im);
      }
      hn::StoreU(sum_re, d, re);
      hn::StoreU(sum_im, d, im);
    }
  }
}

void SumProducts(const PartitionedSpectra& s, std::size_t first_group, std::size_t groups,
                 SpectrumAt<float> out) {
  Products<false>(s, first_group, groups, out);
}
void AddProducts(const PartitionedSpectra& s, std::size_t groups, SpectrumAt<float> sum) {
  Products<true>(s, 0, groups, sum);
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(SumProducts);
HWY_EXPORT(AddProducts);

void sum_products(const PartitionedSpectra& spectra, std::size_t first_group, std::size_t groups,
                  SpectrumAt<float> out) noexcept {
  assert((first_group + groups) * kBinGroup <= spectra.filter.bins());
  assert(spectra.ring.count == spectra.filter.count && spectra.newest < spectra.ring.count);
  HWY_DYNAMIC_DISPATCH(SumProducts)(spectra, first_group, groups, out);
}

void add_products(const PartitionedSpectra& spectra, SpectrumAt<float> sum) noexcept {
  assert(spectra.ring.count == spectra.filter.count && spectra.newest < spectra.ring.count);
  HWY_DYNAMIC_DISPATCH(AddProducts)(spectra, spectra.filter.bins() / kBinGroup, sum);
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
