// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/playback/tones.h"

#include "drawing/text_width.h"
#include "terminal/values.h"
#include "timeline/panels.h"

namespace bbplay::app {
namespace {

constexpr double kLineHeight = 17, kSwatch = 10;
constexpr double kRight = kPageWidth - kMargin;

struct Column {
  std::string_view heading;
  double left, right;
  Anchor anchor;
};
constexpr std::array kColumns{
    Column{"Step", kMargin, 66, Anchor::end},   Column{"Start", 66, 134, Anchor::end},
    Column{"Length", 134, 206, Anchor::end},    Column{"Blend", 206, 270, Anchor::end},
    Column{"Carrier", 288, 424, Anchor::start}, Column{"Beat", 432, 560, Anchor::start},
    Column{"Voices", 568, 910, Anchor::start},  Column{"Description", 918, kRight, Anchor::start},
};
using Cells = std::array<std::string, kColumns.size()>;

/// Each function once, with its number: "binaural_beat, 2 noise_generator".
std::string voices_of(const Step& step) {
  std::vector<std::pair<std::string_view, int>> counts;
  for (const VoiceSpec& voice : step.voices) {
    const std::string_view function = plain_function(voice);
    const bool known = !counts.empty() && counts.back().first == function;
    if (known) {
      ++counts.back().second;
    } else {
      counts.emplace_back(function, 1);
    }
  }
  std::string text;
  for (const auto& [function, count] : counts) {
    if (!text.empty()) text += ", ";
    if (count > 1) text += std::to_string(count) + ' ';
    text += function;
  }
  return text.empty() ? "(silence)" : text;
}

Cells cells_of(const Sheet& sheet, const StepPlan& placed) {
  const Step& step = sheet.track.steps[placed.step];
  const Tones tones = tones_of(step);
  return {std::to_string(placed.step + 1),
          clock_text(sheet.seconds(placed.start)),
          clock_text(sheet.seconds(placed.frames)),
          placed.fade_in ? clock_text(sheet.seconds(placed.fade_in->frames)) : "-",
          text_of_tone(tones.carrier),
          text_of_tone(tones.beat),
          voices_of(step),
          step.description};
}

void draw_row(Sheet& sheet, const Cells& cells, std::string_view look, bool bold) {
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const Column& column = kColumns[i];
    const double x = column.anchor == Anchor::end ? column.right : column.left;
    const std::string shown = fitted(cells[i], column.right - column.left - 6, kSmallSize, bold);
    const Point at{x, sheet.y + 12};
    if (shown == cells[i] || column.anchor == Anchor::end) {
      sheet.svg.text(at, shown, look, column.anchor);
    } else {
      sheet.svg.text_of(at, shown, cells[i], look);
    }
  }
  sheet.y += kLineHeight;
}

std::string numbers(const Sheet& sheet) {
  std::string text = clock_text(sheet.seconds(sheet.plan.frames));
  const auto add = [&](const std::string& more) { text += "  \xC2\xB7  " + more; };
  add(std::to_string(sheet.plan.rate) + " Hz");
  const std::size_t steps = sheet.plan.steps.size();
  add(std::to_string(steps) + (steps == 1 ? " step" : " steps"));
  if (sheet.track.noise) add("noise layer");
  if (const std::size_t clips = sheet.plan.clips.size(); clips > 0) {
    add(std::to_string(clips) + (clips == 1 ? " clip" : " clips"));
  }
  if (sheet.span.from_s > 0 || sheet.span.to_s < sheet.seconds(sheet.plan.frames)) {
    add("shown: " + clock_text(sheet.span.from_s) + " to " + clock_text(sheet.span.to_s));
  }
  return text;
}

}  // namespace

void draw_header(Sheet& sheet) {
  sheet.svg.text({kMargin, 42}, fitted(sheet.track.name, kRight - kMargin, kTitleSize, true),
                 "title");
  sheet.svg.text({kMargin, 63}, numbers(sheet), "muted");
  sheet.y = 76;
  double x = kMargin;
  for (std::size_t i = 0; i < sheet.functions.size(); ++i) {
    const std::string name = fitted(sheet.functions[i], 300, kTextSize);
    const double width = kSwatch + 6 + text_width(name, kTextSize) + 18;
    if (x + width > kRight && x > kMargin) {
      x = kMargin;
      sheet.y += kLineHeight;
    }
    sheet.svg.rect({x, sheet.y, kSwatch, kSwatch}, "d" + std::to_string(i % kVoiceColors), 2);
    sheet.svg.text({x + kSwatch + 6, sheet.y + 9.5}, name, "");
    x += width;
  }
  sheet.y += sheet.functions.empty() ? 0 : kLineHeight + 4;
}

void draw_clock(Sheet& sheet) {
  for (const Mark& mark : sheet.time_marks) {
    sheet.svg.text({sheet.time.at(mark.value), sheet.y + 10}, mark.label, "small muted",
                   Anchor::middle);
  }
  sheet.y += 14;
}

void draw_table(Sheet& sheet) {
  if (sheet.plan.steps.empty()) return;
  sheet.y += 14;
  Cells headings;
  for (std::size_t i = 0; i < kColumns.size(); ++i) headings[i] = kColumns[i].heading;
  draw_row(sheet, headings, "small strong", true);
  sheet.svg.line({kMargin, sheet.y - 1}, {kRight, sheet.y - 1}, "frame");
  bool striped = false;
  for (const StepPlan& placed : sheet.plan.steps) {
    if (!sheet.shows(placed.start, placed.end())) continue;
    if (striped) sheet.svg.rect({kMargin, sheet.y, kRight - kMargin, kLineHeight}, "stripe");
    striped = !striped;
    draw_row(sheet, cells_of(sheet, placed), "small", false);
  }
}

}  // namespace bbplay::app
