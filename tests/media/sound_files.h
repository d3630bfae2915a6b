// SPDX-License-Identifier: MIT
/// Sound files made for a test and deleted after it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sndfile.h>

namespace bbplay::test {

/// Planar samples at some rate.
using Planes = std::vector<std::vector<double>>;

/// A folder of its own, removed with everything in it.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// format   of libsndfile, e.g. SF_FORMAT_WAV | SF_FORMAT_PCM_16
void write_sound(const std::filesystem::path& path, int format, int rate, const Planes& planes);

/// Every byte of a file.
std::string bytes_of(const std::filesystem::path& path);

/// A sweep, a tone and noise, different on every channel, within +-0.6.
Planes test_signal(std::size_t channels, std::size_t frames);

}  // namespace bbplay::test
