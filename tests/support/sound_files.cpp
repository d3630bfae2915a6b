// SPDX-License-Identifier: MIT
#include "support/sound_files.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace bbplay::test {

void write_sound(const std::filesystem::path& path, int format, int rate, const Planes& planes) {
  SF_INFO info{};
  info.format = format;
  info.samplerate = rate;
  info.channels = static_cast<int>(planes.size());
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw std::runtime_error(path.string() + ": " + sf_strerror(nullptr));
  std::vector<double> block;  // in pieces: the Vorbis encoder needs stack in proportion to a write
  const std::size_t frames = planes.front().size();
  for (std::size_t first = 0; first < frames; first += 4096) {
    const std::size_t count = std::min<std::size_t>(4096, frames - first);
    block.clear();
    for (std::size_t i = first; i < first + count; ++i) {
      for (const auto& plane : planes) block.push_back(plane[i]);
    }
    sf_writef_double(file, block.data(), static_cast<sf_count_t>(count));
  }
  sf_close(file);
}

Planes test_signal(std::size_t channels, std::size_t frames) {
  Planes planes(channels, std::vector<double>(frames));
  std::uint32_t random = 1;
  for (std::size_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i);
    for (std::size_t c = 0; c < channels; ++c) {
      random = random * 1664525u + 1013904223u;
      const double noise = static_cast<double>(random >> 8) / 16777216.0 - 0.5;
      planes[c][i] = 0.3 * std::sin(0.01 * t * (1 + 1e-5 * t)) +
                     0.2 * std::sin((0.05 + 0.02 * static_cast<double>(c)) * t) +
                     (i / 7000 % 2 == 0 ? 0.1 * noise : 0.0);
    }
  }
  return planes;
}

}  // namespace bbplay::test
