// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/sinks/file/file_format.h"
#include "bbplay/sinks/file/file_metadata.h"

namespace bbplay {

struct FileRequest {
  std::filesystem::path path;  // "-": standard output
  FileFormat format;
  int rate = 44'100;              // Hz
  std::int64_t frames = 0;        // how many are coming: what decides between WAV and RF64
  bool force = false;             // replace an existing file
  bool dither = false;            // triangular, for integer encodings
  bool cut_off = true;            // 16 bits without dither: drop fractions, do not round
  std::uint64_t seed = 1;         // of the dither
  std::optional<double> quality;  // 0..1, of lossy codecs and of FLAC's search
  unsigned jobs = 1;  // threads that encode FLAC; 1: that of the caller; 0: one per core
  FileMetadata metadata;
  /// Hears what is written, before it is rounded.
  std::function<void(ConstStereoBlock)> listener;
};

namespace sinks {
class SoundFile;
}

/// Writes audio to a sound file, on the thread of the caller: whoever renders does so ahead, on
/// other threads (OfflineRender). Only FLAC is encoded on more, if asked to.
///
/// A file appears under its name when commit() has returned; a sink that is destroyed before leaves
/// nothing behind. One producer at a time.
class FileSink {
 public:
  /// throws  CreateError, FormatError
  explicit FileSink(const FileRequest& request);
  ~FileSink();
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  /// Converts and writes the next frames.
  /// throws  WriteError
  void write(ConstStereoBlock block);

  /// Completes the file.
  /// throws  WriteError, CreateError
  void commit();

  /// Frames written so far.
  std::int64_t frames() const noexcept { return frames_; }
  /// Samples so far beyond full scale, of either channel, that an integer encoding has cut down to
  /// it; none of other encodings.
  std::int64_t clipped_samples() const noexcept;
  /// All samples so far are 0, or become 0 in an integer encoding without dither.
  bool is_silent() const noexcept;

 private:
  std::unique_ptr<sinks::SoundFile> file_;
  std::int64_t frames_ = 0;
};

/// Throws CreateError when an output of this name would be refused. Creates nothing.
void check_output(const std::filesystem::path& path, bool force);

/// Whether `path` is a stream: standard output ("-"), a pipe or a device.
bool is_stream(const std::filesystem::path& path);

/// Ends the process's unfinished files; for a signal handler that is about to leave.
void remove_unfinished_files() noexcept;

}  // namespace bbplay
