// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "bbplay/playback/tones.h"

#include "drawing/text_width.h"
#include "timeline/panels.h"

namespace bbplay::app {
namespace {

constexpr double kTitleHeight = 18, kVoiceHeight = 16, kRowGap = 8;

struct Row {
  std::int64_t end = 0;    // of the last step in it
  std::size_t voices = 0;  // most of any of its steps
  double top = 0;
  double height() const { return kTitleHeight + static_cast<double>(voices) * kVoiceHeight + 4; }
};

/// A step goes to the first row in which nothing sounds any more.
std::vector<std::size_t> assign_rows(const Sheet& sheet, std::vector<Row>& rows) {
  std::vector<std::size_t> row_of;
  for (const StepPlan& placed : sheet.plan.steps) {
    std::size_t row = 0;
    while (row < rows.size() && rows[row].end > placed.start) ++row;
    if (row == rows.size()) rows.emplace_back();
    rows[row].end = placed.end();
    rows[row].voices = std::max(rows[row].voices, sheet.track.steps[placed.step].voices.size());
    row_of.push_back(row);
  }
  return row_of;
}

/// A box whose sides lean where the step blends.
Path outline(const Sheet& sheet, const StepPlan& placed, double top, double bottom) {
  const double left = sheet.x_of(placed.start), right = sheet.x_of(placed.end());
  double full_from = left, full_to = right;
  if (placed.fade_in) full_from = sheet.x_of(placed.fade_in->start + placed.fade_in->frames);
  for (const Fade& fade : placed.fade_outs) {
    const bool ends_here = fade.start + fade.frames >= placed.end() || fade.silent_after;
    if (ends_here) full_to = std::min(full_to, sheet.x_of(fade.start));
  }
  if (full_from > full_to) full_from = full_to = (left + right) / 2;
  Path path;
  path.move({left, bottom}).line({full_from, top}).line({full_to, top}).line({right, bottom});
  return path.close();
}

std::string voice_label(const VoiceSpec& voice) {
  const Tones tones = tones_of(voice.synth);
  std::string label =
      voice.description.empty() ? std::string(plain_function(voice)) : voice.description;
  if (tones.carrier) label += ", " + text_of_tone(tones.carrier);
  if (tones.beat) label += ", beat " + text_of_tone(tones.beat);
  return label;
}

/// Number and description of a step; where they do not fit the number alone, in the middle.
/// room  between the blends, starting on the base line
void draw_title(Sheet& sheet, const StepPlan& placed, const Box& room, double middle,
                double width) {
  const Step& step = sheet.track.steps[placed.step];
  const std::string number = std::to_string(placed.step + 1);
  const double number_width = text_width(number, kSmallSize, true);
  if (number_width <= room.width) {
    const std::string title = step.description.empty() ? number : number + "  " + step.description;
    std::string shown = fitted(title, room.width, kSmallSize, true);
    if (!shown.starts_with(number)) shown = number;
    sheet.svg.text_of({room.left, room.top}, shown, title, "small strong");
  } else if (number_width + 2 <= width) {
    sheet.svg.text({middle, room.top}, number, "small strong", Anchor::middle);
  }
}

void draw_step(Sheet& sheet, const StepPlan& placed, const Row& row) {
  const Step& step = sheet.track.steps[placed.step];
  const double left = sheet.x_of(placed.start), right = sheet.x_of(placed.end());
  const double bottom = row.top + row.height();
  sheet.svg.path(outline(sheet, placed, row.top, bottom), "step");

  // Where both sides are upright there is room for text.
  double from = left, to = right;
  if (placed.fade_in) from = sheet.x_of(placed.fade_in->start + placed.fade_in->frames);
  for (const Fade& fade : placed.fade_outs) to = std::min(to, sheet.x_of(fade.start));
  from = std::max(from, left) + 4;
  to -= 4;
  const double room = to - from;
  draw_title(sheet, placed, {from, row.top + 13, room, 0}, (left + right) / 2, right - left);
  if (right - left < 3) return;
  for (std::size_t i = 0; i < step.voices.size(); ++i) {
    const VoiceSpec& voice = step.voices[i];
    const double top = row.top + kTitleHeight + static_cast<double>(i) * kVoiceHeight;
    const double bar_left = std::min(from - 2, (left + right) / 2 - 1);
    const double bar_right = std::max(to + 2, bar_left + 2);
    sheet.svg.rect({bar_left, top, bar_right - bar_left, kVoiceHeight - 2},
                   "t" + std::to_string(sheet.color_of(voice)), 2);
    const std::string label = voice_label(voice);
    sheet.svg.text_of({from + 3, top + 10.5}, fitted(label, room - 6, kSmallSize), label, "small");
  }
}

}  // namespace

void draw_steps(Sheet& sheet) {
  if (sheet.plan.steps.empty()) return;
  std::vector<Row> rows;
  const std::vector<std::size_t> row_of = assign_rows(sheet, rows);
  double height = kRowGap;
  for (const Row& row : rows) height += row.height() + kRowGap;
  const Box plot = begin_panel(sheet, "Steps", height);
  double top = plot.top + kRowGap;
  for (Row& row : rows) {
    row.top = top;
    top += row.height() + kRowGap;
  }
  sheet.svg.begin_clip(plot);
  for (std::size_t i = 0; i < sheet.plan.steps.size(); ++i) {
    const StepPlan& placed = sheet.plan.steps[i];
    if (sheet.shows(placed.start, placed.end())) draw_step(sheet, placed, rows[row_of[i]]);
  }
  sheet.svg.end_clip();
}

}  // namespace bbplay::app
