// SPDX-License-Identifier: MIT
#include "terminal/json_parts.h"

#include <cmath>

namespace bbplay::app {

using reference::JsonWriter;

std::optional<double> decibels_of(double level) {
  if (level == 0 || !std::isfinite(level)) return std::nullopt;
  return 20 * std::log10(std::abs(level));
}

std::optional<std::string_view> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void put_finding(JsonWriter& json, const Finding& finding) {
  const bool has_place = finding.position.line > 0;
  json.begin_object().member("severity", name_of(finding.severity)).member("file", finding.file);
  json.member("line", has_place ? std::optional(finding.position.line) : std::nullopt);
  json.member("column", has_place ? std::optional(finding.position.column) : std::nullopt);
  json.member("pointer", finding.pointer).member("message", finding.message).end_object();
}

void put_levels(JsonWriter& json, const std::optional<Levels>& levels) {
  if (!levels) {
    json.null();
    return;
  }
  // What is silent, or too short to be measured, has neither a loudness nor a range of it.
  const bool is_measured = levels->integrated.has_value();
  json.begin_object().member("loudness_lufs", levels->integrated);
  json.member("loudness_range_lu", is_measured ? std::optional(levels->range) : std::nullopt);
  json.member("true_peak_dbtp", decibels_of(levels->true_peak));
  json.member("peak_dbfs", decibels_of(levels->peak));
  json.member("clipped_samples", levels->clipped).end_object();
}

}  // namespace bbplay::app
