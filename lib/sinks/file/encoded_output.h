// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/sinks/file/file_metadata.h"
#include "bbplay/sinks/file/file_sink.h"
#include "bbplay/sinks/file/output_file.h"

#include "sinks/file/chapters.h"
#include "sinks/file/flac_seek_table.h"
#include "sinks/file/ogg_stream.h"

namespace bbplay::sinks {

/// What an encoder takes for its file. On the way to the real one, chapters get into the head of
/// FLAC, Ogg and MP3 files, which libsndfile cannot put there, a seek table into FLAC files, and
/// markers behind the samples of WAV and RF64 files. The encoder does not notice: places are those of
/// the bytes that it has written itself.
class EncodedOutput {
 public:
  /// output     outlives this
  /// container  that the file gets
  EncodedOutput(OutputFile& output, Container container, const FileRequest& request);

  void write(const void* bytes, std::size_t count);
  void seek(std::int64_t position);
  std::int64_t position() const noexcept { return position_; }
  std::int64_t length() const noexcept { return length_; }

  /// After the last byte.
  /// frames  that the file has
  void finish(std::int64_t frames);

 private:
  bool rewrites_head() const noexcept { return !head_is_written_; }
  void collect(std::string_view bytes);
  void append_markers(std::int64_t frames);

  OutputFile& output_;
  Container container_;
  FileMetadata metadata_;
  std::vector<Chapter> chapters_;
  std::vector<std::string> comments_;
  std::optional<OggStream> ogg_;
  std::optional<FlacSeekTable> seek_table_;

  bool head_is_written_;
  std::string begun_;          // until the head is complete
  std::int64_t replaced_ = 0;  // bytes of the encoder's head
  std::int64_t shift_ = 0;     // of what follows it
  std::int64_t position_ = 0, length_ = 0;
};

}  // namespace bbplay::sinks
