// SPDX-License-Identifier: MIT
#include "terminal/last_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <ctime>

#include <unistd.h>

#include "bbplay/reference/json_writer.h"

namespace bbplay::app {
namespace {

/// A line in memory of its own; what does not fit is cut off.
class FixedLine {
 public:
  FixedLine& operator<<(std::string_view text) noexcept {
    const std::size_t fits = std::min(text.size(), bytes_.size() - used_);
    std::copy_n(text.begin(), fits, bytes_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ += fits;
    return *this;
  }
  FixedLine& operator<<(long number) noexcept {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return *this << std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }
  void write(int descriptor) const noexcept {
    [[maybe_unused]] const auto written = ::write(descriptor, bytes_.data(), used_);
  }

 private:
  std::array<char, 512> bytes_;
  std::size_t used_ = 0;
};

FixedLine beginning_of(std::string_view event) noexcept {
  FixedLine line;
  line << R"({"version":)" << static_cast<long>(reference::kOutputVersion) << R"(,"event":")"
       << event << R"(","time_s":)" << static_cast<long>(::time(nullptr));
  return line;
}

}  // namespace

void write_error_event(int descriptor, std::string_view message) noexcept {
  (beginning_of("error") << R"(,"message":")" << message << "\"}\n").write(descriptor);
}

void write_exit_event(int descriptor, std::string_view reason, int code) noexcept {
  (beginning_of("exit") << R"(,"reason":")" << reason << R"(","exit_code":)"
                        << static_cast<long>(code) << "}\n")
      .write(descriptor);
}

}  // namespace bbplay::app
