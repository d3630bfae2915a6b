// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay::media {

/// How many sound files may be open at the same time: what the system allows, and leaves room for others.
std::size_t most_open_sources() noexcept;

/// The bytes of a sound file, on disk or in memory, as the decoder libraries want to read them.
class ByteSource {
 public:
  /// throws  InputError when `path` is missing, unreadable or no regular file (a pipe or a device
  ///         could block for ever and cannot be sought)
  explicit ByteSource(const std::filesystem::path& path);
  /// bytes   have to outlive the source
  /// name    for messages
  ByteSource(std::string_view bytes, std::string name);

  const std::string& name() const noexcept { return name_; }
  std::int64_t size() const noexcept { return size_; }
  std::int64_t tell() const noexcept { return position_; }
  /// origin  SEEK_SET, SEEK_CUR or SEEK_END
  /// returns the new position, or -1 for one outside the file
  std::int64_t seek(std::int64_t offset, int origin) noexcept;
  /// Returns fewer than `count` bytes at the end of the file or on a read error, which decoder
  /// libraries cannot tell from one another: ask expect_no_failure() afterwards. That the file ends
  /// before the size that it had when it was opened is such an error.
  std::size_t read(void* to, std::size_t count) noexcept;

  /// Leaves a part of the file, which is all of it from now on; goes to its beginning. Not from where
  /// something has been left out or is read as something else, but for its end.
  void keep(std::int64_t begin, std::int64_t end) noexcept;
  /// Closes the gap that is left by the bytes `begin` .. `end`, which are behind all that have been left
  /// out before: for a library that takes offence at them.
  void leave_out(std::int64_t begin, std::int64_t end);
  /// Lets reads find `bytes` at `at` instead of what stands there.
  void read_as(std::int64_t at, std::string bytes);

  /// Which bytes these are, of which file, and as of when: the same ones for the same key. Empty in memory,
  /// and where they are not read as they stand there.
  std::string key() const;

  /// throws  ReadError when a read has failed since the last time that it was asked
  void expect_no_failure();

  /// Whether expect_no_failure() would throw.
  bool has_failed() const noexcept { return error_ != 0; }

  /// Lets reading fail from byte `position` on, as on a broken disk: for tests of what follows.
  void fail_from(std::int64_t position) noexcept { sound_until_ = position; }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;  // null: in memory
  std::string_view bytes_;
  /// Bytes that stand elsewhere in the file than what has been left out before them lets expect.
  struct Piece {
    std::int64_t at = 0;     // where they begin
    std::int64_t shift = 0;  // and how much further on in the file that is
  };
  struct Patch {
    std::int64_t at = 0;
    std::string bytes;
  };
  std::size_t read_whole(char* to, std::size_t count) noexcept;
  bool go_to(std::int64_t position) noexcept;
  const Piece* piece_of(std::int64_t position) const noexcept;

  std::string stamp_;       // of the file
  std::int64_t begin_ = 0;  // byte of the file on disk at which what is kept begins
  std::int64_t size_ = 0;
  bool is_part_ = false;  // more may follow what is kept
  std::int64_t position_ = 0;
  std::vector<Piece> pieces_;   // ascending; what is before them stands where it should
  std::vector<Patch> patches_;  // what reads find
  std::int64_t sound_until_ = std::numeric_limits<std::int64_t>::max();
  int error_ = 0;  // errno of a read that failed, or that the file got shorter
};

}  // namespace bbplay::media
