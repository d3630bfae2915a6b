// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace bbplay::voices {

/// The first channel of a sound file at some rate, conditioned as the reference does with a whole
/// recording in memory: zero-phase low-pass at 10 kHz and high-pass at 50 Hz, then the peak to 0.8
/// (format noise 3). Read from the file a piece of about a second at a time, bit for bit the same
/// from wherever reading starts; memory grows by some dozens of bytes per second of the file.
///
/// What the filters and the peak have to know of the whole file takes some walks over it, and is
/// shared by all who ask for the same file; so are, while anybody plays it, the open file and the
/// pieces that were read last. Copies read the same file.  [any thread but the audio thread]
class ConditionedRecording {
 public:
  /// throws  InputError, ReadError
  ConditionedRecording(const std::filesystem::path& path, int rate);

  std::int64_t frames() const noexcept;
  /// Samples first, first + 1, ..., all of which the file has.
  /// throws  InputError, ReadError
  void read(std::int64_t first, std::span<double> out) const;
  void read(std::int64_t first, std::span<float> out) const;

 private:
  struct Passes;
  class Learning;
  class File;
  static std::shared_ptr<File> shared_file(const std::filesystem::path& path, int rate);

  std::shared_ptr<File> file_;
};

}  // namespace bbplay::voices
