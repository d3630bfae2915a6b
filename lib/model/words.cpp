// SPDX-License-Identifier: MIT
#include "bbplay/model/words.h"

namespace bbplay::model {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

std::vector<std::string_view> split_at_bars(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t bar = text.find('|');
    out.push_back(text.substr(0, bar));
    text = bar == text.npos ? std::string_view() : text.substr(bar + 1);
  }
  return out;
}

}  // namespace bbplay::model
