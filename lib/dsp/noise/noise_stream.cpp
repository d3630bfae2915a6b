// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_stream.h"

#include <algorithm>
#include <utility>

#include "dsp/noise/partitioned_product.h"

namespace bbplay::dsp {

NoiseStream::NoiseStream(std::shared_ptr<const NoiseFilter> filter, GaussianNoise white)
    : filter_(std::move(filter)),
      white_(white),
      spectra_(SpectrumRow<float>::size(filter_->partitions(), kBlock)),
      sum_(SpectrumRow<float>::size(1, kBlock)),
      white_blocks_(2 * kBlock),
      signal_(2 * kBlock),
      work_(filter_->fft().work_size()) {
  seek(0);
}

void NoiseStream::seek(std::int64_t block) noexcept {
  next_ = block;
  const std::int64_t first = block - static_cast<std::int64_t>(filter_->partitions()) + 1;
  fill_white(first - 1);
  for (std::int64_t b = first; b < block; ++b) transform(b);
}

std::size_t NoiseStream::slot(std::int64_t block) const noexcept {
  const auto count = static_cast<std::int64_t>(filter_->partitions());
  return static_cast<std::size_t>(((block % count) + count) % count);
}

void NoiseStream::fill_white(std::int64_t block) noexcept {
  white_.fill(block * static_cast<std::int64_t>(kBlock), std::span(white_blocks_).subspan(kBlock));
}

void NoiseStream::transform(std::int64_t block) noexcept {
  std::copy_n(white_blocks_.begin() + kBlock, kBlock, white_blocks_.begin());
  fill_white(block);
  const SpectrumRow<float> ring{spectra_, kBlock};
  filter_->fft().forward(white_blocks_, ring.re(slot(block)), ring.im(slot(block)), work_);
}

void NoiseStream::convolve(std::size_t first_bin, std::size_t end) noexcept {
  const PartitionedSpectra spectra{filter_->spectra(), {spectra_, kBlock}, slot(next_)};
  const SpectrumRow<float> sum{sum_, kBlock};
  sum_products(spectra, first_bin, end - first_bin, sum.re(0), sum.im(0));
}

void NoiseStream::work(int part) noexcept {
  constexpr int kLast = kParts - 1;
  if (part == 0) {
    transform(next_);
  } else if (part < kLast) {
    constexpr std::size_t kStep = 16;  // bins
    const auto share = [&](int before) {
      return kBlock / kStep * static_cast<std::size_t>(before) / (kLast - 1) * kStep;
    };
    convolve(share(part - 1), share(part));
  } else {
    const SpectrumRow<const float> sum{sum_, kBlock};
    filter_->fft().inverse(sum.re(0), sum.im(0), signal_, work_);
    ++next_;
  }
}

}  // namespace bbplay::dsp
