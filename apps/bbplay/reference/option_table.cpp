// SPDX-License-Identifier: MIT
#include "reference/option_table.h"

#include <algorithm>
#include <string_view>

#include <CLI/CLI.hpp>

#include "bbplay/model/describe.h"
#include "bbplay/reference/describe.h"

namespace bbplay::app {
namespace {

/// "none|tpdf" lists words; "NAME|INDEX" only says what they are.
bool lists_words(std::string_view value) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return value.find('|') != value.npos && std::none_of(value.begin(), value.end(), is_capital);
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out(1);
  for (const char c : words) {
    if (c == '|') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

std::vector<std::string> voices() {
  std::vector<std::string> out;
  for (const SynthSummary& synth : list_synths()) {
    out.emplace_back(synth.name);
    if (synth.has_transition) out.push_back(out.back() + "_transition");
  }
  return out;
}

OptionText text_of(const CLI::Option& option) {
  OptionText out;
  if (!option.get_snames().empty()) out.short_name = "-" + option.get_snames()[0];
  out.long_name = "--" + option.get_lnames()[0];
  out.meaning = option.get_description();
  out.group = option.get_group();
  if (option.get_items_expected_max() == 0) return out;
  out.value = option.get_type_name();
  out.value_is_optional = out.value.starts_with('[');
  if (lists_words(out.value)) {
    out.argument = Argument::word;
    out.words = split(out.value);
  } else if (out.value == "VOICE") {
    out.argument = Argument::word;
    out.words = voices();
  } else if (out.value == "DIR") {
    out.argument = Argument::folder;
  } else if (out.value == "FILE" || out.value == "PATH" || out.value.starts_with("OUT")) {
    out.argument = Argument::file;
  } else {
    out.argument = Argument::other;
  }
  return out;
}

}  // namespace

std::vector<OptionText> option_table(const CLI::App& app) {
  std::vector<OptionText> out;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) out.push_back(text_of(*option));
  }
  return out;
}

}  // namespace bbplay::app
