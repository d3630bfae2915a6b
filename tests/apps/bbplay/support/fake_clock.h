// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "support/scratch_folder.h"

namespace bbplay::test {

/// The clock on the wall as a program sees it that runs in environment(); it goes as ours does
/// until it is set. What is slept and played takes the time it takes (libfaketime).
class FakeClock {
 public:
  FakeClock() { put_ahead(0); }

  std::vector<std::string> environment() const {
    return {"LD_PRELOAD=" BBPLAY_FAKETIME, "FAKETIME_TIMESTAMP_FILE=" + file().string(),
            "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // A sanitizer insists on being loaded first.
            "ASAN_OPTIONS=verify_asan_link_order=0"};
  }

  /// So far ahead of ours it is from now on.
  void put_ahead(int seconds) const {
    const auto whole = folder_ / "next";  // a file that is half written would be read
    put_bytes(whole, "+" + std::to_string(seconds) + "\n");
    std::filesystem::rename(whole, file());
  }

  /// A moment of it before it is set, as --at and --until take it.
  static std::string in(int seconds) {
    const std::time_t moment = std::time(nullptr) + seconds;
    std::tm local{};
    ::localtime_r(&moment, &local);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &local);
    return text.data();
  }

 private:
  std::filesystem::path file() const { return folder_ / "offset"; }

  const ScratchFolder folder_;
};

}  // namespace bbplay::test
