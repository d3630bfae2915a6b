// SPDX-License-Identifier: MIT
#include "terminal/keyboard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

namespace bbplay::app {
namespace {

constexpr std::array<std::pair<std::string_view, Key>, 21> kKeys{{
    // Escape sequences first: they begin like the escape key.
    {"\x1b[A", Key::far_forward},
    {"\x1bOA", Key::far_forward},
    {"\x1b[B", Key::far_back},
    {"\x1bOB", Key::far_back},
    {"\x1b[C", Key::forward},
    {"\x1bOC", Key::forward},
    {"\x1b[D", Key::back},
    {"\x1bOD", Key::back},
    {" ", Key::pause},
    {",", Key::previous_step},
    {"<", Key::previous_step},
    {".", Key::next_step},
    {">", Key::next_step},
    {"+", Key::louder},
    {"=", Key::louder},
    {"-", Key::softer},
    {"m", Key::mute},
    {"M", Key::mute},
    {"i", Key::details},
    {"q", Key::stop},
    {"Q", Key::stop},
}};

/// Length of the escape sequence that `bytes` begins with; 1 for the key alone.
std::size_t sequence_length(std::string_view bytes) {
  if (bytes.size() < 2 || (bytes[1] != '[' && bytes[1] != 'O')) return 1;
  std::size_t length = 2;
  while (length < bytes.size() && (bytes[length] < '@' || bytes[length] > '~')) ++length;
  return std::min(length + 1, bytes.size());
}

/// Length of what may be the beginning of an escape sequence at the end of `bytes`.
std::size_t unfinished_length(std::string_view bytes) {
  const std::size_t escape = bytes.rfind('\x1b');
  if (escape == bytes.npos) return 0;
  const std::string_view tail = bytes.substr(escape);
  const bool introduced = tail.size() > 1 && (tail[1] == '[' || tail[1] == 'O');
  if (tail.size() > 1 && !introduced) return 0;
  const bool finished = tail.size() > 2 && tail.back() >= '@' && tail.back() <= '~';
  const bool followed = sequence_length(tail) < tail.size();
  return finished || followed ? 0 : tail.size();
}

// Settings to go back to, where a signal handler finds them.
termios original{};
std::atomic<bool> changed{false};

// The terminal by its own name, locked: another player on it would take our settings for those to
// go back to.
int lock = -1;

/// Also where terminals have no names, or cannot be locked.
bool lock_terminal() {
  std::array<char, 256> name{};
  if (::ttyname_r(STDIN_FILENO, name.data(), name.size()) != 0) return true;
  lock = ::open(name.data(), O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return true;
  ::close(std::exchange(lock, -1));
  return false;
}

void unlock_terminal() noexcept {
  if (lock >= 0) ::close(std::exchange(lock, -1));
}

}  // namespace

std::vector<Key> keys_in(std::string_view bytes) {
  std::vector<Key> keys;
  while (!bytes.empty()) {
    std::size_t length = bytes.front() == '\x1b' ? sequence_length(bytes) : 1;
    const std::string_view sequence = bytes.substr(0, length);
    if (sequence == "\x1b") keys.push_back(Key::stop);
    for (const auto& [text, key] : kKeys) {
      if (sequence == text) keys.push_back(key);
    }
    bytes.remove_prefix(length);
  }
  return keys;
}

bool in_background_of(int terminal) noexcept {
  const pid_t foreground = ::tcgetpgrp(terminal);
  return foreground != -1 && foreground != ::getpgrp();
}

Keyboard::Keyboard(bool wanted) : wanted_(wanted && ::isatty(STDIN_FILENO) == 1) { take(); }

Keyboard::~Keyboard() { restore_terminal(); }

void Keyboard::take() {
  if (!wanted_ || changed || in_background_of(STDIN_FILENO)) return;
  if (!lock_terminal()) return;
  if (::tcgetattr(STDIN_FILENO, &original) != 0) return unlock_terminal();
  termios single_keys = original;
  single_keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // Ctrl-C and Ctrl-Z stay signals
  single_keys.c_cc[VMIN] = 0;
  single_keys.c_cc[VTIME] = 0;
  changed = ::tcsetattr(STDIN_FILENO, TCSANOW, &single_keys) == 0;
  if (!changed) unlock_terminal();
}

void Keyboard::release() { restore_terminal(); }

void Keyboard::restore_terminal() noexcept {
  if (!changed.exchange(false)) return;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &original);
  unlock_terminal();
}

std::vector<Key> Keyboard::poll() {
  if (!wanted_ || in_background_of(STDIN_FILENO)) return {};
  take();  // brought to the foreground meanwhile
  if (!changed) return {};
  std::string bytes = std::exchange(begun_, {});
  const std::size_t before = bytes.size();
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (::poll(&input, 1, 0) > 0) {
    std::array<char, 64> piece{};
    const ssize_t count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count <= 0) break;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  // Slow lines deliver sequences in pieces. What nothing follows until the next call is a key.
  if (bytes.size() > before) {
    const std::size_t whole = bytes.size() - unfinished_length(bytes);
    begun_ = bytes.substr(whole);
    bytes.resize(whole);
  }
  return keys_in(bytes);
}

}  // namespace bbplay::app
