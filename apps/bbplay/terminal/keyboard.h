// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bbplay::app {

enum class Key {
  pause,
  back,         // 10 s
  forward,      // 10 s
  far_back,     // 60 s
  far_forward,  // 60 s
  previous_step,
  next_step,
  louder,
  softer,
  mute,
  details,
  stop,
};

/// Keys in what a terminal has sent; bytes without a meaning are skipped. A lone escape is the key
/// of that name.
std::vector<Key> keys_in(std::string_view bytes);

/// Whether a job that runs in the background of a terminal, which then belongs to others.
bool in_background_of(int terminal) noexcept;

/// Reads single keys from the terminal on stdin, while this process is in the foreground and no
/// other player reads them.
class Keyboard {
 public:
  /// wanted  false: do nothing at all
  explicit Keyboard(bool wanted);
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

  /// Keys since the last call; does not wait.
  std::vector<Key> poll();

  /// Gives the terminal back for the time this process is stopped, and takes it again.
  void release();
  void take();

  /// For a signal handler that is about to end the process.
  static void restore_terminal() noexcept;

 private:
  bool wanted_;
  std::string begun_;  // a sequence of which only the beginning has come
};

}  // namespace bbplay::app
