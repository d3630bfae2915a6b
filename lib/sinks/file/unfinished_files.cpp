// SPDX-License-Identifier: MIT
#include "sinks/file/unfinished_files.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bbplay::sinks {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBefore = ".bbplay-", kAfter = ".part";
constexpr std::size_t kDigits = 16;
constexpr std::time_t kDay = 24 * 60 * 60;

/// Names for a signal handler. A run has few unfinished files at a time: its sound, and perhaps a
/// picture; one for which there is no room is removed by its destructor alone.
enum class Slot : int { free, taken, named };
struct Name {
  std::atomic<Slot> state{Slot::free};
  std::array<char, 4096> path{};
};
std::array<Name, 16> names;
static_assert(std::atomic<Slot>::is_always_lock_free, "signal handlers use these");

std::size_t remember(const fs::path& path) {
  for (std::size_t i = 0; i < names.size() && path.native().size() < names[i].path.size(); ++i) {
    Slot expected = Slot::free;
    if (!names[i].state.compare_exchange_strong(expected, Slot::taken)) continue;
    std::memcpy(names[i].path.data(), path.c_str(), path.native().size() + 1);
    names[i].state.store(Slot::named);
    return i;
  }
  return names.size();
}

void forget(std::size_t slot) noexcept {
  if (slot < names.size()) names[slot].state.store(Slot::free);
}

std::string random_name() {
  std::random_device random;
  std::array<char, kDigits + 1> number{};
  std::snprintf(number.data(), number.size(), "%08x%08x", random(), random());
  return std::string(kBefore).append(number.data()).append(kAfter);
}

bool is_our_name(std::string_view name) {
  if (name.size() != kBefore.size() + kDigits + kAfter.size()) return false;
  if (!name.starts_with(kBefore) || !name.ends_with(kAfter)) return false;
  const std::string_view number = name.substr(kBefore.size(), kDigits);
  return number.find_first_not_of("0123456789abcdef") == number.npos;
}

/// Whether an open file is a leftover that nobody writes to any more; locked, if so.
bool is_abandoned(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_uid == ::geteuid() && std::time(nullptr) - status.st_mtime > kDay &&
         ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

/// The first time that somebody writes to a folder.
bool is_first_visit(const fs::path& folder) {
  static std::mutex mutex;
  static std::set<fs::path> visited;
  const std::lock_guard lock(mutex);
  return visited.insert(folder).second;
}

}  // namespace

UnfinishedFile::UnfinishedFile(const fs::path& folder, std::optional<unsigned> mode)
    : slot_(names.size()) {
  do {
    forget(slot_);
    path_ = folder / random_name();
    slot_ = remember(path_);  // before it exists: a signal may come right behind
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                         mode ? 0600 : 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    const int error = errno;
    release();
    errno = error;
    return;
  }
  if (mode) ::fchmod(descriptor_, *mode);
  ::flock(descriptor_, LOCK_EX | LOCK_NB);  // where the file system knows locks
}

UnfinishedFile::~UnfinishedFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
  release();
}

void UnfinishedFile::release() noexcept {
  forget(slot_);
  slot_ = names.size();
  path_.clear();
}

void UnfinishedFile::remove_all() noexcept {
  for (const Name& name : names) {
    if (name.state.load() == Slot::named) ::unlink(name.path.data());
  }
}

void remove_leftovers(const fs::path& folder) {
  std::error_code failed;
  if (!is_first_visit(fs::absolute(folder, failed))) return;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (!is_our_name(at->path().filename().native())) continue;
    const int descriptor =
        ::open(at->path().c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (is_abandoned(descriptor)) ::unlink(at->path().c_str());
    ::close(descriptor);
  }
}

}  // namespace bbplay::sinks
