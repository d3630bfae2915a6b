// SPDX-License-Identifier: MIT
#include "reference/book_page.h"

#include <algorithm>
#include <string>
#include <vector>

#include "bbplay/model/words.h"

namespace bbplay::app {
namespace {

/// Text in Markdown as markup of the page: code and emphasis become bold, links their text.
std::string markup_of(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t special = std::min(text.find_first_of("`*["), text.size());
    out += RoffPage::plain(text.substr(0, special));
    text.remove_prefix(special);
    if (text.empty()) break;
    const std::string_view mark = text.starts_with("**") ? "**" : text.substr(0, 1);
    const std::string_view closing = mark == "[" ? "](" : mark;
    const std::size_t end = text.find(closing, mark.size());
    if (end == text.npos || mark == "*") {  // a multiplication
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view inside = text.substr(mark.size(), end - mark.size());
    if (mark == "[") {
      out += RoffPage::plain(inside);
      text.remove_prefix(std::min(text.size(), text.find(')', end) + 1));
    } else {
      out += RoffPage::bold(inside);
      text.remove_prefix(end + closing.size());
    }
  }
  return out;
}

std::vector<std::string_view> cells_of(std::string_view row) {
  row.remove_prefix(1);
  row = row.substr(0, row.rfind('|'));
  std::vector<std::string_view> cells = model::split_at_bars(row);
  for (std::string_view& cell : cells) cell = model::trimmed(cell);
  return cells;
}

/// One row: what it is about, then what each column with something in it says.
void put_row(RoffPage& page, const std::vector<std::string_view>& header,
             const std::vector<std::string_view>& row) {
  std::string text;
  for (std::size_t column = 1; column < std::min(row.size(), header.size()); ++column) {
    if (row[column].empty()) continue;
    if (!text.empty()) text += "; ";
    text += RoffPage::plain(header[column]) + ": " + markup_of(row[column]);
  }
  page.item(markup_of(row.front()), text + '.');
}

/// Takes the next line off the text.
std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// Takes a line with all that continue it.
std::string next_block(std::string_view& text) {
  std::string block(next_line(text));
  while (!text.empty() && std::string_view("\n|#-").find(text.front()) == std::string_view::npos) {
    block += ' ';
    block += model::trimmed(next_line(text));
  }
  return block;
}

void put_table(RoffPage& page, std::string_view& text) {
  const std::vector<std::string_view> header = cells_of(next_line(text));
  next_line(text);  // the rule below it
  while (text.starts_with('|')) put_row(page, header, cells_of(next_line(text)));
}

}  // namespace

void put_chapter(RoffPage& page, std::string_view text) {
  while (!text.empty()) {
    if (text.starts_with('|')) {
      put_table(page, text);
    } else if (text.starts_with("##")) {
      const std::string_view line = next_line(text);
      page.subsection(line.substr(line.find(' ') + 1));
    } else if (text.starts_with("- ")) {
      page.item("\\(bu", markup_of(next_block(text).substr(2)));
    } else if (text.starts_with('\n') || text.starts_with("# ")) {
      next_line(text);
    } else {
      page.paragraph(markup_of(next_block(text)));
    }
  }
}

}  // namespace bbplay::app
