// SPDX-License-Identifier: MIT
#include "reader/repeated_key.h"

#include <string>

namespace bbplay::reader {

bool warn_if_repeated(JsonNode object, JsonNode member, Diagnostics& diagnostics) {
  const JsonNode counts = object[member.key()];
  if (counts == member) return false;
  member.report_key(
      diagnostics, Severity::warning,
      "given again in line " + std::to_string(counts.position().line) + ", where it counts");
  return true;
}

void warn_of_repeated_keys(JsonNode object, Diagnostics& diagnostics) {
  if (!object.is(JsonType::object)) return;
  for (const JsonNode member : object.children()) warn_if_repeated(object, member, diagnostics);
}

}  // namespace bbplay::reader
