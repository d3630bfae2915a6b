// SPDX-License-Identifier: MIT
#include "media/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
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
}

ByteSource::ByteSource(std::string_view bytes, std::string name)
    : name_(std::move(name)), bytes_(bytes), size_(static_cast<std::int64_t>(bytes.size())) {}

std::int64_t ByteSource::seek(std::int64_t offset, int origin) noexcept {
  std::int64_t target = offset;
  if (origin == SEEK_CUR) target += position_;
  if (origin == SEEK_END) target += size_;
  if (target < 0 || target > size_) return -1;
  if (file_ && target != position_ && ::fseeko(file_.get(), begin_ + target, SEEK_SET) != 0) {
    return -1;
  }
  position_ = target;
  return position_;
}

std::size_t ByteSource::read(void* to, std::size_t count) noexcept {
  std::size_t got = 0;
  if (is_part_ || !file_) count = std::min(count, static_cast<std::size_t>(size_ - position_));
  if (std::min(position_ + static_cast<std::int64_t>(count), size_) > sound_until_) {
    error_ = EIO;
    return 0;
  }
  if (file_) {
    errno = 0;
    got = std::fread(to, 1, count, file_.get());
    if (got < count && std::ferror(file_.get()) != 0) {
      error_ = errno != 0 ? errno : EIO;
      std::clearerr(file_.get());
    }
  } else {
    got = count;
    if (got > 0) std::memcpy(to, bytes_.data() + position_, got);
  }
  for (std::size_t i = 0; i < other_.size(); ++i) {
    const std::int64_t place = other_at_ + static_cast<std::int64_t>(i) - position_;
    if (place >= 0 && place < static_cast<std::int64_t>(got))
      static_cast<char*>(to)[place] = other_[i];
  }
  position_ += static_cast<std::int64_t>(got);
  return got;
}

void ByteSource::keep(std::int64_t begin, std::int64_t end) noexcept {
  begin = std::clamp<std::int64_t>(begin, 0, size_);
  size_ = std::clamp(end, begin, size_) - begin;
  begin_ += begin;
  is_part_ = true;
  position_ = 0;
  if (file_) {
    ::fseeko(file_.get(), begin_, SEEK_SET);
  } else {
    bytes_ = bytes_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(size_));
  }
}

void ByteSource::read_as(std::int64_t at, std::string bytes) {
  other_at_ = at;
  other_ = std::move(bytes);
}

void ByteSource::expect_no_failure() {
  if (error_ == 0) return;
  throw ReadError(name_ +
                  ": cannot be read: " + std::generic_category().message(std::exchange(error_, 0)));
}

}  // namespace bbplay::media
