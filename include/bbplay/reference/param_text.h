// SPDX-License-Identifier: MIT
/// A parameter in words, the same for the terminal, the manual and the schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/params.h"

namespace bbplay::reference {

/// What kind of JSON value a parameter takes.
enum class ParamKind { number, flag, choice, text, other };

/// One parameter in words, and what programs need to know about it.
struct ParamText {
  ParamKind kind = ParamKind::number;
  std::string_view key;
  std::vector<std::string_view> aliases;
  std::string start_key, end_key;  // empty: does not move
  bool regular = true;             // the start and end keys follow from the key
  std::string fallback;            // "200", "on", "as pan"; "-" for none
  std::string_view unit;
  std::string range;                     // "[0, 4]", "linear, inward, outward"; empty: anything
  std::string meaning;                   // with a remark about the forms that know it
  std::vector<std::string> silent_keys;  // accepted, because editors write them, and not read
  std::string_view inherits;             // key of the parameter it takes its default from
  Default value = 0.0;                   // of an absent key; index of a choice; NaN for none
  Range limits;                          // of a number that makes sense
  std::vector<std::vector<std::string_view>> choices;  // each with its other spellings
  bool whole = false;                                  // counts something
};

}  // namespace bbplay::reference
