// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "media/audio_stream.h"

namespace bbplay::media {

/// The one plane of a stream in stretches of any place and length. The chunks that were read last are
/// kept, so that stretches that overlap are decoded once.  [not the audio thread]
class RecentChunks {
 public:
  /// stream  of one plane
  /// kept    chunks
  RecentChunks(AudioStream stream, std::size_t kept);

  const AudioStream& stream() const noexcept { return stream_; }

  /// Frames first, first + 1, ..., all of which the stream has.
  /// throws  ReadError
  void read(std::int64_t first, std::span<double> out);

 private:
  struct Chunk {
    std::int64_t index = -1;
    std::vector<double> samples;
  };
  const std::vector<double>& chunk_at(std::int64_t index);

  AudioStream stream_;
  std::vector<Chunk> latest_;  // the most recent first
};

}  // namespace bbplay::media
