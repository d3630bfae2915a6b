// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "media/byte_source.h"

namespace bbplay::media {

/// A part of a file that says its kind and its length.
struct Chunk {
  std::string id;           // of 4 characters
  std::int64_t at = 0;      // byte at which it begins
  std::int64_t from = 0;    // and at which what it holds begins
  std::int64_t length = 0;  // of that, bytes
  std::int64_t next = 0;    // byte behind it, and behind what fills it up
};

/// How chunks are written in WAV, RF64, W64, AIFF, 8SVX and CAF.
class ChunkForm {
 public:
  /// Nothing for other files.
  static std::optional<ChunkForm> of(ByteSource& source);

  /// Byte of the first one.
  std::int64_t first() const noexcept { return first_; }
  /// Bytes that its kind and its length take.
  std::size_t head_bytes() const noexcept { return id_bytes_ + length_bytes_; }
  /// Chunks begin at whole multiples of so many bytes.
  std::int64_t multiple() const noexcept { return multiple_; }
  /// The one at byte `at`; nothing where there is none that lies in the file as a whole.
  std::optional<Chunk> at(ByteSource& source, std::int64_t at) const;
  /// The same, of head_bytes() that have been read, in a file of `size` bytes.
  std::optional<Chunk> of_head(std::string_view head, std::int64_t at, std::int64_t size) const;

 private:
  std::int64_t first_ = 12;
  std::size_t id_bytes_ = 4, length_bytes_ = 4;
  bool is_big_ = false;
  bool counts_head_ = false;
  std::int64_t multiple_ = 2;  // of bytes, that it is filled up to
};

/// Whether all from byte `at` up to `end` are chunks with a name, one behind the other, and no more than `most`.
bool are_chunks(ByteSource& source, std::int64_t at, std::int64_t end, int most = 1'000);

}  // namespace bbplay::media
