// SPDX-License-Identifier: MIT
#include <string>

#include "bbplay/reference/describe.h"
#include "bbplay/reference/synth_tables.h"

namespace bbplay {
namespace {

using reference::ParamTable;
using reference::ParamText;

/// A bar would end the cell of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) { return '`' + std::string(text) + '`'; }

std::string keys_cell(const ParamText& param) {
  std::string out = code(param.key);
  for (const std::string_view alias : param.aliases) out += ", " + code(alias);
  return out;
}

std::string section(const ParamTable& table) {
  std::string out = "\n## " + table.name + "\n\n" + table.meaning + "\n\n";
  if (table.params.empty()) return out + "No parameters.\n";
  out += table.has_transition
             ? "| parameter | in a transition | default | unit | range | meaning |\n"
               "|---|---|---|---|---|---|\n"
             : "| parameter | default | unit | range | meaning |\n"
               "|---|---|---|---|---|\n";
  for (const ParamText& param : table.params) {
    out += "| " + keys_cell(param) + " | ";
    if (table.has_transition) {
      if (!param.start_key.empty()) out += code(param.start_key) + ", " + code(param.end_key);
      out += " | ";
    }
    out += cell(param.fallback) + " | " + cell(param.unit) + " | " + cell(param.range) + " | " +
           cell(param.meaning) + " |\n";
  }
  return out;
}

constexpr std::string_view kIntroduction = R"(# Parameters of the synth functions

<!-- Written by scripts/update-manual.sh from the tables of the engine; changes here are lost. -->

A voice names one of these functions in `synth_function_name` and gives its parameters in `params`.
With `is_transition` the parameters move from their start to their end keys: the plain key, where it
counts at all, stands in for a start key that is missing, and the start for an end key.
`initial_offset` (seconds) says when the movement begins, `transition_duration` how long it takes (to
the end of the step if it is absent), `transition_curve` how it runs: `linear`, `logarithmic`,
`exponential`, or an expression in `alpha` such as `alpha**3`.

Values outside a range are played as they are, with a warning.
)";

}  // namespace

std::string parameter_manual() {
  std::string out(kIntroduction);
  for (const ParamTable& table : reference::synth_tables()) out += section(table);
  for (const ParamTable& table : reference::further_tables()) out += section(table);
  return out;
}

}  // namespace bbplay
