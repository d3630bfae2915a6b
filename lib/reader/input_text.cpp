// SPDX-License-Identifier: MIT
#include "reader/input_text.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"

namespace bbplay::reader {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(const std::filesystem::path& path)
      : owned_(path != "-"),
        number_(owned_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  ~FileDescriptor() {
    if (owned_ && number_ >= 0) ::close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int number() const { return number_; }

 private:
  bool owned_;
  int number_;
};

[[noreturn]] void fail(const std::filesystem::path& path) {
  const int reason = errno;
  const std::string message = (path == "-" ? std::string("stdin") : path.string()) + ": " +
                              std::generic_category().message(reason);
  if (reason == EIO) throw ReadError(message);
  throw InputError(message);
}

}  // namespace

std::string read_input(const std::filesystem::path& path, std::size_t limit) {
  constexpr std::size_t kChunk = 1u << 16;
  const FileDescriptor file(path);
  if (file.number() < 0) fail(path);
  std::string text;
  // All at once where the size is known: a text that grows is copied, and held twice meanwhile.
  struct stat status {};
  if (::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode)) {
    text.reserve(std::min(static_cast<std::size_t>(status.st_size), limit) + kChunk);
  }
  while (text.size() <= limit) {
    const std::size_t before = text.size();
    text.resize(before + std::min(kChunk, limit + 1 - before));
    const ssize_t got = ::read(file.number(), text.data() + before, text.size() - before);
    if (got < 0 && errno != EINTR) fail(path);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
  }
  return text;
}

}  // namespace bbplay::reader
