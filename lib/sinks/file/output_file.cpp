// SPDX-License-Identifier: MIT
#include "bbplay/sinks/file/output_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bbplay/sinks/errors.h"

#include "sinks/file/unfinished_files.h"

namespace bbplay::sinks {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWriteBytes = 256 * 1024;
/// Left alone the system begins to write late, and commit() waits for most of the file.
constexpr std::int64_t kSentToDiskBytes = 8 << 20;
std::string reason(int error) { return std::generic_category().message(error); }

/// A file is replaced where it is, not the link that leads to it. A link that leads nowhere is
/// refused: neither replacing it nor making what it points to is what somebody had in mind.
fs::path behind_links(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  fs::path target = fs::canonical(path, error);
  if (!error) return target;
  std::error_code ignored;
  if (error == std::errc::too_many_symbolic_link_levels) {
    throw CreateError(path.string() + ": is a link that leads in a circle");
  }
  if (error == std::errc::no_such_file_or_directory) {
    throw CreateError(path.string() + ": is a link to " + fs::read_symlink(path, ignored).string() +
                      ", which does not exist");
  }
  throw CreateError(path.string() + ": is a link that cannot be followed: " + error.message());
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// What is at `path`; empty when nothing is.
/// throws  CreateError when nothing could be there: the name is too long, a folder is missing, ...
std::optional<struct stat> present_at(const fs::path& target, const fs::path& path) {
  struct stat status {};
  if (::lstat(target.c_str(), &status) == 0) return status;
  if (errno == ENOENT) return std::nullopt;
  throw CreateError(path.string() + ": cannot be created: " + reason(errno));
}

/// Gives a file the owner of the one that it replaces, as far as this user may, and its permissions.
/// New content never runs as somebody else, as with any program that writes to such a file
/// (set-user-ID).
void take_over_owner(int descriptor, const struct stat& replaced) {
  if (::fchown(descriptor, replaced.st_uid, replaced.st_gid) != 0) [[maybe_unused]]
    const int group = ::fchown(descriptor, uid_t(-1), replaced.st_gid);
  ::fchmod(descriptor, replaced.st_mode & 0777u);  // fchown may have cleared some
}

/// Until it is on the disk a name is a promise: after a power cut it could stand for an empty file.
/// Some file systems have nothing to wait for.
bool wait_for_disk(int descriptor) {
  return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS;
}

void wait_for_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;  // a folder that may be written to, but not read
  wait_for_disk(descriptor);
  ::close(descriptor);
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
  const fs::path target = behind_links(path);
  const auto present = present_at(target, path);
  if (present && S_ISDIR(present->st_mode)) throw CreateError(path.string() + ": is a directory");
  if (present && !force) {
    throw CreateError(path.string() + ": exists already (--force replaces it)");
  }
  const fs::path folder = folder_of(target);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    if (errno == ENOENT) {
      throw CreateError(path.string() + ": the folder " + folder.string() + " does not exist");
    }
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
    const fs::path folder = folder_of(target_);
    remove_leftovers(folder);
    const auto replaced = present_at(target_, path);
    unfinished_ = std::make_unique<UnfinishedFile>(
        folder, replaced ? std::optional(replaced->st_mode & 0777u) : std::nullopt);
    descriptor_ = unfinished_->descriptor();
    if (descriptor_ >= 0 && replaced) take_over_owner(descriptor_, *replaced);
  }
  if (descriptor_ < 0) {
    throw CreateError(name_ + ": cannot be created: " + reason(errno));
  }
}

OutputFile::~OutputFile() {
  if (owns_descriptor_ && descriptor_ >= 0) ::close(descriptor_);
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
  if (unfinished_ && position_ - sent_to_disk_ >= kSentToDiskBytes) send_to_disk();
}

/// Lets the disk write while the rest is made. Whether it can is nobody's concern before commit().
void OutputFile::send_to_disk() noexcept {
  ::sync_file_range(descriptor_, sent_to_disk_, position_ - sent_to_disk_, SYNC_FILE_RANGE_WRITE);
  sent_to_disk_ = position_;
}

void OutputFile::seek(std::int64_t position) {
  if (position == position_) return;
  flush();
  if (!stream_ && ::lseek(descriptor_, position, SEEK_SET) < 0) fail("cannot seek", errno);
  position_ = position;
}

void OutputFile::commit() {
  flush();
  if (unfinished_ && !wait_for_disk(descriptor_)) fail("cannot write", errno);
  if (owns_descriptor_ && ::close(std::exchange(descriptor_, -1)) != 0) fail("cannot close", errno);
  if (!unfinished_) return;

  const fs::path& from = unfinished_->path();
  const unsigned flags = force_ ? 0 : RENAME_NOREPLACE;
  int renamed = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, target_.c_str(), flags);
  if (renamed != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // The file system does not know the flag.
    check_output(target_, force_);
    renamed = ::rename(from.c_str(), target_.c_str());
  }
  if (renamed != 0) {
    if (errno == EEXIST) {
      throw CreateError(name_ + ": has come into being meanwhile (--force replaces it)");
    }
    throw CreateError(name_ + ": cannot be created: " + reason(errno));
  }
  unfinished_->release();
  wait_for_folder(folder_of(target_));
}

void OutputFile::remove_uncommitted() noexcept { UnfinishedFile::remove_all(); }

}  // namespace bbplay::sinks
