// SPDX-License-Identifier: MIT
#include "reader/reading.h"

#include <algorithm>

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

}  // namespace bbplay::reader
