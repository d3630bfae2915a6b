// SPDX-License-Identifier: MIT
#include "service/query.h"

#include <algorithm>
#include <string>

#include "service/error_body.h"
#include "terminal/exit_code.h"
#include "terminal/values.h"

namespace bbplay::app {

void check_query(const Query& query, std::initializer_list<std::string_view> known) {
  if (!query.valid) throw RequestError(400, "not a query");
  for (const auto& [name, value] : query.values) {
    if (std::ranges::find(known, name) == known.end()) {
      throw RequestError(400, "the query asks for what is not known here");
    }
  }
}

std::optional<double> seconds_in(const Query& query, std::string_view name) {
  const std::string* const text = query.find(name);
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto seconds = parse_time(*text);
  if (!seconds) throw UsageError(std::string(name) + ": expected a time in seconds");
  return seconds;
}

}  // namespace bbplay::app
