// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay::sinks {

/// The seek table of a FLAC file, made while its frames go by: a point every ten seconds, or less
/// often where that would be more than some thousands.
class FlacSeekTable {
 public:
  /// frames  of audio that are coming
  /// rate    Hz
  FlacSeekTable(std::int64_t frames, int rate);

  /// How many points there are room for.
  std::size_t size() const noexcept { return room_; }

  /// One of the encoder's frames, or a part of one.
  ///
  /// offset  of its first byte from that of the first frame
  void note(std::string_view bytes, std::int64_t offset);

  /// The points, and placeholders for those that there was no audio for.
  std::string bytes() const;

 private:
  struct Point {
    std::int64_t sample = 0, offset = 0;
    std::size_t samples = 0;
  };

  std::int64_t spacing_;  // frames of audio
  std::size_t room_;
  std::int64_t sample_ = 0;  // first one of the next frame
  std::vector<Point> points_;
};

}  // namespace bbplay::sinks
