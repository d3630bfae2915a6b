// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
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
  to_start,
  to_end,   // its last seconds
  to_time,  // that is asked for
  previous_step,
  next_step,
  previous_track,
  next_track,
  louder,
  softer,
  mute,
  details,
  help,
  stop,
};

/// One press of a key.
struct Stroke {
  static constexpr char kEnter = '\r', kBackspace = '\x7f', kEscape = '\x1b';

  std::optional<Key> key{};  // what it means to the player
  char character = 0;        // what it types: ASCII, or one of those above; 0: nothing
  bool operator==(const Stroke&) const = default;
};

/// What was pressed when a terminal sends this. Sequences that are not known, also those of keys
/// together with Alt or Ctrl, and characters beyond ASCII are skipped. A lone escape is the key of
/// that name.
std::vector<Stroke> strokes_in(std::string_view bytes);

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

  /// What was pressed since the last call; does not wait.
  std::vector<Stroke> poll();

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
