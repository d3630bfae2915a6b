// SPDX-License-Identifier: MIT
/// Configuration files: what TOML and INI have in common, with the place of everything.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"

namespace bbplay::app {

/// One line `key = value`. A key alone is a flag that is set: its value is "true".
struct ConfigEntry {
  std::string key;
  std::vector<std::string> values;  // several in `[a, b]`; without their quotes
  SourcePosition key_place, value_place;
};

/// A line that is no entry.
class ConfigFault : public std::runtime_error {
 public:
  ConfigFault(SourcePosition place, const std::string& message)
      : std::runtime_error(message), place_(place) {}
  SourcePosition place() const noexcept { return place_; }

 private:
  SourcePosition place_;
};

/// text    UTF-8; comments begin with "#" or, at the beginning of a line, ";"; `[default]` may stand
///         above the entries; lists may go on over several lines
/// throws  ConfigFault with the place of the first thing that is wrong
std::vector<ConfigEntry> read_config(std::string_view text);

}  // namespace bbplay::app
