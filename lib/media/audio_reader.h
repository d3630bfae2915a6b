// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "media/decoder.h"

namespace bbplay::media {

/// A sound file as planar samples: every format of libsndfile, with exact seeking in Ogg and MP3 as
/// well. Integer samples are scaled to +-1. What is damaged inside is silent, and all else stands where
/// it stood. Movable, not copyable; bounded memory whatever the length of the file.
/// [not the audio thread]
class AudioReader {
 public:
  /// throws  InputError, naming the file: missing, not a regular file, not a sound file; ReadError
  explicit AudioReader(const std::filesystem::path& path);
  /// The bytes of a file that is already in memory; they have to outlive the reader.
  AudioReader(std::string_view bytes, std::string name);
  explicit AudioReader(std::unique_ptr<ByteSource> source);
  /// What is decoded from a part of `source`, which has to outlive the reader.
  AudioReader(ByteSource& source, std::unique_ptr<Decoder> decoder);

  int rate() const noexcept { return decoder_->format().rate; }
  int channels() const noexcept { return decoder_->format().channels; }
  std::int64_t frames() const noexcept { return decoder_->format().frames; }
  /// What the header says; 0 when it does not, or the same.
  std::int64_t announced_frames() const noexcept { return decoder_->format().announced_frames; }
  /// Whether the file is cut off inside of its last frame or block.
  bool ends_inside_a_part() const noexcept { return decoder_->format().ends_inside_a_part; }
  /// Whether samples are floats, which need not be numbers.
  bool holds_floats() const noexcept { return decoder_->format().holds_floats; }
  /// Samples read so far that were no numbers, or beyond 1e30.
  std::int64_t non_finite() const noexcept { return non_finite_; }
  const std::string& name() const noexcept { return source_->name(); }

  /// Next frame to be read.
  std::int64_t position() const noexcept { return position_; }

  /// Continues at `frame` (cut to 0 .. frames()). A sample depends on nothing but the file and its
  /// place, bit for bit, wherever reading began.
  void seek(std::int64_t frame);

  /// Keeps that many of the frames read last, so that a step back over them costs no decoding.
  void keep_behind(std::size_t frames);

  /// Damage inside of the file, by looking at all of it; moves to an unknown place.
  Damage damage();

  /// Fills the spans, all of one length, with the next frames of the first `planes.size()` channels
  /// (channels the file does not have are silent). Frames past the end or beyond damage are silent,
  /// and samples that are no numbers.
  /// returns  the number of frames that came from the file
  /// throws   ReadError when they are there and cannot be read
  std::size_t read(std::span<const std::span<double>> planes);
  std::size_t read(std::span<const std::span<float>> planes);

 private:
  void silence_non_finite(std::size_t samples);
  std::size_t next_frames(std::size_t count);
  void keep(std::size_t frames);
  template <class Sample>
  std::size_t read_planes(std::span<const std::span<Sample>> planes);

  std::unique_ptr<ByteSource> own_source_;  // outlives decoder_; null: somebody else's
  ByteSource* source_;
  std::unique_ptr<Decoder> decoder_;
  std::vector<double> interleaved_;
  std::vector<float> behind_;  // a ring of the frames before decoded_until_, interleaved
  std::int64_t kept_ = 0;      // frames in it
  // A place that is not next to be decoded is one that is kept.
  std::int64_t position_ = 0, decoded_until_ = 0, non_finite_ = 0;
  bool readable_ = true;
};

/// Why a file cannot be played as sound at a rate (Hz), empty if it can; mostly looks at its
/// beginning only.
/// throws  ReadError
std::string sound_problem(const std::filesystem::path& path, int rate);
std::string sound_problem(std::string_view bytes, std::string name, int rate);

}  // namespace bbplay::media
