// SPDX-License-Identifier: MIT
/// What several outputs for machines have in common.
#pragma once

#include <optional>
#include <string_view>

#include "bbplay/model/diagnostics.h"
#include "bbplay/reference/json_writer.h"

#include "metering/level_meter.h"

namespace bbplay::app {

/// A linear level or gain in dB, without its sign; nothing for silence.
std::optional<double> decibels_of(double level);

/// Nothing for an empty text.
std::optional<std::string_view> unless_empty(std::string_view text);

/// Writes an object with all there is to say about a finding.
void put_finding(reference::JsonWriter& json, const Finding& finding);

/// Writes an object, or null when nothing was measured.
void put_levels(reference::JsonWriter& json, const std::optional<Levels>& levels);

}  // namespace bbplay::app
