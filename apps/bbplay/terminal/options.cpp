// SPDX-License-Identifier: MIT
#include "terminal/options.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "bbplay/model/diagnostics.h"

#include "reference/help_text.h"
#include "terminal/command_line.h"
#include "terminal/config_reader.h"
#include "terminal/exit_code.h"
#include "terminal/option_checks.h"
#include "terminal/option_group.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

constexpr const char* kStandardOutput = "-";

/// The command line with what the environment adds. `--loop` alone means for ever; CLI11 would take
/// the track that follows for its value. `--new` alone writes to standard output.
std::vector<std::string> arguments_of(int argc, const char* const* argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  // First, so that the command line overrides it; present, so that it overrides the file.
  const char* device = std::getenv("BBPLAY_DEVICE");
  if (device != nullptr && *device != '\0') {
    arguments.insert(arguments.begin(), std::string("--device=") + device);
  }
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] == "--new") {
      const bool has_name = i + 1 < arguments.size() &&
                            (arguments[i + 1] == kStandardOutput || arguments[i + 1][0] != '-');
      if (!has_name) arguments[i] = std::string("--new=") + kStandardOutput;
    }
    if (arguments[i] != "--loop") continue;
    const bool has_value = i + 1 < arguments.size() &&
                           (arguments[i + 1] == kForEver || parse_number(arguments[i + 1]));
    if (!has_value) arguments[i] = std::string("--loop=") + kForEver;
  }
  return arguments;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return false;
    if (argument == "-h" || argument == "--help" || argument == "--version") return true;
  }
  return false;
}

ExitCode print(const std::string& text) {
  std::cout << text << std::flush;
  if (std::cout) return kDone;
  std::cerr << "bbplay: error: cannot write to standard output\n";
  return kIoError;
}

/// What is wrong with a value, where it stands.
[[noreturn]] void refuse_value(const CLI::App& app, const ConfigReader::Places& places,
                               const WrongValue& error) {
  const auto place = places.find(error.name());
  if (place == places.end()) throw OptionError(error.what());
  throw ConfigurationError({.file = config_file_of(app),
                            .position = place->second,
                            .pointer = {},
                            .message = error.name() + ": " + error.problem()});
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, Options& options) {
  CLI::App app("Plays and renders binaural and entrainment tracks.", "bbplay");
  declare_options(app, options);
  ConfigReader::Places places;
  const auto config = std::make_shared<ConfigReader>(app, places);
  app.config_formatter(config);
  try {
    std::vector<std::string> arguments = arguments_of(argc, argv);
    if (asks_for_help(arguments)) config->pass_over_files();
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(std::move(arguments));
    check_dashes(app, options);
    options.config = app.get_config_ptr()->as<std::string>();
    check_modes(app, options);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    const auto given = std::span(argv, static_cast<std::size_t>(argc));
    const bool all = std::any_of(given.begin(), given.end(), [](std::string_view argument) {
      return argument.starts_with("--help");
    });
    const std::vector<OptionText> table = option_table(app);
    return print(all ? help_text(table) : short_help_text(table));
  } catch (const CLI::CallForVersion&) {
    return print(app.version() + '\n');
  } catch (const CLI::FileError& error) {
    throw InputError(error.what());
  } catch (const ConfigError& error) {
    throw ConfigurationError(error.finding());
  } catch (const WrongValue& error) {
    refuse_value(app, places, error);
  } catch (const CLI::ExtrasError&) {
    std::string all;
    for (const std::string& each : app.remaining()) {
      all += (all.empty() ? "" : "; ") + unknown_option(app, each);
    }
    throw OptionError(all);
  } catch (const CLI::ParseError& error) {
    throw OptionError(error.what());
  }
}

bool asks_for_events(int argc, const char* const* argv) {
  bool asks = false;
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--status=")) asks = argument.ends_with("=json");
    if (argument == "--status" && i + 1 < argc) asks = std::string_view(argv[i + 1]) == "json";
  }
  return asks;
}

}  // namespace bbplay::app
