// SPDX-License-Identifier: MIT
#include <string>

#include "bbplay/model/describe.h"
#include "bbplay/reference/describe.h"
#include "bbplay/reference/synth_tables.h"

#include "reader/read_noise_color.h"

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

constexpr std::string_view kColors = R"(
## noise colours

Names that `noise_parameters`, `color_params` and `noise_type` know, in any case. A colour is a power
density of f to the minus exponent, which goes from the first exponent at the bottom to the second one
at the top, between two cuts. As the text of `noise_type` in a voice, some of these names play an
older form ([dsp 9](format/dsp.md)). Any other name is only a label, which needs an `exponent` beside
it; without one it plays pink (in a voice's `noise_type`: white), with a warning.

| name | exponent | high_exponent | lowcut | highcut |
|---|---|---|---|---|
)";

std::string color_section() {
  std::string out(kColors);
  const auto cut = [](double hz) { return hz > 0 ? text_of(hz) + " Hz" : std::string(); };
  for (const reader::NamedColor& color : reader::named_colors()) {
    out += "| " + code(color.name) + " | " + text_of(color.exponent) + " | " +
           text_of(color.high_exponent) + " | " + cut(color.low_cut_hz) + " | " +
           cut(color.high_cut_hz) + " |\n";
  }
  return out;
}

}  // namespace

std::vector<std::string_view> noise_color_names() {
  std::vector<std::string_view> names;
  for (const reader::NamedColor& color : reader::named_colors()) names.push_back(color.name);
  return names;
}

std::string parameter_manual() {
  std::string out(kIntroduction);
  for (const ParamTable& table : reference::synth_tables()) out += section(table);
  for (const ParamTable& table : reference::further_tables()) out += section(table);
  return out + color_section();
}

}  // namespace bbplay
