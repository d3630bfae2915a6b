// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/describe.h"
#include "bbplay/model/format_keys.h"
#include "bbplay/model/words.h"
#include "bbplay/reference/describe.h"
#include "bbplay/reference/synth_tables.h"

#include "reference/book_page.h"
#include "reference/manual_page.h"
#include "reference/roff.h"

namespace bbplay::app {
namespace {

using reference::ParamTable;
using reference::ParamText;

const auto bold = RoffPage::bold;
const auto plain = RoffPage::plain;

constexpr std::string_view kExample = R"({
  "global": {"sample_rate": 44100, "crossfade_duration": 4},
  "progression": [
    {"duration": 600, "voices": [
      {"synth_function_name": "binaural_beat",
       "params": {"baseFreq": 200, "beatFreq": 10}}]},
    {"duration": 1200, "voices": [
      {"synth_function_name": "binaural_beat", "is_transition": true,
       "params": {"startBaseFreq": 200, "endBaseFreq": 150,
                  "startBeatFreq": 10, "endBeatFreq": 4}}]}
  ],
  "overlay_clips": [{"path": "bell.wav", "start_time": 1790}]
}
)";

/// Remarks on one key: "; in Hz; [0, 24000]; default: 200".
class Remarks {
 public:
  explicit Remarks(std::string_view meaning) : text_(plain(meaning)) {}
  Remarks& add(std::string_view label, std::string_view value) {
    if (!value.empty() && value != "-") text_ += "; " + std::string(label) + plain(value);
    return *this;
  }
  std::string text() const { return text_ + '.'; }

 private:
  std::string text_;
};

std::string keys_markup(std::string_view key, const std::vector<std::string_view>& aliases) {
  std::string out = bold(key);
  for (const std::string_view alias : aliases) out += ", " + bold(alias);
  return out;
}

void put_key(RoffPage& page, const KeyText& key) {
  std::vector<std::string_view> aliases;
  if (!key.aliases.empty()) aliases = model::split_at_bars(key.aliases);
  std::string choices;
  for (const std::string_view choice : key.choices) {
    choices += (choices.empty() ? "" : ", ") + std::string(choice);
  }
  const std::string range = text_of(key.range);
  page.item(keys_markup(key.key, aliases), Remarks(key.meaning)
                                               .add("in ", symbol_of(key.unit))
                                               .add("", range == "any" ? choices : range)
                                               .add("default: ", key.fallback)
                                               .text());
}

void put_param(RoffPage& page, const ParamText& param) {
  Remarks remarks(param.meaning);
  remarks.add("in ", param.unit).add("", param.range).add("default: ", param.fallback);
  if (!param.start_key.empty()) {
    remarks.add("from ", param.start_key + " to " + param.end_key);
  }
  page.item(keys_markup(param.key, param.aliases), remarks.text());
}

void put_table(RoffPage& page, const ParamTable& table) {
  page.subsection(table.name).paragraph(plain(table.meaning) + '.');
  for (const ParamText& param : table.params) put_param(page, param);
}

void put_other_files(RoffPage& page) {
  page.section("PRESETS AND SESSIONS");
  page.paragraph(
      plain("These play like tracks, too. What stands in a file decides what it is, then its name; "
            "bbplay --save-track OUT.json FILE writes the track that it becomes."));
  page.item(bold(".voice") + ", " + bold(".voices"),
            plain("One voice, or a list of them: one step of 60 seconds, or as long as --duration "
                  "says, with the defaults of the settings."));
  page.item(bold(".noise"), plain("The settings of one noise, likewise; a track names such a file "
                                  "for the noise under its steps."));
  page.item(
      bold(".session"),
      plain("What the Session window of BinauralBuilder saves: steps with a duration, volumes, "
            "a sound file, and a binaural_preset_id and noise_preset_id in place of voices. "
            "Exports of Session Builder Mobile name their presets as binaural and noise."));
  page.paragraph(plain(
      "Presets of a session are looked for in this order: where --presets says, the last one first "
      "(a folder, a catalogue, a preset); in the folder of the session and its folders presets, "
      "presets/binaurals, presets/noise and the same below src; in "
      "$XDG_DATA_HOME/bbplay/presets. A preset that is nowhere is a missing input."));
}

}  // namespace

std::string track_page(const Release& release, std::string_view warnings,
                       std::string_view deviations) {
  RoffPage page("BBPLAY-TRACK", 5, release.date, "bbplay " + release.version, "File Formats");
  page.section("NAME").paragraph("bbplay\\-track \\- tracks of binaural and entrainment sessions");
  page.section("DESCRIPTION");
  page.paragraph(plain(
      "A track is a JSON object in UTF-8. Numbers may also be written as text, and true and "
      "false count as 1 and 0. null counts as absent. Keys that are not listed here are "
      "ignored with a warning, and so is all but the first of several names of one thing. "
      "Paths are relative to the file that names them. The older layout, with global_settings "
      "and steps, is read as well."));
  page.example(kExample);
  for (const ObjectText& object : format_objects()) {
    page.section(RoffPage::upper(object.title)).paragraph(plain(object.meaning));
    for (const KeyText& key : object.keys) put_key(page, key);
  }
  page.section("TRANSITIONS");
  page.paragraph(
      plain("With is_transition, parameters that have a start and an end key (\"from ... to ...\") "
            "move from one value to the other; the plain key, where it counts at all, stands in "
            "for a start key that is missing, and the start for an end key."));
  page.item(bold("initial_offset"), "When the movement begins; in s; default: 0.");
  page.item(bold("transition_duration"),
            "How long it takes; in s; default: to the end of the step.");
  page.item(bold("transition_curve"),
            plain("How it goes: linear, logarithmic, exponential, or an expression in alpha such "
                  "as alpha**3; default: linear."));
  page.section("FUNCTIONS")
      .paragraph("Values outside a range are played as they are, with a warning.");
  for (const ParamTable& table : reference::synth_tables()) put_table(page, table);
  page.section("FURTHER PARAMETERS").paragraph("These belong to no single function.");
  for (const ParamTable& table : reference::further_tables()) put_table(page, table);
  page.section("NOISE COLOURS");
  std::string colors;
  for (const std::string_view name : noise_color_names()) {
    colors += (colors.empty() ? "" : ", ") + std::string(name);
  }
  page.paragraph(plain("Names of colours, in any case: " + colors + "."));
  put_other_files(page);
  page.section("WARNINGS");
  put_chapter(page, warnings);
  page.section("DIFFERENCES FROM THE REFERENCE");
  page.paragraph(
      plain("The reference is the Python program BinauralBuilder, for which tracks of this format "
            "are written. The chapters that are named here are those of the book of the format, "
            "in share/doc/bbplay/format."));
  put_chapter(page, deviations);
  page.section("SEE ALSO").paragraph(bold("bbplay") + "(1)");
  return page.text();
}

}  // namespace bbplay::app
