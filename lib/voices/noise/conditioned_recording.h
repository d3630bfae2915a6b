// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "bbplay/dsp/sharing.h"

namespace bbplay::voices {

/// How loud a stretch of a recording is.
struct RecordedLevel {
  double peak = 0;
  double power = 0;  // sum of the squares
};

/// The first channel of a sound file at some rate, filtered as the reference does with a whole recording
/// in memory: zero-phase low-pass at 10 kHz and high-pass at 50 Hz (format noise 3). Read from the file a
/// piece of half a second at a time, with as much around it as the filters remember: bit for bit the same
/// from wherever reading starts.
///
/// Copies read the same file, and so do all that are built for it while one of them is there; threads at
/// different places do not wait for each other.  [any thread but the audio thread]
class ConditionedRecording {
 public:
  /// throws  InputError, ReadError
  ConditionedRecording(const std::filesystem::path& path, int rate);

  std::int64_t frames() const noexcept;

  /// Samples first, first + 1, ..., all of which the file has, times `scale`.
  /// throws  InputError, ReadError
  void read(std::int64_t first, double scale, std::span<double> out) const;
  void read(std::int64_t first, double scale, std::span<float> out) const;

  /// Of frames 0 .. end - 1. The first call goes through all of the file; what it finds is kept for the
  /// next ones, and for the latest files when nobody plays them any more.
  ///
  /// sharing  of this way; null: this thread alone
  /// throws   InputError, ReadError, what `sharing` throws
  RecordedLevel level(std::int64_t end, const dsp::Sharing& sharing) const;

  /// The largest sample that some places in the file let expect.
  double estimated_peak(std::size_t places) const;

 private:
  class File;
  static std::shared_ptr<File> shared_file(const std::filesystem::path& path, int rate);

  std::shared_ptr<File> file_;
};

}  // namespace bbplay::voices
