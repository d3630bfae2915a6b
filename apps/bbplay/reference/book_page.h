// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "reference/roff.h"

namespace bbplay::app {

/// Puts a chapter of the book of the format (Markdown) into a manual page, without its title:
/// headings become subsections, a row of a table an item whose further columns are named, an entry
/// of a list an item, too. Of links only the text remains.
void put_chapter(RoffPage& page, std::string_view markdown);

}  // namespace bbplay::app
