// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <span>
#include <string>
#include <vector>

#include "sinks/file/encoded_output.h"
#include "sinks/file/flac_frames.h"
#include "sinks/file/md5.h"

namespace bbplay::sinks {

/// Encodes a FLAC stream on several threads: each takes a batch of frames, and the batches go to the
/// file in their order. The bytes are those of one encoder, whatever the number of threads.
///
/// Memory: some 2 MiB for each batch under way, of which there is one more than threads.
class FlacEncoder {
 public:
  /// comments  "key=value"
  /// jobs      threads that encode; 1: that of the caller; 0: one per core
  /// output    outlives this
  /// throws    FormatError, WriteError
  FlacEncoder(const FlacSettings& settings, const std::vector<std::string>& comments, unsigned jobs,
              EncodedOutput& output);

  /// The next frames of audio, interleaved.
  /// throws  WriteError
  void write(std::span<const std::int16_t> samples);
  /// Left-justified in their 32 bits; what they become is unspecified.
  void write(std::span<std::int32_t> samples);

  /// Completes the stream: its length and the checksum of its samples are in its head.
  void finish();

 private:
  /// Batches whatever is `to_sample` of each of `samples`.
  template <class Sample, class ToSample>
  void collect(std::span<const Sample> samples, ToSample to_sample);
  void begin_batch();
  void write_first_batch();
  std::string stream_info() const;

  FlacSettings settings_;
  unsigned jobs_;
  EncodedOutput& output_;
  std::string head_;
  std::size_t samples_per_frame_;
  std::vector<std::int32_t> batch_;                     // that is being filled
  std::deque<std::future<FlacFrames>> under_way_;       // in the order of the stream
  std::uint32_t next_number_ = 0;                       // of the first frame in batch_
  std::uint64_t samples_ = 0;                           // per channel
  std::size_t smallest_frame_ = 0, largest_frame_ = 0;  // bytes
  Md5 md5_;
};

}  // namespace bbplay::sinks
