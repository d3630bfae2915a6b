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

/// One thing found while reading a file.
struct Finding {
  Severity severity = Severity::error;
  std::string file;         // as given by the user
  SourcePosition position;  // of the offending value
  std::string pointer;      // JSON pointer (RFC 6901), empty for the document itself
  std::string message;      // "expected a number (Hz), found \"abc\""

  /// `file:line:column: error: /json/pointer: message`
  std::string text() const;
};

/// Collects findings in file order; reading goes on after an error so that all of them are
/// reported.
class Diagnostics {
 public:
  explicit Diagnostics(std::string file = {}) : file_(std::move(file)) {}

  void add(Severity severity, SourcePosition position, std::string pointer, std::string message);
  void append(const Diagnostics& other);

  const std::string& file() const noexcept { return file_; }
  const std::vector<Finding>& findings() const noexcept { return findings_; }
  std::size_t errors() const noexcept { return errors_; }
  bool has_errors() const noexcept { return errors_ > 0; }

 private:
  std::string file_;
  std::vector<Finding> findings_;
  std::size_t errors_ = 0;
};

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
