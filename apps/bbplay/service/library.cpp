// SPDX-License-Identifier: MIT
#include "service/library.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bbplay/model/read_error.h"
#include "bbplay/model/text.h"

#include "service/error_body.h"

namespace bbplay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtensions[] = {".json", ".session", ".noise", ".voice", ".voices"};
/// A pipe would be waited for, a terminal become ours.
constexpr int kReading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

bool has_extension_of_track(std::string_view name) {
  return std::ranges::any_of(kExtensions,
                             [&](std::string_view each) { return name.ends_with(each); });
}

std::string error_text(int number) { return std::generic_category().message(number); }

/// openat2(2), which has no function in the C library.
int open_beneath(int folder, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
}

/// For systems that have no such call, or forbid it: no link is followed at all.
int open_step_by_step(int folder, std::string_view path, int flags) {
  int at = folder;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string name(path.substr(0, slash));
    const bool is_last = slash == path.npos;
    const int next =
        ::openat(at, name.c_str(),
                 is_last ? flags | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    const int failure = errno;
    if (at != folder) ::close(at);
    errno = failure;
    if (next < 0 || is_last) return next;
    at = next;
    path.remove_prefix(slash + 1);
  }
}

int open_in(int folder, const std::string& path, int flags) {
  const int descriptor = open_beneath(folder, path, flags);
  const bool is_unknown = descriptor < 0 && (errno == ENOSYS || errno == EPERM);
  return is_unknown ? open_step_by_step(folder, path, flags) : descriptor;
}

}  // namespace

class Library::Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int number() const noexcept { return number_; }

 private:
  int number_;
};

Library::Library(const fs::path& folder) {
  folder_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0 || ::fchdir(folder_) != 0) {
    throw InputError("--library " + folder.string() + ": " + error_text(errno));
  }
  root_ = fs::canonical(".");
}

void Library::reopen() const {
  const int again = ::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (again < 0) return;
  // Under the number that all threads know.
  ::dup3(again, folder_, O_CLOEXEC);
  ::close(again);
  [[maybe_unused]] const int gone_there = ::fchdir(folder_);
}

bool Library::is_gone() const {
  struct stat status {};
  return ::fstat(folder_, &status) != 0 || status.st_nlink == 0;
}

Library::~Library() {
  if (folder_ >= 0) ::close(folder_);
}

bool Library::is_id(std::string_view id) {
  if (id.find('\0') != id.npos || id.find('\\') != id.npos || !model::is_valid_utf8(id)) {
    return false;
  }
  std::size_t depth = 0;
  for (std::string_view rest = id;; ++depth) {
    const std::size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    if (name.empty() || name.front() == '.') return false;
    if (slash == rest.npos) return depth <= kMaxDepth && has_extension_of_track(name);
    rest.remove_prefix(slash + 1);
  }
}

Library::Descriptor Library::open(const std::string& id) const {
  if (!is_id(id)) throw RequestError(404, "not the id of a track: " + model::printable(id));
  Descriptor file(open_in(folder_, id, kReading));
  if (file.number() < 0) {
    const int failure = errno;
    if (failure == EXDEV || failure == ELOOP) {
      throw RequestError(403, id + " leads out of the library, or is an absolute link");
    }
    throw InputError(id + ": " + error_text(failure));
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw InputError(id + ": not a regular file");
  }
  return file;
}

std::string Library::text_of(const std::string& id) const {
  const Descriptor file = open(id);
  std::string text;
  std::array<char, 1u << 16> bytes;
  while (true) {
    const ssize_t got = ::read(file.number(), bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw ReadError(id + ": " + error_text(errno));
    if (got == 0) return text;
    text.append(bytes.data(), static_cast<std::size_t>(got));
    if (text.size() > kMaxFileBytes) throw InputError(id + ": larger than 32 MB");
  }
}

bool Library::holds(const fs::path& path) const {
  std::error_code failure;
  const fs::path whole = fs::weakly_canonical(root_ / path, failure);
  if (failure) return false;
  return std::mismatch(root_.begin(), root_.end(), whole.begin(), whole.end()).first == root_.end();
}

std::shared_ptr<const Track> Library::read(const std::string& id, ReadOptions reading,
                                           Diagnostics& findings) const {
  return read_text(text_of(id), id, fs::path(id).parent_path(), std::move(reading), findings);
}

std::shared_ptr<const Track> Library::read_text(std::string text, const std::string& name,
                                                const fs::path& base, ReadOptions reading,
                                                Diagnostics& findings) const {
  reading.may_read = [this](const fs::path& path) { return holds(path); };
  Track track = read_track_text(std::move(text), name, base, reading, findings);
  std::size_t data = 0;
  for (const Clip& clip : track.clips) data += clip.data.size();
  if (data > kMaxDataBytes) {
    findings.add(Severity::error, {}, {},
                 "more than 16 MB of sounds stand in the text of the track");
    throw TrackError(findings);
  }
  track.name = fs::path(name).stem().string();
  return std::make_shared<const Track>(std::move(track));
}

Library::Walk Library::walk() const {
  Walk walk;
  walk_folder(folder_, {}, 0, walk);
  std::ranges::sort(walk.files, {}, &LibraryFile::id);
  return walk;
}

void Library::walk_folder(int folder, const std::string& prefix, std::size_t depth,
                          Walk& walk) const {
  // A descriptor of its own: reading moves it on.
  const int own = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(own < 0 ? nullptr : ::fdopendir(own),
                                                    &::closedir);
  if (!entries) {
    if (own >= 0) ::close(own);
    return;
  }
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string name = entry->d_name;
    if (name.front() == '.') continue;
    const std::string id = prefix + name;
    struct stat status {};
    if (::fstatat(own, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(status.st_mode)) {
      const int inner =
          ::openat(own, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
      if (depth < kMaxDepth && inner >= 0) {
        walk_folder(inner, id + '/', depth + 1, walk);
      } else {
        ++walk.passed_over;
      }
      if (inner >= 0) ::close(inner);
      continue;
    }
    if (!has_extension_of_track(name)) continue;
    if (S_ISLNK(status.st_mode)) {
      // As open() has it: one that leads out is none of ours.
      const Descriptor target(open_in(folder_, id, O_PATH | O_CLOEXEC));
      if (target.number() < 0 || ::fstat(target.number(), &status) != 0) continue;
    }
    if (!S_ISREG(status.st_mode)) continue;
    if (!is_id(id) || walk.files.size() == kMaxFiles) {
      ++walk.passed_over;
      continue;
    }
    const std::int64_t modified_ns =
        std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    walk.files.push_back({id, static_cast<std::uint64_t>(status.st_size), modified_ns});
  }
}

}  // namespace bbplay::app
