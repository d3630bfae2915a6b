// SPDX-License-Identifier: MIT
// Command lines: an argument per line.
#include <sstream>
#include <string>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "fuzz/fuzz_target.h"
#include "terminal/exit_code.h"
#include "terminal/options.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream lines{std::string(text_of(data, size))};
  std::vector<std::string> arguments{"bbplay", "--no-cache"};
  for (std::string line; std::getline(lines, line);) {
    // Files of this machine are not to be read, and help not to be printed.
    if (line.starts_with("--c") || line.starts_with("--h") || line.starts_with("-h") ||
        line.starts_with("--v") || line.starts_with("-V")) {
      continue;
    }
    arguments.push_back(line.substr(0, line.find('\0')));
  }
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  bbplay::app::Options options;
  try {
    (void)bbplay::app::parse_options(static_cast<int>(pointers.size()), pointers.data(), options);
  } catch (const bbplay::app::UsageError&) {
  } catch (const bbplay::InputError&) {
  }
  return 0;
}
