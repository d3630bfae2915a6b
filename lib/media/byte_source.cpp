// SPDX-License-Identifier: MIT
#include "media/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"

namespace bbplay::media {
namespace {

std::string stamp_of(const struct stat& status) {
  std::string stamp;
  for (const timespec& time : {status.st_mtim, status.st_ctim}) {
    stamp += std::to_string(time.tv_sec) + '.' + std::to_string(time.tv_nsec) + ' ';
  }
  return stamp + std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + ' ' +
         std::to_string(status.st_size);
}

/// Stands among errno's numbers for a file that ends before the size that it had when it was opened.
constexpr int kGotShorter = -1;

std::string reason_of(int error) {
  if (error == kGotShorter) return "the file got shorter while it was read";
  return std::generic_category().message(error);
}

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw InputError(path.string() + ": " + std::generic_category().message(error));
}

}  // namespace

std::size_t most_open_sources() noexcept {
  constexpr rlim_t kMost = 400, kLeast = 16;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kLeast;
  return static_cast<std::size_t>(std::clamp(limit.rlim_cur / 2, kLeast, kMost));
}

ByteSource::ByteSource(const std::filesystem::path& path) : name_(path.string()) {
  // O_NONBLOCK: opening a named pipe must not wait for its other end. Without effect on files.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) fail(path, errno);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    throw InputError(name_ + ": not a regular file");
  }
  file_.reset(::fdopen(descriptor, "rb"));
  if (!file_) {
    const int error = errno;
    ::close(descriptor);
    fail(path, error);
  }
  size_ = status.st_size;
  stamp_ = stamp_of(status);
}

ByteSource::ByteSource(std::string_view bytes, std::string name)
    : name_(std::move(name)), bytes_(bytes), size_(static_cast<std::int64_t>(bytes.size())) {}

/// The latest piece that begins at or before a position; null: none does.
const ByteSource::Piece* ByteSource::piece_of(std::int64_t position) const noexcept {
  const auto behind = std::ranges::upper_bound(pieces_, position, {}, &Piece::at);
  return behind == pieces_.begin() ? nullptr : &*std::prev(behind);
}

bool ByteSource::go_to(std::int64_t position) noexcept {
  const Piece* const piece = piece_of(position);
  const std::int64_t place = begin_ + position + (piece != nullptr ? piece->shift : 0);
  return !file_ || ::fseeko(file_.get(), place, SEEK_SET) == 0;
}

std::int64_t ByteSource::seek(std::int64_t offset, int origin) noexcept {
  std::int64_t target = offset;
  if (origin == SEEK_CUR) target += position_;
  if (origin == SEEK_END) target += size_;
  if (target < 0 || target > size_) return -1;
  if (target != position_ && !go_to(target)) return -1;
  position_ = target;
  return position_;
}

/// Of one piece.
std::size_t ByteSource::read_whole(char* to, std::size_t count) noexcept {
  if (!file_) {
    const Piece* const piece = piece_of(position_);
    const std::int64_t place = position_ + (piece != nullptr ? piece->shift : 0);
    if (count > 0) std::memcpy(to, bytes_.data() + place, count);
    return count;
  }
  errno = 0;
  const std::size_t got = std::fread(to, 1, count, file_.get());
  if (got == count) return got;
  if (std::ferror(file_.get()) != 0) {
    error_ = errno != 0 ? errno : EIO;
  } else if (position_ + static_cast<std::int64_t>(got) < size_) {
    error_ = kGotShorter;
  }
  std::clearerr(file_.get());
  return got;
}

std::size_t ByteSource::read(void* to, std::size_t count) noexcept {
  if (is_part_ || !file_) count = std::min(count, static_cast<std::size_t>(size_ - position_));
  if (std::min(position_ + static_cast<std::int64_t>(count), size_) > sound_until_) {
    error_ = EIO;
    return 0;
  }
  const std::int64_t from = position_;
  char* const bytes = static_cast<char*>(to);
  std::size_t got = 0;
  while (got < count) {
    const auto next = std::ranges::upper_bound(pieces_, position_, {}, &Piece::at);
    std::size_t part = count - got;
    if (next != pieces_.end())
      part = std::min(part, static_cast<std::size_t>(next->at - position_));
    const std::size_t whole = read_whole(bytes + got, part);
    got += whole;
    position_ += static_cast<std::int64_t>(whole);
    if (whole < part) break;
    if (next != pieces_.end() && position_ == next->at && !go_to(position_)) break;
  }
  for (const Patch& patch : patches_) {
    for (std::size_t i = 0; i < patch.bytes.size(); ++i) {
      const std::int64_t place = patch.at + static_cast<std::int64_t>(i) - from;
      if (place >= 0 && place < static_cast<std::int64_t>(got)) bytes[place] = patch.bytes[i];
    }
  }
  return got;
}

void ByteSource::keep(std::int64_t begin, std::int64_t end) noexcept {
  begin = std::clamp<std::int64_t>(begin, 0, size_);
  size_ = std::clamp(end, begin, size_) - begin;
  begin_ += begin;
  is_part_ = true;
  position_ = 0;
  if (!file_) bytes_.remove_prefix(static_cast<std::size_t>(begin));
  go_to(0);
}

void ByteSource::leave_out(std::int64_t begin, std::int64_t end) {
  begin = std::clamp<std::int64_t>(begin, 0, size_);
  end = std::clamp(end, begin, size_);
  if (begin == end) return;
  const std::int64_t before = pieces_.empty() ? 0 : pieces_.back().shift;
  if (!pieces_.empty() && pieces_.back().at == begin) pieces_.pop_back();
  pieces_.push_back({begin, before + end - begin});
  for (Patch& patch : patches_) {
    if (patch.at >= end) patch.at -= end - begin;
  }
  size_ -= end - begin;
  is_part_ = true;
  position_ = 0;
  go_to(0);
}

void ByteSource::read_as(std::int64_t at, std::string bytes) {
  patches_.push_back({at, std::move(bytes)});
}

std::string ByteSource::key() const {
  if (stamp_.empty() || !pieces_.empty() || !patches_.empty()) return {};
  return stamp_ + ' ' + std::to_string(begin_) + ' ' + std::to_string(size_);
}

void ByteSource::expect_no_failure() {
  if (error_ == 0) return;
  throw ReadError(name_ + ": cannot be read: " + reason_of(std::exchange(error_, 0)));
}

}  // namespace bbplay::media
