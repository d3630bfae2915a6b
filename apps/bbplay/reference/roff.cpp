// SPDX-License-Identifier: MIT
#include "reference/roff.h"

#include <algorithm>

namespace bbplay::app {
namespace {

constexpr std::size_t kMaxLineWidth = 78;

}  // namespace

RoffPage::RoffPage(std::string_view name, int section, std::string_view date,
                   std::string_view source, std::string_view manual) {
  const auto argument = [](std::string_view text) { return " \"" + std::string(text) + '"'; };
  out_ = ".TH " + std::string(name) + ' ' + std::to_string(section) + argument(date) +
         argument(source) + argument(manual) + '\n';
  out_ += ".nh\n";  // keys and options stay whole
}

RoffPage& RoffPage::section(std::string_view title) {
  out_ += ".SH " + std::string(title) + '\n';
  return *this;
}

RoffPage& RoffPage::subsection(std::string_view title) {
  out_ += ".SS " + code(title) + '\n';
  return *this;
}

RoffPage& RoffPage::paragraph(std::string_view markup) {
  // A paragraph macro right after a heading has no effect, and checkers say so.
  const std::size_t last_line = out_.rfind('\n', out_.size() - 2) + 1;
  if (out_.compare(last_line, 2, ".S") != 0) out_ += ".PP\n";
  filled(markup);
  return *this;
}

RoffPage& RoffPage::item(std::string_view tag_markup, std::string_view markup) {
  out_ += ".TP\n";
  broken(tag_markup, " \\\n");  // one line to the formatter
  filled(markup);
  return *this;
}

RoffPage& RoffPage::example(std::string_view lines) {
  out_ += ".PP\n.nf\n";
  while (!lines.empty()) {
    const std::string_view each = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), each.size() + 1));
    line("    " + code(each));
  }
  out_ += ".fi\n";
  return *this;
}

std::string RoffPage::plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
  return out;
}

std::string RoffPage::upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string RoffPage::code(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '^':
        out += "\\(ha";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void RoffPage::words(std::string_view markup) {
  if (markup.starts_with('.') || markup.starts_with('\'')) out_ += "\\&";
  out_ += markup;
}

void RoffPage::line(std::string_view markup) {
  words(markup);
  out_ += '\n';
}

void RoffPage::broken(std::string_view markup, std::string_view joint) {
  while (markup.size() > kMaxLineWidth) {
    std::size_t end = markup.rfind(' ', kMaxLineWidth);
    if (end == markup.npos) end = markup.find(' ');
    if (end == markup.npos) break;
    words(markup.substr(0, end));
    out_ += joint;
    markup.remove_prefix(end + 1);
  }
  line(markup);
}

}  // namespace bbplay::app
