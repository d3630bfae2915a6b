// SPDX-License-Identifier: MIT
/// What AudioReader needs of a decoder library. libsndfile reads nearly everything; FLAC, Ogg and MPEG
/// audio go to libraries of their own, because libsndfile 1.2 lands on the wrong sample when it seeks in
/// some of them (its bug 885), and ends where one of their frames is damaged, or another stream begins.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "media/announced_bytes.h"
#include "media/byte_source.h"

namespace bbplay::media {

struct AudioFormat {
  int rate = 0;      // Hz
  int channels = 0;  // at least 1
  std::int64_t frames = 0;
  std::int64_t announced_frames = 0;  // by the header; 0: it does not say, or the same
  bool ends_inside_a_part = false;    // the last frame or block is not whole
  bool holds_floats = false;          // which need not be numbers
  // Going back costs decoding anew, and `float` holds all samples exactly: worth keeping a few.
  bool is_worth_keeping = false;
};

/// What of a file cannot be decoded, behind which it goes on.
struct Damage {
  std::int64_t places = 0;           // stretches of it
  std::int64_t frames = 0;           // in all of them
  std::int64_t first = 0;            // frame at which the first one begins
  std::int64_t end = 0;              // and at which the last one ends
  std::int64_t wrong_ends = 0;       // streams whose last page says another end than they have
  std::int64_t first_wrong_end = 0;  // frame at which the first of them ends
  std::int64_t reach = 0;            // frame behind the last one that is there, where it is known

  /// Another stretch, behind or next to those that are known.
  void add(std::int64_t from, std::int64_t count) noexcept {
    if (places == 0) first = from;
    if (places == 0 || from > end) ++places;
    frames += count;
    end = from + count;
  }

  /// That of a part of the file that begins at frame `from`, behind or next to what is known.
  void append(const Damage& part, std::int64_t from) noexcept {
    if (wrong_ends == 0) first_wrong_end = part.first_wrong_end + from;
    wrong_ends += part.wrong_ends;
    if (part.places == 0) return;
    const bool goes_on = places > 0 && part.first + from <= end;
    if (places == 0) first = part.first + from;
    places += part.places - (goes_on ? 1 : 0);
    frames += part.frames;
    end = part.end + from;
  }
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  const AudioFormat& format() const noexcept { return format_; }

  /// Continues at `frame`, 0 .. frames. Each frame is a function of the file and its own number, bit
  /// for bit, not of where reading began. Returns false when that place cannot be read.
  virtual bool seek(std::int64_t frame) = 0;

  /// Next frames, interleaved, full scale 1; a multiple of the channel count. Returns how many
  /// frames were there.
  virtual std::size_t read(std::span<double> interleaved) = 0;

  /// Damage inside of the file, by looking at all of it; seek() before reading on.
  virtual Damage damage() { return {}; }

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

/// Where something begins behind ID3 tags that stand at byte `start`.
std::int64_t behind_tags(ByteSource& source, std::int64_t start = 0);

/// Whether the content is MPEG audio, behind an ID3 tag or not: it begins like a frame, and in its first
/// 64 KiB three frames of that kind follow one another.
bool is_mpeg(ByteSource& source);

/// Whether the first bytes are those of a frame of MPEG audio, which they are by chance as well.
bool begins_like_mpeg(ByteSource& source);

/// Vorbis and Opus put the centre between left and right; here, as in WAV, it comes third.
void xiph_to_wav_order(std::span<double> interleaved, std::size_t channels) noexcept;

/// throws  InputError when it is none that can be decoded
std::unique_ptr<Decoder> open_mpeg(ByteSource& source, ByteRange range);

/// Null for anything else, and where it cannot be read as such.
std::unique_ptr<Decoder> open_flac(ByteSource& source);

/// Null for anything else.
/// throws  InputError when its samples are written in a way that is not known
std::unique_ptr<Decoder> open_voc(ByteSource& source);

/// Null for anything else.
/// throws  InputError when there is no sound in it that can be decoded
std::unique_ptr<Decoder> open_ogg(ByteSource& source);

}  // namespace bbplay::media
