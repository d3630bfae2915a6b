// SPDX-License-Identifier: MIT
#include "reference/help_text.h"

#include <algorithm>
#include <string_view>

#include "reference/key_table.h"

namespace bbplay::app {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kMeaningColumn = 27;
constexpr std::size_t kMaxWordsInName = 3;

constexpr std::string_view kSummary = "bbplay plays and renders binaural and entrainment tracks.\n";

constexpr std::string_view kExamples = R"(
  bbplay night.json                     play; space pauses, q stops
  bbplay --until 23:30 --fade-out 30 night.json
  bbplay --render night.flac night.json the same samples, in a file
  bbplay --render out/ tracks/*.json    a folder of them
  bbplay --check night.json             is everything in order?
  bbplay --info night.json              what is in it?
  bbplay --new mine                     write a track to begin with

Options used most:
)";

constexpr std::string_view kMostUsed[] = {"--device", "--list-devices", "--start",    "--duration",
                                          "--loop",   "--fade-in",      "--fade-out", "--gain",
                                          "--force",  "--quiet"};

constexpr std::string_view kShortFooter = R"(
bbplay --help lists all options; man bbplay and man bbplay-track tell more.
)";

constexpr std::string_view kUsage = R"(
  bbplay [OPTIONS] TRACK...                play on an audio device
  bbplay --render OUT [OPTIONS] TRACK...   render to files, the same samples
  bbplay --check|--info [OPTIONS] TRACK... look at tracks without sound

TRACK is a track (.json), a session (.session), a preset (.voice, .voices,
.noise), or "-" for standard input.
TIME is seconds or [h:]m:s: 90, 1:30, 1:02:03.25.
Examples, and what is used most: bbplay -h.
)";

constexpr std::string_view kFooter = R"(
Exit codes: 0 done, 64 usage, 65 invalid track, 66 no input, 69 no device,
70 internal error, 73 output exists, 74 I/O error, 129/130/143 stopped.
)";

std::string shown_value(const OptionText& option) {
  return option.words.size() > kMaxWordsInName && option.value.find('|') != std::string::npos
             ? "NAME"
             : option.value;
}

/// With the words that do not fit beside the name.
std::string shown_meaning(const OptionText& option) {
  std::string out = option.meaning;
  if (shown_value(option) == option.value) return out;
  for (std::size_t i = 0; i < option.words.size(); ++i) {
    out += (i == 0 ? ": " : ", ") + option.words[i];
  }
  return out;
}

/// `text` from `column` on, broken between words.
void append_wrapped(std::string& out, std::string_view text, std::size_t column) {
  std::size_t used = column;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (used > column && used + 1 + word.size() > kWidth) {
      out += '\n' + std::string(column, ' ');
      used = column;
    }
    if (used > column) {
      out += ' ';
      ++used;
    }
    out += word;
    used += word.size();
  }
  out += '\n';
}

void append_option(std::string& out, const OptionText& option) {
  std::string name = "  ";
  if (!option.short_name.empty()) name += option.short_name + ", ";
  name += option.long_name;
  if (!option.value.empty()) name += ' ' + shown_value(option);
  if (name.size() + 2 > kMeaningColumn) {
    name += '\n' + std::string(kMeaningColumn, ' ');
  } else {
    name.resize(kMeaningColumn, ' ');
  }
  out += name;
  append_wrapped(out, shown_meaning(option), kMeaningColumn);
}

std::string indented(std::string_view lines) {
  std::string out;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    out += "  " + std::string(line) + '\n';
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
  }
  return out;
}

}  // namespace

std::string help_text(const std::vector<OptionText>& options) {
  std::string out(kSummary);
  out += kUsage;
  std::string_view group;
  for (const OptionText& option : options) {
    if (option.group != group) out += '\n' + option.group + ":\n";
    group = option.group;
    append_option(out, option);
  }
  out += "\nKeys while playing:\n" + indented(key_lines(kWidth - 2));
  out += kFooter;
  return out;
}

std::string short_help_text(const std::vector<OptionText>& options) {
  std::string out(kSummary);
  out += kExamples;
  for (const std::string_view name : kMostUsed) {
    const auto option = std::find_if(options.begin(), options.end(), [&](const OptionText& each) {
      return each.long_name == name;
    });
    if (option != options.end()) append_option(out, *option);
  }
  out += kShortFooter;
  return out;
}

}  // namespace bbplay::app
