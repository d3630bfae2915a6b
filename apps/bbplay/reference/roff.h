// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace bbplay::app {

/// Writes a manual page with the macros of man(7). Text is plain; bold() and italic() give pieces
/// of it that are not.
class RoffPage {
 public:
  /// date  of the release, 2026-11-25
  RoffPage(std::string_view name, int section, std::string_view date, std::string_view source,
           std::string_view manual);

  RoffPage& section(std::string_view title);
  RoffPage& subsection(std::string_view title);
  RoffPage& paragraph(std::string_view markup);
  /// A tag, and below it, indented, what it means.
  RoffPage& item(std::string_view tag_markup, std::string_view markup);
  /// Lines as they are.
  RoffPage& example(std::string_view lines);

  const std::string& text() const noexcept { return out_; }

  /// Plain text as markup.
  static std::string plain(std::string_view text);
  static std::string bold(std::string_view text) { return "\\fB" + code(text) + "\\fR"; }
  static std::string upper(std::string_view text);
  static std::string italic(std::string_view text) { return "\\fI" + code(text) + "\\fR"; }

 private:
  /// Characters as a computer reads them: no typographic hyphens and quotes.
  static std::string code(std::string_view text);
  /// What no formatter takes for a request.
  void words(std::string_view markup);
  void line(std::string_view markup);
  /// The same broken between words; formatters fill the lines again.
  void filled(std::string_view markup) { broken(markup, "\n"); }
  /// Words, with `joint` wherever a line has no room for the next one.
  void broken(std::string_view markup, std::string_view joint);

  std::string out_;
};

}  // namespace bbplay::app
