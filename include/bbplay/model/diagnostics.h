// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay {

/// Place in a text file; both count from 1, columns in bytes. {0, 0} when there is no place to
/// show.
struct SourcePosition {
  std::size_t line = 0;
  std::size_t column = 0;
  bool operator==(const SourcePosition&) const = default;
};

enum class Severity { note, warning, error };

std::string_view name_of(Severity severity);

/// One thing found while reading a file.
struct Finding {
  Severity severity = Severity::error;
  std::string file;         // as given by the user
  SourcePosition position;  // of the offending value
  std::string pointer;      // JSON pointer (RFC 6901), empty for the document itself
  std::string message;      // "expected a number (Hz), found \"abc\""
  /// The line of the file around the place, cut to a width that fits a terminal, and the offset of
  /// the place in it. Empty when there is no place to show.
  std::string excerpt = {};
  std::size_t caret = 0;  // in characters
  std::size_t width = 1;  // of what is underlined from there on
  /// The trouble is a file that the track names (exit status 66), not the track's own text (65).
  bool input_file = false;

  /// `file:line:column: error: /json/pointer: message`
  std::string text() const;
  /// The same, followed by the excerpt and a caret under the place; in colour for terminals that
  /// know it.
  std::string text_with_excerpt(bool colour = false) const;
};

/// Collects findings; reading goes on after an error so that all of them are reported.
class Diagnostics {
 public:
  /// No more findings of a kind are kept; the rest is only counted.
  static constexpr std::size_t kKept = 250;

  explicit Diagnostics(std::string file = {}) : file_(std::move(file)) {}

  void add(Severity severity, SourcePosition position, std::string pointer, std::string message);
  void add(Finding finding);
  void append(const Diagnostics& other);
  /// The same for a part of a file that can be done without: errors become warnings that end with
  /// `consequence`.
  void append_as_warnings(const Diagnostics& other, std::string_view consequence);

  /// Brings the findings into the order of the file.
  void sort();
  /// Turns warnings into errors.
  void make_strict();

  const std::string& file() const noexcept { return file_; }
  const std::vector<Finding>& findings() const noexcept { return findings_; }
  std::size_t count(Severity severity) const noexcept {
    return counts_[static_cast<std::size_t>(severity)];
  }
  std::size_t errors() const noexcept { return count(Severity::error); }
  bool has_errors() const noexcept { return errors() > 0; }
  /// Whether another finding of this kind would still be kept.
  bool keeps(Severity severity) const noexcept { return count(severity) < kKept; }

 private:
  std::string file_;
  std::vector<Finding> findings_;
  std::size_t counts_[3] = {};
};

/// How findings are written for people.
struct ReportStyle {
  bool excerpts = true;          // lines of the file with a caret
  bool colour = false;           // of the excerpts and what belongs to them
  bool warnings = true;          // and notes; otherwise errors alone
  std::size_t most_errors = 20;  // the rest is counted in a last line; the same for warnings
};

/// One finding per line or group of lines, ready to print.
std::string report(const Diagnostics& diagnostics, const ReportStyle& style);

/// A file that cannot be used; carries everything found in it.
class TrackError : public std::runtime_error {
 public:
  explicit TrackError(Diagnostics diagnostics);
  const Diagnostics& diagnostics() const noexcept { return diagnostics_; }

 private:
  Diagnostics diagnostics_;
};

/// An input file that is missing or cannot be read.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bbplay
