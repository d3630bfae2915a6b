// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace bbplay::test {

/// Every sample of a sound file as double, interleaved.
struct AudioData {
  int channels = 0;
  int rate = 0;
  std::vector<double> samples;

  std::size_t frames() const {
    return channels == 0 ? 0 : samples.size() / static_cast<std::size_t>(channels);
  }
  std::vector<double> channel(int index) const;
};

/// integer files are returned in their own units (LSB), float files as they are. Throws when
/// unreadable.
AudioData read_audio(const std::filesystem::path& path);

}  // namespace bbplay::test
