// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/reference/param_text.h"

namespace bbplay::reference {

/// One table of parameters in words.
struct ParamTable {
  std::string name;     // of the function or of what carries the parameters
  std::string meaning;  // one line
  bool has_transition = false;
  std::vector<ParamText> params;
  std::vector<std::string_view> curve_keys, duration_keys;  // of its transition
  std::vector<std::string_view> further_keys;  // read, or left alone, without a row of their own
};

/// Every synth function, by name.
std::vector<ParamTable> synth_tables();

/// Parameters that are no function's own: the flanger of any voice, the segments of a trajectory, a
/// .noise file.
std::vector<ParamTable> further_tables();

/// One of either kind; the name of a function may end in "_transition".
std::optional<ParamTable> table_named(std::string_view name);

}  // namespace bbplay::reference
