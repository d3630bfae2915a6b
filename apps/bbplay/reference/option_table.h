// SPDX-License-Identifier: MIT
/// The options of the program in words: help, manual page and completions are all made from them.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bbplay::app {

/// What stands after an option, as far as a shell can complete it.
enum class Argument { none, word, file, folder, other };

struct OptionText {
  std::string short_name;  // "-d", or empty
  std::string long_name;   // "--device"
  std::string value;       // "NAME|INDEX"; empty for a flag
  Argument argument = Argument::none;
  std::vector<std::string> words;  // the values of Argument::word
  bool value_is_optional = false;  // then it is only taken after "="
  std::string meaning;
  std::string group;
};

/// Every option in the order in which it was declared.
std::vector<OptionText> option_table(const CLI::App& app);

}  // namespace bbplay::app
