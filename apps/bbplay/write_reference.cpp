// SPDX-License-Identifier: MIT
// Writes the manual pages and the completions of shells; the build runs it.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "reference/completions.h"
#include "reference/manual_page.h"
#include "terminal/command_line.h"

namespace {

using namespace bbplay::app;

bool write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  if (out << text << std::flush) return true;
  std::cerr << "cannot write " << path.string() << '\n';
  return false;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!(text << in.rdbuf())) std::cerr << "cannot read " << path.string() << '\n';
  return std::move(text).str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: write_reference FOLDER VERSION DATE WARNINGS.md DEVIATIONS.md\n";
    return 64;
  }
  const std::string warnings = text_of(argv[4]);
  const std::string deviations = text_of(argv[5]);
  if (warnings.empty() || deviations.empty()) return 66;
  const std::filesystem::path folder = argv[1];
  const Release release{argv[2], argv[3]};
  CLI::App app;
  Options options;
  declare_options(app, options);
  const std::vector<OptionText> table = option_table(app);
  const bool written =
      write(folder / "bbplay.1", program_page(table, release)) &&
      write(folder / "bbplay-track.5", track_page(release, warnings, deviations)) &&
      write(folder / "bbplay.bash", bash_completion(table)) &&
      write(folder / "_bbplay", zsh_completion(table)) &&
      write(folder / "bbplay.fish", fish_completion(table));
  return written ? 0 : 74;
}
