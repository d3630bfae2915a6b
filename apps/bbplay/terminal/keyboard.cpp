// SPDX-License-Identifier: MIT
#include "terminal/keyboard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

namespace bbplay::app {
namespace {

constexpr char kEscape = Stroke::kEscape;

struct KeyBytes {
  std::string_view bytes;
  Key key;
};

// Terminals differ in what they send for a key, and some in two modes.
constexpr std::array kKeys{
    KeyBytes{"\x1b[A", Key::far_forward},
    KeyBytes{"\x1bOA", Key::far_forward},
    KeyBytes{"\x1b[B", Key::far_back},
    KeyBytes{"\x1bOB", Key::far_back},
    KeyBytes{"\x1b[C", Key::forward},
    KeyBytes{"\x1bOC", Key::forward},
    KeyBytes{"\x1b[D", Key::back},
    KeyBytes{"\x1bOD", Key::back},
    KeyBytes{"\x1b[H", Key::to_start},
    KeyBytes{"\x1bOH", Key::to_start},
    KeyBytes{"\x1b[1~", Key::to_start},
    KeyBytes{"\x1b[7~", Key::to_start},
    KeyBytes{"\x1b[F", Key::to_end},
    KeyBytes{"\x1bOF", Key::to_end},
    KeyBytes{"\x1b[4~", Key::to_end},
    KeyBytes{"\x1b[8~", Key::to_end},
    KeyBytes{"\x1b[5~", Key::previous_track},
    KeyBytes{"\x1b[6~", Key::next_track},
    KeyBytes{"\x1b", Key::stop},
    KeyBytes{" ", Key::pause},
    KeyBytes{",", Key::previous_step},
    KeyBytes{"<", Key::previous_step},
    KeyBytes{".", Key::next_step},
    KeyBytes{">", Key::next_step},
    KeyBytes{"g", Key::to_time},
    KeyBytes{"G", Key::to_time},
    KeyBytes{"+", Key::louder},
    KeyBytes{"=", Key::louder},
    KeyBytes{"-", Key::softer},
    KeyBytes{"m", Key::mute},
    KeyBytes{"M", Key::mute},
    KeyBytes{"i", Key::details},
    KeyBytes{"I", Key::details},
    KeyBytes{"?", Key::help},
    KeyBytes{"h", Key::help},
    KeyBytes{"q", Key::stop},
    KeyBytes{"Q", Key::stop},
};

std::optional<Key> key_of(std::string_view sequence) {
  for (const KeyBytes& each : kKeys) {
    if (each.bytes == sequence) return each.key;
  }
  return std::nullopt;
}

/// What a single byte types.
char character_of(char byte) {
  if (byte == '\n' || byte == '\r') return Stroke::kEnter;
  if (byte == '\b' || byte == Stroke::kBackspace) return Stroke::kBackspace;
  const bool printable = byte >= ' ' && byte < '\x7f';
  return printable || byte == kEscape ? byte : '\0';
}

/// What `bytes` begins with. A sequence is whole once it cannot go on.
struct Sequence {
  std::size_t length = 1;
  bool whole = true;
};

/// A control sequence (ECMA-48): parameters, then a final byte. The Linux console has another `[`
/// before those of its function keys.
Sequence control_sequence(std::string_view bytes) {
  std::size_t at = 2;
  if (at < bytes.size() && bytes[at] == '[') ++at;
  while (at < bytes.size() && bytes[at] >= ' ' && bytes[at] < '@') ++at;
  if (at == bytes.size()) return {at, false};
  const bool ends = bytes[at] >= '@' && bytes[at] <= '~';
  return {ends ? at + 1 : at};  // whatever else breaks it off
}

Sequence first_sequence(std::string_view bytes) {
  if (bytes.front() != kEscape) return {};
  if (bytes.size() == 1) return {1, false};
  if (bytes[1] == '[' || bytes[1] == 'O') return control_sequence(bytes);
  if (bytes[1] != kEscape) return {2};  // Alt and a key
  // Alt and a key that has a sequence, or twice the key itself.
  const Sequence second = first_sequence(bytes.substr(1));
  return second.length == 1 ? Sequence{} : Sequence{second.length + 1, second.whole};
}

/// Length of the sequence at the end of `bytes` of which only the beginning has come.
std::size_t unfinished_length(std::string_view bytes) {
  while (!bytes.empty()) {
    const Sequence first = first_sequence(bytes);
    if (!first.whole) return bytes.size();
    bytes.remove_prefix(first.length);
  }
  return 0;
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

std::vector<Stroke> strokes_in(std::string_view bytes) {
  std::vector<Stroke> strokes;
  while (!bytes.empty()) {
    const std::string_view sequence = bytes.substr(0, first_sequence(bytes).length);
    const char character = sequence.size() == 1 ? character_of(sequence.front()) : '\0';
    const Stroke stroke{key_of(sequence), character};
    if (stroke != Stroke{}) strokes.push_back(stroke);
    bytes.remove_prefix(sequence.size());
  }
  return strokes;
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

std::vector<Stroke> Keyboard::poll() {
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
  return strokes_in(bytes);
}

}  // namespace bbplay::app
