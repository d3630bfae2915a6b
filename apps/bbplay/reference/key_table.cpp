// SPDX-License-Identifier: MIT
#include "reference/key_table.h"

#include <algorithm>

namespace bbplay::app {

std::string key_lines(std::size_t columns) {
  constexpr std::size_t kGap = 2;
  std::size_t keys = 0, meaning = 0;
  for (const KeyText& each : kKeyTable) {
    keys = std::max(keys, each.keys.size() + kGap);
    meaning = std::max(meaning, each.meaning.size() + kGap);
  }
  const std::size_t cell = keys + meaning;
  const std::size_t across = std::max<std::size_t>(1, (columns + kGap) / cell);
  // Down the columns first, as one reads on.
  const std::size_t lines = (kKeyTable.size() + across - 1) / across;
  std::string out;
  for (std::size_t line = 0; line < lines; ++line) {
    std::string text;
    for (std::size_t i = line; i < kKeyTable.size(); i += lines) {
      text.resize(i / lines * cell, ' ');
      text += kKeyTable[i].keys;
      text.resize(i / lines * cell + keys, ' ');
      text += kKeyTable[i].meaning;
    }
    out += (out.empty() ? "" : "\n") + text;
  }
  return out;
}

}  // namespace bbplay::app
