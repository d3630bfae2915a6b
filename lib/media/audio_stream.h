// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "media/audio_reader.h"
#include "media/conversions.h"

namespace bbplay::media {

/// What becomes of the channels of a file.
enum class Downmix {
  stereo,  // two planes: a mono file on both, of more than two channels the first two
  mean,    // one plane: the average of all channels
  first,   // one plane: the first channel
};

/// Where the frames of a conversion lie.
enum class Spacing {
  by_rate,    // frame j at j / rate
  over_file,  // evenly over the whole file, which stretches it by less than a frame where its length
              // is not a whole number of them
};

/// A sound file at any sample rate, in chunks of a fixed grid (format track 7). Every sample is a function
/// of the file and of its index alone, wherever playback begins.
/// Movable, bounded memory.  [not the audio thread]
class AudioStream {
 public:
  static constexpr int kChunksPerSecond = 2;

  /// chunks_per_second  rounded to whole frames
  /// conversions        shared with other streams of the same thread; null: its own
  /// throws  InputError when there is no conversion between the two rates
  AudioStream(AudioReader reader, int rate, Downmix downmix, Spacing spacing = Spacing::by_rate,
              int chunks_per_second = kChunksPerSecond,
              std::shared_ptr<Conversions> conversions = nullptr);

  std::size_t planes() const noexcept { return downmix_ == Downmix::stereo ? 2 : 1; }
  /// trunc(frames of the file * rate / rate of the file)
  std::int64_t frames() const noexcept { return frames_; }
  std::int64_t chunk_frames() const noexcept { return chunk_frames_; }
  std::int64_t chunks() const noexcept { return (frames_ + chunk_frames_ - 1) / chunk_frames_; }

  /// Fills the planes, chunk_frames() each, with one chunk; silence past the end of the file.
  void read_chunk(std::int64_t chunk, std::span<const std::span<double>> out);

 private:
  void convert_chunk(std::int64_t chunk, std::span<const std::span<double>> out);
  /// Frames of the input from `first` on, silence outside the file.
  void read_input(std::int64_t first, std::span<const std::span<float>> out);
  template <class Sample>
  void read_downmixed(std::span<const std::span<Sample>> out);

  AudioReader reader_;
  Downmix downmix_;
  std::shared_ptr<Conversions> conversions_;
  std::optional<dsp::RateConverter> converter_;  // none when the rates are equal
  std::int64_t frames_, chunk_frames_;
  std::vector<std::vector<double>> channels_;  // for the mean
};

}  // namespace bbplay::media
