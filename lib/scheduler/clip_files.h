// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/track.h"

#include "media/audio_stream.h"

namespace bbplay::scheduler {

/// The sound files of the clips of a track, read a chunk at a time. Since a chunk depends on nothing
/// but its file and its number, all clips of a file share one decoder, and of many files only those
/// that were read last are open: memory does not grow with the number of clips that sound at once.
/// [not the audio thread]
class ClipFiles {
 public:
  /// rate      of the track, Hz
  /// fidelity  reference: a clip at another rate is stretched to a whole number of frames
  /// at_once   clips that sound at the same time; many are read in shorter chunks
  ClipFiles(int rate, Fidelity fidelity, std::size_t at_once = 1);

  int rate() const noexcept { return rate_; }

  struct Length {
    std::int64_t frames = 0, chunk_frames = 0;
  };
  /// throws  InputError, naming the file; ReadError
  Length length_of(const Clip& clip);

  /// One chunk of the file of `clip` (which has to stay where it is), in memory that the next call
  /// uses again.
  /// length  that the file had at first
  /// throws  InputError when it is another one by now; ReadError
  struct Planes {
    std::span<const double> left, right;
  };
  Planes read_chunk(const Clip& clip, std::int64_t chunk, const Length& length);

 private:
  struct Open {
    std::string path;             // empty for a data: URL,
    const char* bytes = nullptr;  // which is known by its place in memory
    media::AudioStream stream;
  };
  media::AudioStream& stream_of(const Clip& clip);

  int rate_;
  media::Spacing spacing_;
  int chunks_per_second_;
  std::vector<Open> open_;  // the most recent last
  std::vector<double> left_, right_;
};

}  // namespace bbplay::scheduler
