// SPDX-License-Identifier: MIT
// Preloaded, it lets a disk fail: from byte BBPLAY_TEST_FAIL_AT on, files whose names contain
// "failing" cannot be read (EIO).
#include <cstdio>
#include <cstdlib>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

bool is_on_failing_disk(std::FILE* file) {
  const std::string link = "/proc/self/fd/" + std::to_string(::fileno(file));
  char name[4096];
  const ssize_t length = ::readlink(link.c_str(), name, sizeof name);
  return length > 0 &&
         std::string(name, static_cast<std::size_t>(length)).find("failing") != std::string::npos;
}

/// Puts in place of the file one whose bytes stand at addresses where nothing is.
void break_disk(std::FILE* file) {
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ::dup2(memory, ::fileno(file));
  ::close(memory);
}

}  // namespace

extern "C" std::size_t fread(void* to, std::size_t size, std::size_t count, std::FILE* file) {
  using Read = std::size_t (*)(void*, std::size_t, std::size_t, std::FILE*);
  static const Read read = reinterpret_cast<Read>(::dlsym(RTLD_NEXT, "fread"));
  static const char* const place = std::getenv("BBPLAY_TEST_FAIL_AT");
  if (place != nullptr && is_on_failing_disk(file) &&
      ::ftello(file) + static_cast<off_t>(size * count) > std::atoll(place)) {
    break_disk(file);
  }
  return read(to, size, count, file);
}
