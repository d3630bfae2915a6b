// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "media/audio_stream.h"

namespace bbplay::voices {

/// The first channel of a sound file at some rate, conditioned as the reference does with a whole
/// recording in memory: zero-phase low-pass at 10 kHz and high-pass at 50 Hz, then the peak to 0.8
/// (format noise 3). Read from the file a piece of about a second at a time, bit for bit the same
/// from wherever reading starts; memory grows by some dozens of bytes per second of the file.
///
/// What the filters and the peak have to know of the whole file takes some walks over it, and is
/// shared by all who ask for the same file. A copy opens the file for itself.
/// [not the audio thread]
class ConditionedRecording {
 public:
  /// throws  InputError, ReadError
  ConditionedRecording(const std::filesystem::path& path, int rate);
  ConditionedRecording(const ConditionedRecording& other);
  ConditionedRecording(ConditionedRecording&&) noexcept = default;
  ConditionedRecording& operator=(const ConditionedRecording&) = delete;
  ConditionedRecording& operator=(ConditionedRecording&&) = delete;
  ~ConditionedRecording() = default;

  std::int64_t frames() const noexcept;
  /// Samples first, first + 1, ..., all of which the file has.
  /// throws  ReadError
  void read(std::int64_t first, std::span<double> out);
  void read(std::int64_t first, std::span<float> out);

 private:
  struct Passes;
  class Learning;
  template <class Sample>
  void read_samples(std::int64_t first, std::span<Sample> out);
  static std::shared_ptr<const Passes> shared_passes(const std::filesystem::path& path, int rate);

  std::filesystem::path path_;
  int rate_;
  std::shared_ptr<const Passes> passes_;
  std::optional<media::AudioStream> stream_;  // opened when something is read
  std::int64_t latest_ = -1;                  // the piece that was read last
  std::vector<double> piece_;
};

}  // namespace bbplay::voices
