// SPDX-License-Identifier: MIT
// Preloaded, it makes a program slow to end: a second passes between its last act and its end.
#include <chrono>
#include <thread>

namespace {

struct Linger {
  ~Linger() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
} linger;

}  // namespace
