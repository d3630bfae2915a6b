// SPDX-License-Identifier: MIT
#include "bbplay/sinks/file/output_file.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bbplay/sinks/errors.h"

namespace bbplay::sinks {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWriteBytes = 256 * 1024;
constexpr std::size_t kPathBytes = 4096;

// Name of the one unfinished file, where a signal handler can read it without a lock.
std::array<char, kPathBytes> unfinished_name{};
std::atomic<bool> unfinished{false};

void remember_unfinished(const fs::path& path) {
  if (unfinished.load() || path.native().size() >= kPathBytes) return;
  std::memcpy(unfinished_name.data(), path.c_str(), path.native().size() + 1);
  unfinished.store(true);
}

void forget_unfinished(const fs::path& path) {
  if (unfinished.load() && path == unfinished_name.data()) unfinished.store(false);
}

std::string reason(int error) { return std::generic_category().message(error); }

/// A file is replaced where it is, not the link that leads to it.
fs::path behind_links(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_symlink(path, ignored)) return path;
  fs::path target = fs::weakly_canonical(path, ignored);
  return target.empty() ? path : target;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

bool is_stream(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return path == "-" ||
         (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status));
}

void check_output(const fs::path& path, bool force) {
  if (is_stream(path)) return;
  std::error_code ignored;
  const fs::path target = behind_links(path);
  if (fs::is_directory(target, ignored)) throw CreateError(path.string() + ": is a directory");
  if (fs::exists(target, ignored) && !force) {
    throw CreateError(path.string() + ": exists already (--force replaces it)");
  }
  const fs::path folder = folder_of(target);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw CreateError(path.string() + ": cannot create a file in " + folder.string() + ": " +
                      reason(errno));
  }
}

OutputFile::OutputFile(const fs::path& path, bool force) : name_(path.string()), force_(force) {
  pending_.reserve(kWriteBytes);
  if (path == "-") {
    name_ = "standard output";
    descriptor_ = STDOUT_FILENO;
    owns_descriptor_ = false;
    stream_ = true;
    return;
  }
  check_output(path, force);
  if (sinks::is_stream(path)) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    stream_ = true;
  } else {
    target_ = behind_links(path);
    std::random_device random;
    do {
      std::array<char, 16> suffix{};
      std::snprintf(suffix.data(), suffix.size(), ".%08x", random());
      std::string hidden = ".";
      hidden += target_.filename().string();
      hidden += suffix.data();
      temporary_ = folder_of(target_) / hidden;
      descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor_ < 0 && errno == EEXIST);
  }
  if (descriptor_ < 0) {
    throw CreateError(name_ + ": cannot be created: " + reason(errno));
  }
  if (!temporary_.empty()) remember_unfinished(temporary_);
}

OutputFile::~OutputFile() {
  if (owns_descriptor_ && descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
    forget_unfinished(temporary_);
  }
}

void OutputFile::fail(const char* what, int error) const {
  throw WriteError(name_ + ": " + what + ": " + reason(error));
}

void OutputFile::write_through(const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = ::write(descriptor_, bytes, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      fail("cannot write", errno);
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
  }
}

void OutputFile::flush() {
  write_through(pending_.data(), pending_.size());
  pending_.clear();
}

void OutputFile::write(const void* bytes, std::size_t count) {
  const auto* from = static_cast<const char*>(bytes);
  if (stream_ && position_ < length_) {
    // A header that is written again.
    const auto gone =
        static_cast<std::size_t>(std::min<std::int64_t>(length_ - position_, std::int64_t(count)));
    position_ += static_cast<std::int64_t>(gone);
    from += gone;
    count -= gone;
    if (count == 0) return;
  }
  const bool large = count >= kWriteBytes / 4;
  if (large || pending_.size() + count > kWriteBytes) flush();
  if (large) {
    write_through(from, count);
  } else {
    pending_.insert(pending_.end(), from, from + count);
  }
  position_ += static_cast<std::int64_t>(count);
  length_ = std::max(length_, position_);
}

void OutputFile::seek(std::int64_t position) {
  if (position == position_) return;
  flush();
  if (!stream_ && ::lseek(descriptor_, position, SEEK_SET) < 0) fail("cannot seek", errno);
  position_ = position;
}

void OutputFile::commit() {
  flush();
  if (owns_descriptor_ && ::close(std::exchange(descriptor_, -1)) != 0) fail("cannot close", errno);
  if (temporary_.empty()) return;

  const unsigned flags = force_ ? 0 : RENAME_NOREPLACE;
  int renamed = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), flags);
  if (renamed != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // The file system does not know the flag.
    check_output(target_, force_);
    renamed = ::rename(temporary_.c_str(), target_.c_str());
  }
  if (renamed != 0) {
    if (errno == EEXIST) {
      throw CreateError(name_ + ": has come into being meanwhile (--force replaces it)");
    }
    throw CreateError(name_ + ": cannot be created: " + reason(errno));
  }
  forget_unfinished(temporary_);
  temporary_.clear();
}

void OutputFile::remove_uncommitted() noexcept {
  if (unfinished.load()) ::unlink(unfinished_name.data());
}

}  // namespace bbplay::sinks
