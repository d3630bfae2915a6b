// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_source.h"

namespace bbplay::media {

/// What the header of a file says about the length of its samples.
struct SoundLength {
  enum class Kind {
    known,
    open,   // that of a stream, which was not known
    none,   // 0, although there is something: what a recording says until it is finished
    empty,  // 0, and there is nothing
  };
  Kind kind = Kind::known;
  std::uint64_t bytes = 0;  // of samples, where it is known
  std::uint64_t block = 1;  // bytes that can be decoded together
  std::int64_t from = 0;    // byte at which the samples begin

  std::int64_t field_at = 0;    // byte at which the length stands
  int field_bytes = 4;          // that it takes
  bool is_big = false;          // the highest of them comes first
  std::uint64_t also_held = 0;  // bytes that it counts besides the samples

  bool is_left_open() const noexcept { return kind == Kind::open || kind == Kind::none; }
};

/// Of WAV, RF64, W64, AIFF, AU, CAF and 8SVX, where all samples, or blocks of some, are of one length; nothing for
/// other files.
std::optional<SoundLength> sound_length(ByteSource& source);

}  // namespace bbplay::media
