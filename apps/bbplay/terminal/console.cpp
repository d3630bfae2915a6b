// SPDX-License-Identifier: MIT
#include "terminal/console.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bbplay/model/text.h"

#include "terminal/columns.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/json_parts.h"
#include "terminal/keyboard.h"

namespace bbplay::app {
namespace {

constexpr const char* kEraseRest = "\x1b[K";  // of the line
constexpr auto kLineInterval = std::chrono::milliseconds(100);
constexpr auto kObjectInterval = std::chrono::milliseconds(500);

/// Terminals without a name are as good as those that know nothing.
bool knows_escapes() {
  const char* terminal = std::getenv("TERM");
  return terminal != nullptr && *terminal != '\0' && std::string_view(terminal) != "dumb";
}

bool refuses_colour() {
  const char* refused = std::getenv("NO_COLOR");
  return refused != nullptr && *refused != '\0';
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

/// Further lines of a message are indented. Any other end of a line has come from outside, with the
/// name of a file perhaps, and could pass for another message.
std::string printable_message(std::string_view text) {
  constexpr std::string_view kNextLine = "\n  ";
  std::string out;
  for (std::size_t end = text.find(kNextLine); end != text.npos; end = text.find(kNextLine)) {
    out += model::printable(text.substr(0, end));
    out += kNextLine;
    text.remove_prefix(end + kNextLine.size());
  }
  return out + model::printable(text);
}

}  // namespace

Console::Console(const ConsoleOptions& options)
    : stop_(options.stop != nullptr ? *options.stop : app::stop_requested()),
      quiet_(options.quiet),
      verbose_(options.verbose),
      json_(options.json_status),
      terminal_(::isatty(STDERR_FILENO) == 1),
      escapes_(knows_escapes()),
      colour_(terminal_ && escapes_ && !refuses_colour()),
      out_(::fdopen(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1), "w")) {
  if (out_ == nullptr) out_ = stderr;
  const bool wanted = options.progress == Progress::always ||
                      (options.progress == Progress::automatic && terminal_);
  shows_status_ = json_ || (wanted && !quiet_);
}

Console::~Console() {
  clear_status();
  if (out_ != stderr) std::fclose(out_);
}

void Console::print(std::string_view text) {
  const std::lock_guard lock(mutex_);
  erase_status();
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

void Console::message(std::string_view kind, std::string_view prefix, std::string_view text) {
  print((json_ ? as_json(kind, text) : std::string(prefix) + printable_message(text)) + '\n');
}

void Console::error(std::string_view text) { message("error", "bbplay: error: ", text); }

void Console::warning(std::string_view text) {
  if (!quiet_) message("warning", "bbplay: warning: ", text);
}

void Console::note(std::string_view text) {
  if (!quiet_) message("note", "bbplay: ", text);
}

void Console::detail(std::string_view text) {
  if (verbose_) message("detail", "bbplay: ", text);
}

void Console::hint(std::string_view line) {
  if (!json_) print(std::string(line) + '\n');
}

void Console::findings(const Diagnostics& findings) {
  if (json_) return findings_as_events(findings);
  ReportStyle style;
  style.excerpts = terminal_;
  style.colour = colour_;
  style.warnings = !quiet_;
  const std::string text = report(findings, style);
  if (!text.empty()) print(text);
}

void Console::findings_as_events(const Diagnostics& findings) {
  for (const Finding& finding : findings.findings()) {
    if (quiet_ && finding.severity != Severity::error) continue;
    EventLine line("finding");
    put_finding(line.part("finding"), finding);
    print(line.text() + '\n');
  }
  for (const Severity severity : {Severity::note, Severity::warning, Severity::error}) {
    if (quiet_ && severity != Severity::error) continue;
    const auto told = std::ranges::count(findings.findings(), severity, &Finding::severity);
    const std::size_t more = findings.count(severity) - static_cast<std::size_t>(told);
    if (more == 0) continue;
    message(name_of(severity), {},
            findings.file() + ": " + std::to_string(more) + " more " +
                std::string(name_of(severity)) + (more == 1 ? "" : "s") + " not shown");
  }
}

std::size_t Console::columns() const {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  const bool known = ::ioctl(::fileno(out_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return (known ? size.ws_col : kUsual) - 1;
}

bool Console::status_is_due() {
  if (!shows_status_ || is_in_background()) return false;
  const std::lock_guard lock(mutex_);
  const auto interval = json_ ? kObjectInterval : kLineInterval;
  return std::chrono::steady_clock::now() - last_status_ >= interval;
}

/// Of a terminal whose lines are another program's. What was chosen (--progress always) is shown.
bool Console::is_in_background() const {
  return !json_ && terminal_ && in_background_of(STDERR_FILENO);
}

void Console::works_on(TrackPlace place) {
  const std::lock_guard lock(mutex_);
  place_ = place;
}

void Console::show(TaskProgress progress) {
  {
    const std::lock_guard lock(mutex_);
    progress.place = place_;
  }
  status(json_ ? as_json(progress) : as_line(progress, columns()));
}

void Console::show(const PlayStatus& now) {
  status(json_ ? as_json("status", now) : as_line(now, columns()));
}

void Console::event(std::string_view name, const PlayStatus& now) {
  if (!now.ended_by.empty()) playing_ended_by_ = now.ended_by;
  if (json_) print(as_json(name, now) + '\n');
}

void Console::event(EventLine& line) {
  if (json_) print(line.text() + '\n');
}

void Console::wrote(std::string_view track, const std::filesystem::path& file) {
  EventLine line("written");
  line.put("track", unless_empty(track)).put("file", file.string());
  event(line);
}

void Console::exit(int code) {
  const bool was_playing = code == kDone && !playing_ended_by_.empty();
  EventLine line("exit");
  line.put("reason", was_playing ? playing_ended_by_ : reason_of(code));
  line.put("exit_code", std::int64_t{code});
  event(line);
}

void Console::status(std::string_view line) {
  if (!shows_status_) return;
  if (is_in_background()) return;
  const std::lock_guard lock(mutex_);
  last_status_ = std::chrono::steady_clock::now();
  if (json_) {
    std::fprintf(out_, "%.*s\n", static_cast<int>(line.size()), line.data());
    std::fflush(out_);
    return;
  }
  const std::string shown = model::printable(line);
  const std::size_t columns = columns_of(shown);
  const std::size_t left_over = shown_columns_ - std::min(shown_columns_, columns);
  std::fprintf(out_, "\r%s%s", shown.c_str(), escapes_ ? kEraseRest : spaces(left_over).c_str());
  std::fflush(out_);
  shown_columns_ = columns;
}

void Console::clear_status() {
  const std::lock_guard lock(mutex_);
  erase_status();
}

void Console::erase_status() {
  if (shown_columns_ == 0) return;
  std::fprintf(out_, "\r%s", escapes_ ? kEraseRest : (spaces(shown_columns_) + '\r').c_str());
  std::fflush(out_);
  shown_columns_ = 0;
}

}  // namespace bbplay::app
