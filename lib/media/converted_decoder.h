// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "media/audio_stream.h"
#include "media/decoder.h"

namespace bbplay::media {

/// A part of a file, of one or two channels, at the rate of the rest.
class ConvertedDecoder final : public Decoder {
 public:
  /// source  what `of` reads
  /// rate    Hz
  /// throws  InputError when there is no conversion to it
  ConvertedDecoder(ByteSource& source, std::unique_ptr<Decoder> of, int rate);

  bool seek(std::int64_t frame) override;
  std::size_t read(std::span<double> interleaved) override;
  Damage damage() override;

 private:
  Decoder& original_;  // stream_ owns it
  AudioStream stream_;
  std::array<std::vector<double>, 2> chunk_;
  std::int64_t chunk_index_ = -1;
  std::int64_t position_ = 0;
};

}  // namespace bbplay::media
