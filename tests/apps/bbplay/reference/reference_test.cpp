// SPDX-License-Identifier: MIT
// Help, manual pages and completions: what is made from the table of options.
#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/reference/describe.h"

#include "apps/bbplay/support/program.h"
#include "reference/option_table.h"
#include "support/scratch_folder.h"
#include "terminal/command_line.h"

namespace bbplay::test {
namespace {

using app::OptionText;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<OptionText> options() {
  CLI::App app;
  app::Options options;
  app::declare_options(app, options);
  return app::option_table(app);
}

/// A file that the build has made.
std::string made(const std::string& name) { return std::string(BBPLAY_REFERENCE) + '/' + name; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string with_escaped_hyphens(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '-' ? std::string("\\-") : std::string(1, c);
  return out;
}

TEST(OptionTable, HasTheOptionsOfTheProgram) {
  const std::vector<OptionText> table = options();
  const auto named = [&](const std::string& name) {
    return *std::find_if(table.begin(), table.end(),
                         [&](const OptionText& each) { return each.long_name == name; });
  };
  EXPECT_EQ(named("--device").short_name, "-d");
  EXPECT_EQ(named("--device").argument, app::Argument::other);
  EXPECT_EQ(named("--dither").words, (std::vector<std::string>{"none", "tpdf"}));
  EXPECT_EQ(named("--quiet").argument, app::Argument::none);
  EXPECT_EQ(named("--render").argument, app::Argument::file);
  EXPECT_TRUE(named("--loop").value_is_optional);
  EXPECT_THAT(named("--describe").words, Contains("qam_beat_transition"));
  EXPECT_EQ(named("--config").value, "FILE");
}

/// Rows and entries of a chapter of the book.
std::ptrdiff_t entries_of(const std::string& chapter) {
  std::ptrdiff_t entries = 0;
  for (const std::string& line :
       lines_of(bytes_of(std::filesystem::path(BBPLAY_SOURCE_DIR) / "data/format" / chapter))) {
    if (line.starts_with("|--")) {
      --entries;  // the header above it
    } else if (line.starts_with("| ") || line.starts_with("- ")) {
      ++entries;
    }
  }
  return entries;
}

/// What stands under a heading of the page about tracks.
std::vector<std::string> track_section(const std::string& heading) {
  const std::string page = bytes_of(made("bbplay-track.5"));
  const std::size_t begin = page.find(".SH " + heading + '\n');
  if (begin == page.npos) return {};
  return lines_of(page.substr(begin, page.find("\n.SH ", begin) - begin));
}

TEST(TrackPage, ListsEveryWarningOfTheBook) {
  const std::vector<std::string> shown = track_section("WARNINGS");
  EXPECT_GT(entries_of("warnings.md"), 25);
  EXPECT_EQ(std::ranges::count(shown, ".TP"), entries_of("warnings.md"));
  EXPECT_THAT(shown, Contains(".SS 3 Tones and beats"));
  EXPECT_THAT(track_section("NOISE COLOURS"), Contains(HasSubstr("pink, brown, green")));
}

TEST(TrackPage, ListsEveryDifferenceOfTheBook) {
  const std::vector<std::string> shown = track_section("DIFFERENCES FROM THE REFERENCE");
  EXPECT_GT(entries_of("deviations.md"), 60);
  EXPECT_EQ(std::ranges::count(shown, ".TP"), entries_of("deviations.md"));
  EXPECT_THAT(shown, Contains(".SS 1 In both fidelities"));
  EXPECT_THAT(shown, Contains("dual pulse voices"));
  EXPECT_THAT(shown,
              Contains(HasSubstr("reference: silent; bbplay: play; why: the reference crashes")));
  for (const std::string& line : shown) {
    EXPECT_THAT(line, Not(HasSubstr("](")));
    EXPECT_THAT(line, Not(HasSubstr("**")));
  }
}

TEST(Help, ShowsEveryOptionOnceWithinAScreenWidth) {
  const Outcome help = bbplay({"--help"});
  const std::vector<std::string> lines = lines_of(help.out);
  EXPECT_LT(lines.size(), 100u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 80u) << line;
  for (const OptionText& option : options()) {
    const auto begins = [&](const std::string& line) {
      std::string shown = "  ";
      if (!option.short_name.empty()) shown += option.short_name + ", ";
      shown += option.long_name;
      return line.starts_with(shown + ' ') || line == shown;
    };
    EXPECT_EQ(std::count_if(lines.begin(), lines.end(), begins), 1) << option.long_name;
    EXPECT_FALSE(option.meaning.empty()) << option.long_name;
  }
}

TEST(Help, InShortIsOneScreenOfExamplesAndOptionsThatExist) {
  const Outcome help = bbplay({"-h"});
  EXPECT_EQ(help.exit_code, 0);
  const std::vector<std::string> lines = lines_of(help.out);
  EXPECT_LE(lines.size(), 24u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 80u) << line;
  const auto begin_with = [&](const std::string& text) {
    return std::count_if(lines.begin(), lines.end(),
                         [&](const std::string& line) { return line.starts_with(text); });
  };
  EXPECT_GE(begin_with("  bbplay "), 5);
  EXPECT_EQ(begin_with("  -"), 10) << help.out;
  EXPECT_THAT(help.out, HasSubstr("bbplay --help"));
}

TEST(ManualPages, SatisfyTheirChecker) {
  for (const auto page : {"bbplay.1", "bbplay-track.5"}) {
    const Outcome lint = run({"mandoc", "-Tlint", "-Wstyle", made(page)});
    EXPECT_EQ(lint.exit_code, 0);
    EXPECT_EQ(lint.out + lint.err, "");
  }
}

TEST(ManualPages, NameEveryOptionFunctionAndParameter) {
  const std::string program = bytes_of(made("bbplay.1"));
  for (const OptionText& option : options()) {
    EXPECT_THAT(program, HasSubstr("\\fB" + with_escaped_hyphens(option.long_name) + "\\fR"));
  }
  const std::string track = bytes_of(made("bbplay-track.5"));
  for (const SynthSummary& synth : list_synths()) {
    EXPECT_THAT(track, HasSubstr(".SS " + std::string(synth.name) + "\n"));
  }
  for (const auto key : {"progression", "crossfade_overlap", "voice_id", "startBaseFreq", "pan"}) {
    EXPECT_THAT(track, HasSubstr(key));
  }
}

/// What one shell offers for the last of `words` after "bbplay".
using Completer = std::vector<std::string> (*)(const std::vector<std::string>& words,
                                               const std::string& folder);

std::vector<std::string> complete_in_bash(const std::vector<std::string>& words,
                                          const std::string& folder) {
  constexpr const char* kScript =
      "source \"$0\"; COMP_WORDS=(bbplay \"$@\"); COMP_CWORD=$#; _bbplay; "
      "printf '%s\\n' \"${COMPREPLY[@]}\"";
  std::vector<std::string> command{"bash", "--norc", "-c", kScript, made("bbplay.bash")};
  command.insert(command.end(), words.begin(), words.end());
  Start start;
  start.folder = folder;
  return lines_of(run(command, start).out);
}

std::string line_of(const std::vector<std::string>& words) {
  std::string out = "bbplay";
  for (const std::string& word : words) out += ' ' + word;
  return out;
}

std::vector<std::string> complete_in_fish(const std::vector<std::string>& words,
                                          const std::string& folder) {
  Start start;
  start.folder = folder;
  start.environment = {"HOME=" + folder};
  const std::string script =
      "source " + made("bbplay.fish") + "; complete -C '" + line_of(words) + "'";
  std::vector<std::string> out = lines_of(run({"fish", "-c", script}, start).out);
  for (std::string& line : out) line = line.substr(0, line.find('\t'));  // less the description
  return out;
}

/// The line as it stands after the tab key, when it can only be completed in one way: a shell on a
/// terminal of its own runs it, with a function in place of the program.
std::vector<std::string> complete_in_zsh(const std::vector<std::string>& words,
                                         const std::string& folder) {
  constexpr const char* kScript = R"(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell "bbplay() { print -rl -- \"<\$^@>\" }; print rea''dy"
zpty -r shell heard '*ready*'
zpty -w -n shell "$2"$'\t\n'
zpty -w shell "print do''ne"
zpty -r shell heard '*done*'
print -r -- "$heard"
)";
  Start start;
  start.folder = folder;
  const Outcome outcome =
      run({"zsh", "-f", "-c", kScript, "zsh", BBPLAY_REFERENCE, line_of(words)}, start);
  std::vector<std::string> out;
  for (const std::string& line : lines_of(outcome.out)) {
    if (line.starts_with('<')) out.push_back(line.substr(1, line.rfind('>') - 1));
  }
  return out;
}

class Completions : public testing::TestWithParam<std::pair<const char*, Completer>> {
 protected:
  void SetUp() override {
    put_bytes(folder_ / "night.json", "{}");
    put_bytes(folder_ / "output.wav", "");
  }
  std::vector<std::string> complete(const std::vector<std::string>& words) const {
    return GetParam().second(words, folder_.path().string());
  }

  const ScratchFolder folder_;
};

TEST_P(Completions, OfferOptionsWordsVoicesAndFiles) {
  EXPECT_THAT(complete({"--dit"}), Contains("--dither"));
  EXPECT_THAT(complete({"--list-v"}), Contains("--list-voices"));
  EXPECT_THAT(complete({"--dither", "tp"}), Contains("tpdf"));
  EXPECT_THAT(complete({"--describe", "qam_beat_t"}), Contains("qam_beat_transition"));
  EXPECT_THAT(complete({"--describe", "qam_beat_t"}), Not(Contains("binaural_beat")));
  EXPECT_THAT(complete({"--check", "ni"}), Contains("night.json"));
  EXPECT_THAT(complete({"--render", "out"}), Contains("output.wav"));
}

INSTANTIATE_TEST_SUITE_P(Of, Completions,
                         testing::Values(std::pair{"bash", &complete_in_bash},
                                         std::pair{"zsh", &complete_in_zsh},
                                         std::pair{"fish", &complete_in_fish}),
                         [](const auto& each) { return each.param.first; });

TEST(BashCompletion, KnowsEveryOptionAndTheFormWithAnEqualsSign) {
  const std::string folder = made("");
  const std::vector<std::string> offered = complete_in_bash({"-"}, folder);
  for (const OptionText& option : options()) {
    EXPECT_THAT(offered, Contains(option.long_name));
    if (option.words.empty()) continue;
    EXPECT_EQ(complete_in_bash({option.long_name, "=", ""}, folder), option.words);
  }
}

}  // namespace
}  // namespace bbplay::test
