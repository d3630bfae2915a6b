// SPDX-License-Identifier: MIT
/// What AudioReader needs of a decoder library. libsndfile reads nearly everything; Vorbis and MPEG
/// audio go to their own libraries, because libsndfile 1.2 lands on the wrong sample when it seeks
/// in them (its bug 885).
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "media/byte_source.h"

namespace bbplay::media {

struct AudioFormat {
  int rate = 0;      // Hz
  int channels = 0;  // at least 1
  std::int64_t frames = 0;
  std::int64_t announced_frames = 0;  // by the header; 0: it does not say, or the same
  bool holds_floats = false;          // which need not be numbers
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  const AudioFormat& format() const noexcept { return format_; }

  /// Continues at `frame`, 0 .. frames. What is read from there on is a function of `frame` alone,
  /// bit for bit, not of what was read before. Returns false when that place cannot be read.
  virtual bool seek(std::int64_t frame) = 0;

  /// Next frames, interleaved, full scale 1; a multiple of the channel count. Returns how many
  /// frames were there.
  virtual std::size_t read(std::span<double> interleaved) = 0;

 protected:
  Decoder() = default;
  AudioFormat format_;
};

/// Picks the library by the content of the file; `source` has to outlive the decoder.
/// throws  InputError when it is no sound file that can be decoded
std::unique_ptr<Decoder> open_decoder(ByteSource& source);

/// The sample rate, Hz, without a decoder where the library can do without.
/// throws  InputError
int rate_of(ByteSource& source);

/// Whether the content is MPEG audio, behind an ID3 tag or not.
bool is_mpeg(ByteSource& source);

/// Vorbis and Opus put the centre between left and right; here, as in WAV, it comes third.
void xiph_to_wav_order(std::span<double> interleaved, std::size_t channels) noexcept;

/// Both expect a source that was recognised as such, at its start.
std::unique_ptr<Decoder> open_vorbis(ByteSource& source);
std::unique_ptr<Decoder> open_mpeg(ByteSource& source);

}  // namespace bbplay::media
