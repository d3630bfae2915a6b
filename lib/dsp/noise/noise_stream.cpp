// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_stream.h"

#include <utility>

#include "dsp/fft/partitioned_product.h"

namespace bbplay::dsp {

NoiseStream::NoiseStream(std::shared_ptr<const NoiseFilter> filter, GaussianNoise white)
    : filter_(std::move(filter)),
      white_(white),
      white_blocks_(2 * kBlock),
      spectra_(SpectrumBank<float>::size(filter_->partitions(), kBlock)),
      sum_(SpectrumBank<float>::size(1, kBlock)),
      made_(kBlock),
      work_(filter_->fft().work_size()) {
  seek(0);
}

void NoiseStream::seek(std::int64_t block) noexcept {
  next_ = block;
  const std::int64_t first = block - static_cast<std::int64_t>(filter_->partitions()) + 1;
  fill_white(first - 1);
  for (std::int64_t b = first; b < block; ++b) transform(b);
}

std::span<float> NoiseStream::white_block(std::int64_t block) noexcept {
  return std::span(white_blocks_).subspan((block & 1) == 0 ? 0 : kBlock, kBlock);
}

void NoiseStream::fill_white(std::int64_t block) noexcept {
  white_.fill(block * static_cast<std::int64_t>(kBlock), white_block(block));
}

void NoiseStream::transform(std::int64_t block) noexcept {
  fill_white(block);
  const SpectrumBank<float> ring{spectra_, filter_->partitions()};
  filter_->fft().forward(white_block(block - 1), white_block(block),
                         ring[PartitionedSpectra::slot(block, ring.count)], work_);
}

void NoiseStream::convolve(std::size_t first_group, std::size_t end) noexcept {
  const std::size_t partitions = filter_->partitions();
  const PartitionedSpectra spectra{
      filter_->spectra(), {spectra_, partitions}, PartitionedSpectra::slot(next_, partitions)};
  sum_products(spectra, first_group, end - first_group, {sum_.data()});
}

void NoiseStream::work(int part) noexcept {
  constexpr int kLast = kParts - 1;
  if (part == 0) {
    transform(next_);
  } else if (part < kLast) {
    constexpr std::size_t kGroups = kBlock / kBinGroup;
    const auto share = [](int before) {
      return kGroups * static_cast<std::size_t>(before) / (kLast - 1);
    };
    convolve(share(part - 1), share(part));
  } else {
    filter_->fft().inverse({sum_.data()}, made_, work_);
    ++next_;
  }
}

}  // namespace bbplay::dsp
