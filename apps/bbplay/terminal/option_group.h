// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "bbplay/model/suggest.h"

#include "terminal/exit_code.h"

namespace bbplay::app {

/// A value that an option does not take, from the command line or a configuration file.
class WrongValue : public CLI::ParseError {
 public:
  WrongValue(const std::string& option, const std::string& problem)
      : ParseError("WrongValue", option + ": " + problem, kUsage),
        name_(option.substr(option.find("--") + 2)),
        problem_(problem) {}
  const std::string& name() const { return name_; }  // without dashes, as in a configuration file
  const std::string& problem() const { return problem_; }

 private:
  std::string name_, problem_;
};

/// What a name stands for is never nothing: an empty one comes from a script whose variable is not
/// set.
inline std::string why_no_name(const std::string& given) {
  return given.empty() ? "an empty name" : "";
}

/// "wav|flac|ogg".
template <class Names>
std::string one_of(const Names& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : "|") + std::string(name);
  return text;
}

/// Declares the options of one group of the manual.
class Group {
 public:
  Group(CLI::App& app, std::string name) : app_(app), name_(std::move(name)) {}

  CLI::Option* flag(const std::string& names, bool& target, const std::string& meaning) {
    return in_group(app_.add_flag(names, target, meaning));
  }

  CLI::Option* flag(const std::string& names, std::function<void()> act,
                    const std::string& meaning) {
    return in_group(app_.add_flag_callback(names, std::move(act), meaning));
  }

  CLI::Option* text(const std::string& names, std::string& target, const std::string& type,
                    const std::string& meaning) {
    return in_group(app_.add_option(names, target, meaning)->type_name(type));
  }

  CLI::Option* name(const std::string& names, std::string& target, const std::string& type,
                    const std::string& meaning) {
    return text(names, target, type, meaning)->check(why_no_name);
  }

  /// An option that may be given several times; all of its values count.
  CLI::Option* texts(const std::string& names, std::vector<std::string>& target,
                     const std::string& type, const std::string& meaning) {
    return in_group(
               app_.add_option(names, target, meaning)->type_name(type)->allow_extra_args(false))
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  CLI::Option* text_to(const std::string& names, std::optional<std::string>& target,
                       const std::string& meaning) {
    const auto act = [&target](const std::string& text) { target = text; };
    return in_group(app_.add_option_function<std::string>(names, act, meaning)->type_name("TEXT"));
  }

  /// A value that `parse` turns into an optional; nothing means that it is not `expected`, which
  /// may have been one of `words`.
  template <class Parse, class Take>
  CLI::Option* value(const std::string& names, const std::string& type, const std::string& expected,
                     const std::string& meaning, Parse parse, Take take,
                     const std::vector<std::string>& words = {}) {
    const auto act = [=](const std::string& text) {
      const auto parsed = parse(text);
      if (!parsed) {
        throw WrongValue(names, "\"" + text + "\" is not " + expected +
                                    model::did_you_mean(text, std::span(words)));
      }
      take(*parsed);
    };
    return in_group(app_.add_option_function<std::string>(names, act, meaning)->type_name(type));
  }

  /// One word of several.
  template <class Value>
  CLI::Option* choice(const std::string& names,
                      const std::vector<std::pair<std::string, Value>>& words, Value& target,
                      const std::string& meaning) {
    std::vector<std::string> known;
    for (const auto& [word, each] : words) known.push_back(word);
    const auto parse = [words](const std::string& text) -> std::optional<Value> {
      for (const auto& [word, each] : words) {
        if (word == text) return each;
      }
      return std::nullopt;
    };
    return value(
        names, one_of(known), "one of " + one_of(known), meaning, parse,
        [&target](Value chosen) { target = chosen; }, known);
  }

 private:
  CLI::Option* in_group(CLI::Option* option) {
    return option->group(name_)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }

  CLI::App& app_;
  std::string name_;
};

}  // namespace bbplay::app
