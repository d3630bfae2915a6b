// SPDX-License-Identifier: MIT
// Preloaded, it lets a disk fail: files whose names contain "failing" cannot be read (EIO) from byte
// BBPLAY_TEST_FAIL_AT on, or once BBPLAY_TEST_FAIL_AFTER bytes of them have been read, whatever of
// them. How many were is written to BBPLAY_TEST_COUNT at the end. Once BBPLAY_TEST_CUT_AFTER bytes have
// been read, nothing but its head is left of the file.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

std::string path_of(std::FILE* file) {
  const std::string link = "/proc/self/fd/" + std::to_string(::fileno(file));
  char name[4096];
  const ssize_t length = ::readlink(link.c_str(), name, sizeof name);
  return length > 0 ? std::string(name, static_cast<std::size_t>(length)) : std::string();
}

bool is_on_failing_disk(std::FILE* file) {
  return path_of(file).find("failing") != std::string::npos;
}

/// Puts in place of the file one whose bytes stand at addresses where nothing is.
void break_disk(std::FILE* file) {
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ::dup2(memory, ::fileno(file));
  ::close(memory);
}

constexpr off_t kLeft = 1'000;  // bytes of a file that is cut

std::atomic<long long> bytes_read{0};

/// A number in the environment; the largest one when there is none.
long long limit_named(const char* name) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atoll(text) : std::numeric_limits<long long>::max();
}

struct CountAtEnd {
  ~CountAtEnd() {
    const char* const path = std::getenv("BBPLAY_TEST_COUNT");
    if (path == nullptr) return;
    if (std::FILE* const file = std::fopen(path, "w")) {
      std::fprintf(file, "%lld\n", bytes_read.load());
      std::fclose(file);
    }
  }
} count_at_end;

}  // namespace

extern "C" std::size_t fread(void* to, std::size_t size, std::size_t count, std::FILE* file) {
  using Read = std::size_t (*)(void*, std::size_t, std::size_t, std::FILE*);
  static const Read read = reinterpret_cast<Read>(::dlsym(RTLD_NEXT, "fread"));
  static const long long place = limit_named("BBPLAY_TEST_FAIL_AT");
  static const long long most = limit_named("BBPLAY_TEST_FAIL_AFTER");
  static const long long cut = limit_named("BBPLAY_TEST_CUT_AFTER");
  if (!is_on_failing_disk(file)) return read(to, size, count, file);
  const auto bytes = static_cast<long long>(size * count);
  if (::ftello(file) + bytes > place || bytes_read.load() + bytes > most) break_disk(file);
  if (bytes_read.load() + bytes > cut) ::truncate(path_of(file).c_str(), kLeft);
  const std::size_t got = read(to, size, count, file);
  bytes_read += static_cast<long long>(got * size);
  return got;
}
