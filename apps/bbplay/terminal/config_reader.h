// SPDX-License-Identifier: MIT
#pragma once

#include <istream>
#include <map>
#include <string>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>

#include "bbplay/model/diagnostics.h"

namespace bbplay::app {

/// Something in a configuration file: `config.toml:3:1: error: unknown option "rat"`.
class ConfigError : public CLI::ParseError {
 public:
  explicit ConfigError(Finding finding);
  const Finding& finding() const noexcept { return finding_; }

 private:
  Finding finding_;
};

/// Hands the entries of a configuration file to CLI11, and remembers where they stood.
class ConfigReader : public CLI::ConfigTOML {
 public:
  using Places = std::map<std::string, SourcePosition>;  // by the option's name, without dashes

  /// Both stay the caller's and have to outlive this; `places` receives those of the options that
  /// the command line has not given.
  ConfigReader(const CLI::App& app, Places& places) : app_(app), places_(places) {}

  /// From now on files say nothing: whoever asks for help gets it, whatever is wrong in them.
  void pass_over_files() { passes_over_ = true; }

  /// throws  ConfigError for the first line that is no option with a value of its kind, and for a file
  ///         that is too long to be meant; ReadError
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  const CLI::Option* option_of(std::string name) const;
  void check(const struct ConfigEntry& entry) const;

  const CLI::App& app_;
  Places& places_;
  bool passes_over_ = false;
};

/// The file that `app` reads its configuration from.
std::string config_file_of(const CLI::App& app);

/// The long name of every option, with its dashes.
std::vector<std::string> option_names(const CLI::App& app);

}  // namespace bbplay::app
