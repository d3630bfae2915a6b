// SPDX-License-Identifier: MIT
#include "reader/reading.h"

#include <algorithm>

#include "bbplay/model/describe.h"

namespace bbplay::reader {

void EmptyTexts::add(JsonNode node) {
  if (!first.exists()) first = node;
  const auto place = std::lower_bound(keys.begin(), keys.end(), node.key());
  if (place == keys.end() || *place != node.key()) keys.insert(place, std::string(node.key()));
}

void EmptyTexts::report(Diagnostics& diagnostics) const {
  if (keys.empty()) return;
  std::string names;
  for (const std::string& key : keys) names += (names.empty() ? "" : ", ") + key;
  first.report(diagnostics, Severity::warning,
               "\"\" for " + names + ": the default is used (the JUCE application plays 0)");
}

void FoldedTones::add(JsonNode node, double rate) {
  if (count++ == 0) first = node;
  rate_hz = rate;
}

void FoldedTones::report(Diagnostics& diagnostics) const {
  if (count == 0) return;
  first.report(diagnostics, Severity::note,
               "folded down at " + text_of(rate_hz) + " Hz" +
                   (count > 1 ? ", as are " + std::to_string(count - 1) + " more tones" : "") +
                   "; the track asks for a higher sample rate");
}

}  // namespace bbplay::reader
