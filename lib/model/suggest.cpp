// SPDX-License-Identifier: MIT
#include "bbplay/model/suggest.h"

#include <algorithm>
#include <optional>

#include "bbplay/model/words.h"

namespace bbplay::model {
namespace {

constexpr std::size_t kLongest = 64;   // bytes of a name that is compared
constexpr std::size_t kMostNamed = 3;  // more would be a list, not a suggestion

// What sets a name apart from another, the smallest first.
constexpr std::size_t kOtherOrder = 4;
constexpr std::size_t kSlip = 8;         // a letter, or a word spelt otherwise
constexpr std::size_t kPartOfName = 12;  // all its words are there, and one more for each word
constexpr std::size_t kOtherWords = 24;  // some are, and as much as a slip for each that is not

using Words = std::vector<std::string>;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_between_words(char c) { return is_blank(c) || c == '_' || c == '-' || c == '.'; }

/// "startLFOFreq_hz" is start, lfo, freq, hz.
Words words_of(std::string_view name) {
  Words words;
  bool begins = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_between_words(name[i])) {
      begins = true;
      continue;
    }
    const bool after_lower = i > 0 && !is_upper(name[i - 1]);
    const bool before_lower =
        i + 1 < name.size() && lower(name[i + 1]) == name[i + 1] && !is_between_words(name[i + 1]);
    if (begins || (is_upper(name[i]) && (after_lower || before_lower))) words.emplace_back();
    words.back() += lower(name[i]);
    begins = false;
  }
  return words;
}

std::string joined(const Words& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

/// Letters to add, drop, change or swap with their neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

std::size_t slips_allowed(std::size_t letters) {
  if (letters <= 3) return letters > 1 ? 1 : 0;
  return std::max<std::size_t>(2, letters / 4);
}

/// Words that authors use for those of the format.
constexpr std::string_view kSynonyms[][2] = {
    {"carrier", "base"}, {"volume", "amp"}, {"gain", "amp"}, {"begin", "start"},
    {"from", "start"},   {"stop", "end"},   {"to", "end"},   {"length", "duration"},
    {"left", "l"},       {"right", "r"}};

bool are_synonyms(std::string_view a, std::string_view b) {
  return std::any_of(std::begin(kSynonyms), std::end(kSynonyms), [&](const auto& pair) {
    return (a == pair[0] && b == pair[1]) || (a == pair[1] && b == pair[0]);
  });
}

/// Whether one is the other with letters left out behind the first: freq, frequency; hz is none.
bool abbreviates(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.size() < 3 || a[0] != b[0]) return false;
  std::size_t found = 0;
  for (const char c : b) found += found < a.size() && a[found] == c ? 1u : 0u;
  return found == a.size();
}

/// 0 for the same word, kSlip for one that is spelt otherwise.
std::optional<std::size_t> cost_of_word(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  if (are_synonyms(a, b) || abbreviates(a, b)) return kSlip;
  if (std::min(a.size(), b.size()) >= 4 && edit_distance(a, b) == 1) return kSlip;
  return std::nullopt;
}

/// Cost of taking the words of `given` for those of `known` in whatever order; nothing when less
/// than half of them are the same.
std::optional<std::size_t> cost_of_words(Words given, Words known) {
  const std::size_t most = std::max(given.size(), known.size());
  std::size_t cost = 0, matched = 0;
  for (const std::size_t allowed : {std::size_t{0}, kSlip}) {  // equal words first
    for (std::string& word : given) {
      if (word.empty()) continue;
      const auto found = std::find_if(known.begin(), known.end(), [&](const std::string& other) {
        return !other.empty() && cost_of_word(word, other) == allowed;
      });
      if (found == known.end()) continue;
      found->clear();
      word.clear();
      cost += allowed;
      ++matched;
    }
  }
  const std::size_t missing = most - matched;
  if (matched == 0 || missing > matched) return std::nullopt;
  if (missing == 0) return kOtherOrder + cost;
  if (matched > 1 && cost == 0 && matched == given.size()) return kPartOfName + missing;
  return kOtherWords + cost + kSlip * missing;
}

std::optional<std::size_t> cost_of(const Words& given, std::string_view candidate) {
  const Words words = words_of(candidate);
  const std::string a = joined(given), b = joined(words);
  if (a == b) return 0;
  std::optional<std::size_t> cost = cost_of_words(given, words);
  const std::size_t allowed = slips_allowed(a.size());
  const std::size_t difference = std::max(a.size(), b.size()) - std::min(a.size(), b.size());
  if (difference <= allowed) {
    const std::size_t slips = edit_distance(a, b);
    if (slips <= allowed && slips < b.size()) {
      // Letters too many or too few at the end are likelier than others: "np.sine", "rat".
      const bool one_begins_the_other = a.starts_with(b) || b.starts_with(a);
      const std::size_t cost_of_slips = kSlip * slips - (one_begins_the_other ? 1 : 0);
      cost = std::min(cost.value_or(cost_of_slips), cost_of_slips);
    }
  }
  return cost;
}

}  // namespace

std::vector<std::string_view> nearest(std::string_view given,
                                      std::span<const std::string_view> known) {
  std::vector<std::string_view> names;
  if (given.size() > kLongest) return names;
  const Words words = words_of(given);
  if (words.empty()) return names;
  std::optional<std::size_t> least;
  for (const std::string_view candidate : known) {
    if (candidate.size() > 2 * kLongest || candidate == given) continue;
    const std::optional<std::size_t> cost = cost_of(words, candidate);
    if (!cost || (least && *cost > *least)) continue;
    if (!least || *cost < *least) names.clear();
    least = cost;
    if (std::find(names.begin(), names.end(), candidate) == names.end()) names.push_back(candidate);
  }
  if (names.size() > kMostNamed) names.clear();
  return names;
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> known) {
  const std::vector<std::string_view> names = nearest(given, known);
  if (names.empty()) return {};
  std::string out = "; did you mean ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += '"' + std::string(names[i]) + '"';
  }
  return out + '?';
}

std::string did_you_mean(std::string_view given, std::span<const std::string> known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return did_you_mean(given, views);
}

}  // namespace bbplay::model
