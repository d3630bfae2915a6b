// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/track.h"

#include "media/audio_stream.h"

namespace bbplay::scheduler {

/// The sound files of the clips of a track, read a chunk at a time. Each clip that sounds has a decoder
/// of its own, which reads on where it is; beyond what the system allows, those that are needed last
/// are closed and opened again.  [not the audio thread]
class ClipFiles {
 public:
  /// rate      of the track, Hz
  /// fidelity  reference: a clip at another rate is stretched to a whole number of frames
  /// at_once   clips that sound at the same time; the more, the shorter are the chunks
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

  /// It sounds no more.
  void close(const Clip& clip) noexcept { open_.erase(&clip); }

 private:
  struct Open {
    media::AudioStream stream;
    std::uint64_t read_at = 0;  // by reads_
  };
  media::AudioStream& stream_of(const Clip& clip);
  void make_room();

  int rate_;
  media::Spacing spacing_;
  int chunks_per_second_;
  std::size_t most_open_;
  std::shared_ptr<media::Conversions> conversions_;
  std::map<const Clip*, Open> open_;
  std::uint64_t reads_ = 0;
  // By path, or for a data: URL by the place of its bytes.
  std::map<std::pair<std::string, const char*>, Length> lengths_;
  std::vector<double> left_, right_;
};

}  // namespace bbplay::scheduler
