// SPDX-License-Identifier: MIT
#include "bbplay/model/diagnostics.h"

#include <utility>

namespace bbplay {
namespace {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

std::string first_error(const Diagnostics& diagnostics) {
  for (const Finding& finding : diagnostics.findings()) {
    if (finding.severity == Severity::error) return finding.text();
  }
  return diagnostics.file() + ": invalid";
}

}  // namespace

std::string Finding::text() const {
  std::string out = file.empty() ? std::string("input") : file;
  if (position.line > 0) {
    out += ':' + std::to_string(position.line) + ':' + std::to_string(position.column);
  }
  out += ": ";
  out += name_of(severity);
  out += ": ";
  if (!pointer.empty()) out += pointer + ": ";
  return out + message;
}

void Diagnostics::add(Severity severity, SourcePosition position, std::string pointer,
                      std::string message) {
  if (severity == Severity::error) ++errors_;
  findings_.push_back({severity, file_, position, std::move(pointer), std::move(message)});
}

void Diagnostics::append(const Diagnostics& other) {
  findings_.insert(findings_.end(), other.findings_.begin(), other.findings_.end());
  errors_ += other.errors_;
}

TrackError::TrackError(Diagnostics diagnostics)
    : std::runtime_error(first_error(diagnostics)), diagnostics_(std::move(diagnostics)) {}

}  // namespace bbplay
