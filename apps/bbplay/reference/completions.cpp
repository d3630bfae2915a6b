// SPDX-License-Identifier: MIT
#include "reference/completions.h"

#include <string_view>

namespace bbplay::app {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string names_joined(const OptionText& option, std::string_view between) {
  std::string out = option.short_name;
  if (!out.empty()) out += between;
  return out + option.long_name;
}

/// `text` with a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != special.npos) out += '\\';
    out += c;
  }
  return out;
}

/// `text` as one word in single quotes, for shells in which a backslash is plain inside them.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string bash_candidates_of(const OptionText& option) {
  switch (option.argument) {
    case Argument::word:
      return "_bbplay_reply -W '" + joined(option.words) + "'";
    case Argument::file:
      return "_bbplay_reply -f";
    case Argument::folder:
      return "_bbplay_reply -d";
    case Argument::none:
    case Argument::other:
      break;
  }
  return "COMPREPLY=()";
}

std::string zsh_action_of(const OptionText& option) {
  switch (option.argument) {
    case Argument::word:
      return "(" + joined(option.words) + ")";
    case Argument::file:
      return "_files";
    case Argument::folder:
      return "_files -/";
    case Argument::none:
    case Argument::other:
      break;
  }
  return " ";
}

/// `'(-o --render)'{-o+,--render=}'[meaning]:OUT:_files'`
std::string zsh_option(const OptionText& option) {
  const bool takes_value = option.argument != Argument::none;
  std::string long_name = option.long_name;
  if (takes_value) long_name += option.value_is_optional ? "=-" : "=";
  std::string rest = '[' + escaped(option.meaning, "[]\\:") + ']';
  if (takes_value) {
    rest += (option.value_is_optional ? "::" : ":") + escaped(option.value, ":[]\\") + ':' +
            zsh_action_of(option);
  }
  if (option.short_name.empty()) return quoted(long_name + rest);
  const std::string names = option.short_name + (takes_value ? "+" : "") + ',' + long_name;
  return "'(" + names_joined(option, " ") + ")'{" + names + '}' + quoted(rest);
}

std::string fish_values_of(const OptionText& option) {
  switch (option.argument) {
    case Argument::word:
      return " -x -a '" + joined(option.words) + "'";
    case Argument::file:
      return " -r -F";
    case Argument::folder:
      return " -x -a '(__fish_complete_directories)'";
    case Argument::other:
      return option.value_is_optional ? "" : " -x";
    case Argument::none:
      break;
  }
  return "";
}

}  // namespace

std::string bash_completion(const std::vector<OptionText>& options) {
  std::string all;
  std::string cases;
  for (const OptionText& option : options) {
    all += ' ' + names_joined(option, " ");
    if (option.argument == Argument::none || option.value_is_optional) continue;
    cases += "    " + names_joined(option, "|") + ")\n      " + bash_candidates_of(option) +
             "\n      return ;;\n";
  }
  return R"(# bash completion of bbplay                              -*- shell-script -*-

_bbplay_reply() {
  mapfile -t COMPREPLY < <(compgen "$@" -- "$current")
}

_bbplay() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  # "--option=value" arrives as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]] && ((COMP_CWORD >= 2)); then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $previous in
)" + cases +
         R"(  esac
  if [[ $current == -* ]]; then
    _bbplay_reply -W ')" +
         all.substr(1) + R"('
    return
  fi
  mapfile -t COMPREPLY < <(
    compgen -d -- "$current"
    for extension in json session noise voice voices; do
      compgen -f -X "!*.$extension" -- "$current"
    done
  )
}
complete -o filenames -F _bbplay bbplay
)";
}

std::string zsh_completion(const std::vector<OptionText>& options) {
  std::string out = "#compdef bbplay\n\n_arguments -s -S \\\n";
  for (const OptionText& option : options) out += "  " + zsh_option(option) + " \\\n";
  return out + "  '*:track:_files -g \"*.(json|session|noise|voice|voices)\"'\n";
}

std::string fish_completion(const std::vector<OptionText>& options) {
  std::string out =
      "# fish completion of bbplay\n"
      "complete -c bbplay -k -x -a '(__fish_complete_suffix .json)'\n";
  for (const OptionText& option : options) {
    out += "complete -c bbplay";
    if (!option.short_name.empty()) out += " -s " + option.short_name.substr(1);
    out += " -l " + option.long_name.substr(2) + fish_values_of(option) + " -d '" +
           escaped(option.meaning, "\\'") + "'\n";
  }
  return out;
}

}  // namespace bbplay::app
