// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "bbplay/sinks/file/file_sink.h"
#include "bbplay/sinks/file/output_file.h"

#include "sinks/file/encoded_output.h"
#include "sinks/file/flac_encoder.h"
#include "sinks/file/pcm.h"
#include "sinks/file/stereo_resampler.h"

struct sf_private_tag;  // SNDFILE

namespace bbplay::sinks {

/// Encodes stereo audio into an OutputFile; on one thread.
class SoundFile {
 public:
  explicit SoundFile(const FileRequest& request);
  ~SoundFile();
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  void write(ConstStereoBlock block);
  void commit();

  /// Samples that an integer encoding has cut down to full scale.
  std::int64_t clipped_samples() const noexcept { return clipped_samples_; }
  /// All samples are 0, or become 0 in an integer encoding.
  bool is_silent() const noexcept { return silent_; }

 private:
  struct Callbacks;
  struct Close {
    void operator()(sf_private_tag* file) const;
  };

  void open_encoder(const FileRequest& request);
  void open_flac(const FileRequest& request);
  /// At the rate of the file.
  void write_encoded(ConstStereoBlock block);
  /// Converts `block` into samples_ and passes them on.
  void encode(ConstStereoBlock block);
  template <class Sample>
  Sample* samples(std::size_t frames);
  template <class Write>
  void pass_on(Write write, std::size_t frames);
  /// Throws what a callback has met with, or what libsndfile says.
  [[noreturn]] void fail();

  std::function<void(ConstStereoBlock)> listener_;
  OutputFile output_;
  FileFormat format_;
  EncodedOutput encoded_;       // what the encoder sees of output_
  std::exception_ptr failure_;  // of a callback: libsndfile is C and must not be thrown through
  std::unique_ptr<sf_private_tag, Close> encoder_;
  std::optional<FlacEncoder> flac_;
  // Without any of both, samples are written as they are.
  std::optional<StereoResampler> resampler_;  // where the encoding does not have the rate
  bool truncating_;
  Rounding rounding_;
  std::int64_t frames_ = 0, clipped_samples_ = 0;
  bool silent_ = true;
  std::vector<std::uint64_t> samples_;  // interleaved, of any type; in words for the alignment
};

}  // namespace bbplay::sinks
