// SPDX-License-Identifier: MIT
#include "commands/voices.h"

#include <iostream>
#include <string>
#include <vector>

#include "bbplay/reference/describe.h"

#include "terminal/exit_code.h"
#include "terminal/table.h"

namespace bbplay::app {

int list_voices(const Options& options) {
  if (options.json) {
    std::cout << synths_as_json() << '\n';
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const SynthSummary& synth : list_synths()) {
    rows.push_back({std::string(synth.name) + (synth.has_transition ? "[_transition]" : ""),
                    std::string(synth.meaning)});
  }
  print_table(std::cout, rows);
  return kDone;
}

int describe_voice(const Options& options) {
  const std::string& name = options.describe;
  const std::string text = options.json ? synth_as_json(name) : describe_synth(name);
  if (text.empty()) {
    throw UsageError("there is no voice \"" + name + '"' + suggest_synth(name) +
                     " (--list-voices shows them all)");
  }
  std::cout << text << (options.json ? "\n" : "");
  return kDone;
}

}  // namespace bbplay::app
