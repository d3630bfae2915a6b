// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "bbplay/reference/describe.h"
#include "bbplay/reference/synth_tables.h"

#include "reader/each_patch.h"
#include "reader/param_reader.h"
#include "reader/read_synth.h"
#include "reader/select_function.h"
#include "reference/param_rows.h"

namespace bbplay {
namespace {

using reference::ParamTable;
using reference::ParamText;

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.resize(std::max(width, out.size()), ' ');
  return out;
}

/// Left-aligned columns, two blanks apart; the last one is not padded.
std::string columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    out += ' ';
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += ' ' + padded(row[i], i + 1 < row.size() ? widths[i] + 1 : 0);
    }
    out += '\n';
  }
  return out;
}

std::vector<std::string> cells_of(const ParamText& param) {
  std::string meaning = param.meaning;
  if (!param.regular && !param.start_key.empty()) {
    meaning += " [" + param.start_key + ", " + param.end_key + ']';
  }
  for (const std::string_view alias : param.aliases) {
    meaning += "; also called ";
    meaning += alias;
  }
  return {std::string(param.key),
          param.start_key.empty() ? " " : "~",
          param.fallback,
          std::string(param.unit),
          param.range,
          meaning};
}

std::string transition_text(const ParamTable& table) {
  std::string out =
      "With \"is_transition\" a parameter marked ~ moves, ampL for example from startAmpL to "
      "endAmpL.\n";
  if (table.curve_keys.empty()) return out;
  return out + columns({{"initial_offset", "s", "when the movement begins (0)"},
                        {std::string(table.duration_keys[0]), "s",
                         "how long it takes (to the end of the step)"},
                        {std::string(table.curve_keys[0]), "",
                         "linear, logarithmic, exponential, or an expression in alpha (linear)"}});
}

}  // namespace

std::vector<SynthSummary> list_synths() {
  std::vector<SynthSummary> out;
  reader::for_each_patch([&]<class P>(const P&) {
    out.push_back({P::name, P::meaning, reader::can_move<P>(), reference::params_of<P>().size()});
  });
  std::sort(out.begin(), out.end(),
            [](const SynthSummary& a, const SynthSummary& b) { return a.name < b.name; });
  return out;
}

std::string describe_synth(std::string_view name) {
  const std::optional<ParamTable> table = reference::table_named(name);
  if (!table) return {};
  std::vector<std::vector<std::string>> rows{
      {"parameter", "", "default", "unit", "range", "meaning"}};
  for (const ParamText& param : table->params) rows.push_back(cells_of(param));
  std::string out = table->name + ": " + table->meaning + "\n\n" + columns(rows);
  if (table->has_transition) out += '\n' + transition_text(*table);
  return out;
}

std::string suggest_synth(std::string_view name) { return reader::did_you_mean_function(name); }

}  // namespace bbplay
