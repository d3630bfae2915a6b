// SPDX-License-Identifier: MIT
#include "bbplay/model/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "bbplay/model/text.h"

namespace bbplay {

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

namespace {

constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kFrame = "\x1b[34m";

std::string_view paint_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "\x1b[1;36m";
    case Severity::warning:
      return "\x1b[1;35m";
    case Severity::error:
      break;
  }
  return "\x1b[1;31m";
}

std::string place_of(const Finding& finding) {
  std::string out = finding.file.empty() ? std::string("input") : model::printable(finding.file);
  if (finding.position.line == 0) return out;
  return out + ':' + std::to_string(finding.position.line) + ':' +
         std::to_string(finding.position.column);
}

std::string first_error(const Diagnostics& diagnostics) {
  for (const Finding& finding : diagnostics.findings()) {
    if (finding.severity == Severity::error) return finding.text();
  }
  return diagnostics.file() + ": invalid";
}

std::string count_of(std::size_t count, std::string_view noun) {
  std::string out = std::to_string(count) + ' ';
  out += noun;
  return count == 1 ? out : out + 's';
}

}  // namespace

std::string Finding::text() const {
  std::string out = place_of(*this) + ": ";
  out += name_of(severity);
  out += ": ";
  if (!pointer.empty()) out += model::printable(pointer) + ": ";
  return out + model::printable(message);
}

std::string Finding::text_with_excerpt(bool colour) const {
  const auto painted = [colour](std::string_view paint, std::string_view text) {
    if (!colour) return std::string(text);
    return std::string(paint) + std::string(text) + std::string(kPlain);
  };
  std::string out = painted(kBold, place_of(*this) + ':') + ' ';
  out += painted(paint_of(severity), std::string(name_of(severity)) + ':') + ' ';
  if (!pointer.empty()) out += model::printable(pointer) + ": ";
  out += painted(kBold, model::printable(message));
  if (excerpt.empty()) return out;
  const std::string number = std::to_string(position.line);
  const std::string underline = '^' + std::string(width > 1 ? width - 1 : 0, '~');
  out += "\n " + painted(kFrame, number + " |") + ' ' + model::plain_text(excerpt);
  out += "\n " + painted(kFrame, std::string(number.size(), ' ') + " |") + ' ';
  return out + std::string(caret, ' ') + painted(paint_of(severity), underline);
}

void Diagnostics::add(Severity severity, SourcePosition position, std::string pointer,
                      std::string message) {
  add(Finding{.severity = severity,
              .file = file_,
              .position = position,
              .pointer = std::move(pointer),
              .message = std::move(message)});
}

void Diagnostics::add(Finding finding) {
  const Severity severity = finding.severity;
  if (keeps(severity)) findings_.push_back(std::move(finding));
  ++counts_[static_cast<std::size_t>(severity)];
}

void Diagnostics::append(const Diagnostics& other) {
  for (const Finding& finding : other.findings_) add(finding);
  for (const Severity severity : {Severity::note, Severity::warning, Severity::error}) {
    const auto kept = std::ranges::count(other.findings_, severity, &Finding::severity);
    counts_[static_cast<std::size_t>(severity)] +=
        other.count(severity) - static_cast<std::size_t>(kept);
  }
}

void Diagnostics::append_as_warnings(const Diagnostics& other, std::string_view consequence) {
  for (Finding finding : other.findings()) {
    finding.file = file_;
    if (finding.severity == Severity::error) {
      finding.severity = Severity::warning;
      finding.message += consequence;
    }
    add(std::move(finding));
  }
}

void Diagnostics::sort() {
  // Findings of further files, which this one names, follow file by file.
  std::stable_sort(findings_.begin(), findings_.end(), [&](const Finding& a, const Finding& b) {
    const bool a_elsewhere = a.file != file_, b_elsewhere = b.file != file_;
    return std::tie(a_elsewhere, a.file, a.position.line, a.position.column) <
           std::tie(b_elsewhere, b.file, b.position.line, b.position.column);
  });
}

void Diagnostics::make_strict() {
  for (Finding& finding : findings_) {
    if (finding.severity == Severity::warning) finding.severity = Severity::error;
  }
  counts_[static_cast<std::size_t>(Severity::error)] += count(Severity::warning);
  counts_[static_cast<std::size_t>(Severity::warning)] = 0;
}

std::string report(const Diagnostics& diagnostics, const ReportStyle& style) {
  std::string out;
  std::size_t shown[3] = {};
  for (const Finding& finding : diagnostics.findings()) {
    if (finding.severity != Severity::error && !style.warnings) continue;
    std::size_t& so_far = shown[static_cast<std::size_t>(finding.severity)];
    if (so_far == style.most_errors) continue;
    ++so_far;
    out += (style.excerpts ? finding.text_with_excerpt(style.colour) : finding.text()) + '\n';
  }
  for (const Severity severity : {Severity::warning, Severity::error}) {
    if (severity == Severity::warning && !style.warnings) continue;
    const std::size_t rest =
        diagnostics.count(severity) - shown[static_cast<std::size_t>(severity)];
    if (rest == 0) continue;
    out +=
        (diagnostics.file().empty() ? std::string("input") : model::printable(diagnostics.file())) +
        ": ";
    out += name_of(severity);
    out += ": " + count_of(rest, std::string("more ") + std::string(name_of(severity))) +
           " not shown\n";
  }
  return out;
}

TrackError::TrackError(Diagnostics diagnostics)
    : std::runtime_error(first_error(diagnostics)), diagnostics_(std::move(diagnostics)) {}

}  // namespace bbplay
