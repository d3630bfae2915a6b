// SPDX-License-Identifier: MIT
/// Sound files that are damaged for a test, and what is heard of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include "media/audio_reader.h"
#include "support/sound_files.h"

namespace bbplay::media {

constexpr int kRate = 48'000;
constexpr std::size_t kFrames = 6 * kRate;

/// Everything the program writes to standard output and error meanwhile.
template <class Act>
std::string said_by_libraries(const test::ScratchFolder& folder, Act act) {
  std::fflush(nullptr);
  const std::array<int, 2> streams{STDOUT_FILENO, STDERR_FILENO};
  const std::array<int, 2> before{::dup(STDOUT_FILENO), ::dup(STDERR_FILENO)};
  const int file = ::open((folder / "said").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
  for (const int stream : streams) ::dup2(file, stream);
  act();
  std::fflush(nullptr);
  for (std::size_t i = 0; i < streams.size(); ++i) {
    ::dup2(before[i], streams[i]);
    ::close(before[i]);
  }
  ::close(file);
  return test::bytes_of(folder / "said");
}

/// Whole, and with `bytes` of it from `at` on replaced.
struct Hurt {
  std::string whole, hurt;
  Hurt(const std::filesystem::path& path, int format, double at, std::size_t bytes)
      : whole((test::write_sound(path, format, kRate, test::test_signal(2, kFrames)),
               test::bytes_of(path))),
        hurt(whole) {
    const auto from = static_cast<std::size_t>(at * static_cast<double>(whole.size()));
    for (std::size_t i = 0; i < bytes; ++i) hurt[from + i] = static_cast<char>(~hurt[from + i]);
  }
};

/// What is heard on the left.
inline std::vector<double> left_of(std::string_view bytes) {
  AudioReader reader(bytes, "sound");
  std::vector<double> left(kFrames);
  const std::array<std::span<double>, 1> out{left};
  reader.read(out);
  return left;
}

}  // namespace bbplay::media
