// SPDX-License-Identifier: MIT
#include "reader/usual_word.h"

#include <algorithm>
#include <vector>

#include "bbplay/model/words.h"

namespace bbplay::reader {
namespace {

/// A word in lower case without underscores, and the keys that it may stand for: the first group of
/// which one is known counts. Keys are separated by bars, groups by blanks.
constexpr std::string_view kWords[][2] = {
    {"gain", "amp ampL|ampR amp_lower_L|amp_upper_L binaural_volume|noise_volume"},
    {"level", "gain amp ampL|ampR binaural_volume|noise_volume"},
    {"volume", "gain amp ampL|ampR binaural_volume|noise_volume"},
    {"amplitude", "amp ampL|ampR"},
    {"frequency", "baseFreq|carrierFreq"},
    {"freq", "baseFreq|carrierFreq"},
    {"carrier", "baseFreq|carrierFreq"},
    {"beat", "beatFreq"},
    {"vibratorate", "freqOscFreqL|freqOscFreqR"},
    {"vibratofreq", "freqOscFreqL|freqOscFreqR"},
    {"vibratodepth", "freqOscRangeL|freqOscRangeR"},
    {"vibrato", "freqOscRangeL|freqOscFreqL"},
    {"tremolorate", "ampOscFreqL|ampOscFreqR"},
    {"tremolofreq", "ampOscFreqL|ampOscFreqR"},
    {"tremolodepth", "ampOscDepthL|ampOscDepthR"},
    {"tremolo", "ampOscDepthL|ampOscFreqL"},
    {"crossfade", "crossfade_duration"},
    {"color", "name noise_parameters"},
    {"colour", "name noise_parameters"},
};

std::vector<std::string_view> split_at_blanks(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::string usual_word(std::string_view word, std::span<const std::string_view> known) {
  std::string plain = model::lowered(word);
  plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  for (const auto& [used, groups] : kWords) {
    if (plain != used) continue;
    for (const std::string_view group : split_at_blanks(groups)) {
      std::string keys;
      for (const std::string_view key : model::split_at_bars(group)) {
        if (std::find(known.begin(), known.end(), key) == known.end()) continue;
        keys += (keys.empty() ? "\"" : " or \"") + std::string(key) + '"';
      }
      if (!keys.empty()) return "; did you mean " + keys + '?';
    }
  }
  return {};
}

}  // namespace bbplay::reader
