// SPDX-License-Identifier: MIT
#include "bbplay/playback/files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bbplay {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string random_ending() {
  std::random_device random;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), ".%08x%08x", random(), random());
  return text.data();
}

}  // namespace

std::optional<FileId> file_id(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileId(status.st_dev, status.st_ino);
}

fs::path file_of_this_code() {
  Dl_info place{};
  void* object = nullptr;
  const auto here = reinterpret_cast<const void*>(&file_of_this_code);
  if (::dladdr1(here, &place, &object, RTLD_DL_LINKMAP) != 0 && object != nullptr) {
    // The program itself goes without a name.
    const char* name = static_cast<const link_map*>(object)->l_name;
    if (name != nullptr && *name != '\0') return name;
  }
  std::error_code unknown;
  return fs::read_symlink("/proc/self/exe", unknown);
}

std::optional<std::string> read_small_file(const fs::path& path, std::size_t most_bytes) {
  const Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || static_cast<std::uint64_t>(status.st_size) > most_bytes)
    return std::nullopt;
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool write_private_file(const fs::path& path, std::string_view bytes) {
  const fs::path unfinished = path.string() + random_ending();
  Descriptor file(
      ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return false;
  const bool written = write_all(file.number(), bytes);
  const bool complete = file.close() && written;
  std::error_code failed;
  if (complete) fs::rename(unfinished, path, failed);
  const bool done = complete && !failed;
  if (!done) fs::remove(unfinished, failed);
  return done;
}

bool make_private_folder(const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder.parent_path(), ignored);
  ::mkdir(folder.c_str(), 0700);
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return false;
  if (status.st_uid != ::geteuid()) return false;
  return (status.st_mode & 0777u) == 0700 || ::chmod(folder.c_str(), 0700) == 0;
}

bool is_own_folder(const fs::path& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && status.st_uid == ::geteuid() &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace bbplay
