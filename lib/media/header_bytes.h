// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "media/byte_source.h"

namespace bbplay::media {

/// The next bytes of a source, as texts and numbers. What is past the end is 0.
class HeaderBytes {
 public:
  HeaderBytes(ByteSource& source, std::int64_t at)
      : source_(&source), complete_(source.seek(at, SEEK_SET) >= 0) {}

  std::string text(std::size_t bytes) {
    std::string text(bytes, '\0');
    complete_ = complete_ && source_->read(text.data(), bytes) == bytes;
    return text;
  }
  /// The lowest byte first; at most 8 bytes.
  std::uint64_t little(std::size_t bytes) {
    const std::string text = this->text(bytes);
    return number(text.rbegin(), text.rend());
  }
  /// The highest byte first; at most 8 bytes.
  std::uint64_t big(std::size_t bytes) {
    const std::string text = this->text(bytes);
    return number(text.begin(), text.end());
  }
  /// Whether all that was asked for is there.
  bool complete() const noexcept { return complete_; }

 private:
  template <class Iterator>
  static std::uint64_t number(Iterator begin, Iterator end) {
    std::uint64_t value = 0;
    for (; begin != end; ++begin) value = value << 8 | static_cast<unsigned char>(*begin);
    return value;
  }

  ByteSource* source_;
  bool complete_;
};

}  // namespace bbplay::media
