// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "media/audio_stream.h"

namespace bbplay::media {

/// A sound file that begins again where it ends, without a gap, until a length is full; on the same
/// grid of chunks as the file. A length up to the file's own is the file as it stands.
/// [not the audio thread]
class LoopedStream {
 public:
  /// stream  of two planes
  /// frames  of the loop; an empty file stays silent that long
  LoopedStream(AudioStream stream, std::int64_t frames);

  std::int64_t frames() const noexcept { return frames_; }
  std::int64_t chunk_frames() const noexcept { return stream_.chunk_frames(); }

  /// Fills the planes, chunk_frames() each, with one chunk.
  void read_chunk(std::int64_t chunk, std::span<const std::span<double>> out);

 private:
  AudioStream stream_;
  std::int64_t frames_;
  std::array<std::vector<double>, 2> latest_;  // the chunk of the file that was read last
  std::int64_t latest_chunk_ = -1;
};

}  // namespace bbplay::media
