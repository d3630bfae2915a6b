// SPDX-License-Identifier: MIT
#include "terminal/config_reader.h"

#include <exception>
#include <map>
#include <span>
#include <utility>

#include "bbplay/model/read_error.h"
#include "bbplay/model/suggest.h"

#include "terminal/config_file.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;

/// The text of a file, or the beginning of one that is too long.
std::string text_of(std::istream& input) {
  std::string text(kMaxBytes + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  return text;
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

bool is_truth(const std::string& text) {
  try {
    (void)CLI::detail::to_flag_value(text);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

ConfigError::ConfigError(Finding finding)
    : ParseError("ConfigError", finding.text(), kUsage), finding_(std::move(finding)) {}

std::string config_file_of(const CLI::App& app) { return app.get_config_ptr()->as<std::string>(); }

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<CLI::ConfigItem> ConfigReader::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> out;
  if (passes_over_) return out;
  const std::string text = text_of(input);
  if (input.bad()) throw ReadError(config_file_of(app_) + ": cannot be read");
  std::map<std::string, std::size_t> lines;  // where an option was set
  try {
    if (text.size() > kMaxBytes) throw ConfigFault({1, 1}, "longer than 1 MiB: no configuration");
    for (ConfigEntry& entry : read_config(text)) {
      check(entry);
      const CLI::Option* option = option_of(entry.key);
      const std::string& name = option->get_lnames()[0];
      const auto [first, is_new] = lines.emplace(name, entry.key_place.line);
      const bool adds_up = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
      if (!is_new && !adds_up) {
        throw ConfigFault(entry.key_place,
                          name + " is set in line " + std::to_string(first->second) + " already");
      }
      if (option->empty()) places_[name] = entry.value_place;
      CLI::ConfigItem item;
      item.name = name;
      item.inputs = std::move(entry.values);
      out.push_back(std::move(item));
    }
  } catch (const ConfigFault& fault) {
    throw ConfigError({.file = config_file_of(app_),
                       .position = fault.place(),
                       .pointer = {},
                       .message = fault.what()});
  }
  return out;
}

const CLI::Option* ConfigReader::option_of(std::string name) const {
  if (name.starts_with("--")) name.erase(0, 2);
  const CLI::Option* option = app_.get_option_no_throw("--" + name);
  if (option == nullptr && name.size() == 1) option = app_.get_option_no_throw("-" + name);
  return option;
}

void ConfigReader::check(const ConfigEntry& entry) const {
  const CLI::Option* option = option_of(entry.key);
  if (option == nullptr) {
    std::vector<std::string> names = option_names(app_);
    for (std::string& name : names) name.erase(0, 2);
    const std::size_t blank = entry.key.find_first_of(" \t");
    if (blank != entry.key.npos && option_of(entry.key.substr(0, blank)) != nullptr) {
      throw ConfigFault({entry.key_place.line, entry.key_place.column + blank},
                        "\"=\" after " + entry.key.substr(0, blank) + " is missing");
    }
    throw ConfigFault(entry.key_place, "unknown option \"" + entry.key + '"' +
                                           model::did_you_mean(entry.key, std::span(names)));
  }
  if (!option->get_configurable()) {
    throw ConfigFault(entry.key_place, entry.key + ": on the command line only");
  }
  const bool takes_several = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  if (entry.values.size() != 1 && !takes_several) {
    throw ConfigFault(entry.value_place, entry.key + ": expected one value");
  }
  if (is_flag(*option) && !is_truth(entry.values[0])) {
    throw ConfigFault(entry.value_place,
                      entry.key + ": \"" + entry.values[0] + "\" is not true or false");
  }
}

}  // namespace bbplay::app
