// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_source.h"

#include <algorithm>
#include <utility>

namespace bbplay::dsp {

static_assert(NoiseStream::kBlock == kNotchHop && NoiseStream::kParts == kHopPieces);

NoiseSource::NoiseSource(NoiseStream stream)
    : made_of_(std::move(stream)), kept_(kKept * kNotchHop) {}

NoiseSource::NoiseSource(ReadAhead recording)
    : made_of_(std::move(recording)), kept_(kKept * kNotchHop) {}

void NoiseSource::seek(std::int64_t hop) noexcept {
  next_ = hop;
  if (auto* stream = std::get_if<NoiseStream>(&made_of_)) {
    stream->seek(hop);
  } else {
    std::get<ReadAhead>(made_of_).seek(hop * static_cast<std::int64_t>(kNotchHop));
  }
}

void NoiseSource::service(std::int64_t frames) {
  if (auto* recording = std::get_if<ReadAhead>(&made_of_)) recording->service(frames);
}

void NoiseSource::work(int piece) noexcept {
  const std::span<float> out = std::span(kept_).subspan(slot(next_), kNotchHop);
  if (auto* stream = std::get_if<NoiseStream>(&made_of_)) {
    stream->work(piece);
    if (piece == kHopPieces - 1) {
      std::copy(stream->block().begin(), stream->block().end(), out.begin());
    }
  } else {
    constexpr std::size_t kPiece = kNotchHop / kHopPieces;
    const std::size_t offset = kPiece * static_cast<std::size_t>(piece);
    const std::int64_t first = next_ * static_cast<std::int64_t>(kNotchHop);
    std::get<ReadAhead>(made_of_).read(first + static_cast<std::int64_t>(offset),
                                       out.subspan(offset, kPiece));
  }
  if (piece == kHopPieces - 1) ++next_;
}

}  // namespace bbplay::dsp
