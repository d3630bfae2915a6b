// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bbplay::sinks {

class UnfinishedFile;

/// Bytes on their way to a file or to standard output.
///
/// A file appears under its name only when it is complete: until commit() the bytes are in a file
/// of another name beside it, which the destructor removes. It is on the disk, and so is its name,
/// when commit() returns. What it replaces gives it mode and owner, and is replaced where it is when
/// `path` is a link. Devices and pipes are written to as they are. Small writes are collected into
/// large ones. Not thread-safe.
class OutputFile {
 public:
  /// path   file, pipe or device; "-" for standard output
  /// force  replace an existing file
  /// throws CreateError
  OutputFile(const std::filesystem::path& path, bool force);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// throws WriteError
  void write(const void* bytes, std::size_t count);
  /// Moves the place of the next write. What a stream has sent is gone: writing there again (as
  /// headers are, once the length is known) has no effect.
  void seek(std::int64_t position);
  std::int64_t position() const noexcept { return position_; }
  std::int64_t length() const noexcept { return length_; }
  /// Has neither length nor way back: a pipe, a terminal, a device.
  bool is_stream() const noexcept { return stream_; }

  /// Writes what is left, closes, and gives the file its name.
  /// throws WriteError, CreateError
  void commit();

  /// Name for messages.
  const std::string& name() const noexcept { return name_; }

  /// Removes whatever is not committed yet. For a signal handler that is about to end the process.
  static void remove_uncommitted() noexcept;

 private:
  void flush();
  void write_through(const char* bytes, std::size_t count);
  void send_to_disk() noexcept;
  [[noreturn]] void fail(const char* what, int error) const;

  std::string name_;
  std::filesystem::path target_;                // empty for standard output and devices
  std::unique_ptr<UnfinishedFile> unfinished_;  // null for them
  bool force_;
  bool stream_ = false;
  int descriptor_ = -1;
  bool owns_descriptor_ = true;
  std::int64_t position_ = 0, length_ = 0;
  std::int64_t sent_to_disk_ = 0;  // of a file: the system has been asked to write so much
  std::vector<char> pending_;      // bytes before position_ that are not written yet
};

/// Standard output ("-"), or an existing pipe or device: there is nothing to replace or to rename.
bool is_stream(const std::filesystem::path& path);

/// Whether `path` could be written: throws CreateError when it exists and `force` is not given, or
/// when its folder does not take files. Creates nothing.
void check_output(const std::filesystem::path& path, bool force);

}  // namespace bbplay::sinks
