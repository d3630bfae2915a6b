// SPDX-License-Identifier: MIT
#include "model/suggest.h"

#include <algorithm>
#include <vector>

#include "bbplay/model/words.h"

namespace bbplay::model {
namespace {

/// Levenshtein distance, letter case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view given, std::span<const std::string_view> known) {
  constexpr std::size_t kMaxNameLength = 64;
  if (given.empty() || given.size() > kMaxNameLength) return {};
  std::size_t best = std::max<std::size_t>(2, given.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : known) {
    if (candidate.empty()) continue;
    const std::size_t distance = edit_distance(given, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest.empty() ? std::string() : "; did you mean \"" + std::string(nearest) + "\"?";
}

std::string did_you_mean(std::string_view given, std::span<const std::string> known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return did_you_mean(given, views);
}

}  // namespace bbplay::model
