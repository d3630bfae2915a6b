// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "bbplay/model/describe.h"
#include "bbplay/playback/tones.h"

#include "drawing/text_width.h"
#include "timeline/panels.h"

namespace bbplay::app {
namespace {

constexpr double kBeatHeight = 190, kCarrierHeight = 130;
/// Rises of a curve that look like movement; between less the axis would exaggerate.
constexpr double kMinCarrierRangeHz = 20;
/// Wider ranges of carriers are drawn on a logarithmic axis.
constexpr double kWideRatio = 6;

struct RhythmBand {
  std::string_view name;
  double low, high;  // Hz
};
constexpr std::array kBands{RhythmBand{"delta", 0.5, 4}, RhythmBand{"theta", 4, 8},
                            RhythmBand{"alpha", 8, 13}, RhythmBand{"beta", 13, 30},
                            RhythmBand{"gamma", 30, 100}};

using LineOf = ToneLine VoiceLines::*;

struct Extremes {
  double low = 0, high = 0;
};

/// Over all points above 0 Hz; nothing but zeros give {0, 0}.
Extremes extremes(const std::vector<VoiceLines>& lines, LineOf which) {
  Extremes found;
  for (const VoiceLines& voice : lines) {
    for (const ToneAt& point : voice.*which) {
      if (point.hertz <= 0) continue;
      found.low = found.low == 0 ? point.hertz : std::min(found.low, point.hertz);
      found.high = std::max(found.high, point.hertz);
    }
  }
  return found;
}

bool has(const std::vector<VoiceLines>& lines, LineOf which) {
  return std::ranges::any_of(lines,
                             [&](const VoiceLines& voice) { return !(voice.*which).empty(); });
}

/// Four digits at most, but all before the point.
std::string hertz_label(double hertz) {
  const double fineness = hertz < 10 ? 1'000 : hertz < 100 ? 100 : 10;
  return text_of(std::round(hertz * fineness) / fineness) + " Hz";
}

/// Writes values at the ends of the leading lines, where there is room.
class EndLabels {
 public:
  EndLabels(Sheet& sheet, const Box& plot, const Axis& axis)
      : sheet_(sheet), axis_(axis), space_(plot), plot_(plot) {}

  void write(const VoiceLines& voice, const ToneLine& line) {
    const double left = sheet_.time.at(line.front().time_s);
    const double right = sheet_.time.at(line.back().time_s);
    const std::string first = hertz_label(line.front().hertz);
    const std::string last = hertz_label(line.back().hertz);
    const std::string color = "label d" + color_of(voice);
    const bool moves = first != last;
    const bool falls = line.back().hertz < line.front().hertz;
    const double room = right - left;
    const bool both_fit = text_width(first, kSmallSize) + text_width(last, kSmallSize) + 12 < room;
    if (first != previous_ && (both_fit || !moves)) {
      put(first, left + 3, axis_.at(line.front().hertz), room, color, falls || !moves);
    }
    if (moves) {
      const double width = text_width(last, kSmallSize);
      put(last, right - width - 3, axis_.at(line.back().hertz), room, color, !falls);
    }
    previous_ = last;
  }

 private:
  std::string color_of(const VoiceLines& voice) const {
    const Step& step = sheet_.track.steps[sheet_.plan.steps[voice.step].step];
    return std::to_string(sheet_.color_of(step.voices[voice.voice]));
  }

  /// Beside the line, on the side that it does not come from if there is room.
  void put(const std::string& text, double x, double y, double room, const std::string& look,
           bool above) {
    const double width = text_width(text, kSmallSize);
    if (width + 6 > room) return;
    for (const double baseline : {above ? y - 5 : y + 14, above ? y + 14 : y - 5}) {
      if (!space_.claim({x, baseline - 10, width, 13})) continue;
      sheet_.svg.text({x, baseline}, text, look);
      return;
    }
  }

  Sheet& sheet_;
  const Axis& axis_;
  LabelSpace space_;
  Box plot_;
  std::string previous_;
};

void draw_curves(Sheet& sheet, const Box& plot, const Axis& axis,
                 const std::vector<VoiceLines>& lines, LineOf which) {
  sheet.svg.begin_clip({plot.left, plot.top - 2, plot.width, plot.height + 4});
  for (const bool leading : {false, true}) {
    for (const VoiceLines& voice : lines) {
      const ToneLine& line = voice.*which;
      if (voice.leading != leading || line.empty()) continue;
      if (line.back().time_s < sheet.span.from_s || line.front().time_s > sheet.span.to_s) continue;
      const Step& step = sheet.track.steps[sheet.plan.steps[voice.step].step];
      Path path;
      for (const ToneAt& point : line) {
        const Point at{sheet.time.at(point.time_s), axis.at(point.hertz)};
        if (path.empty()) {
          path.move(at);
        } else {
          path.line(at);
        }
      }
      const std::string color = std::to_string(sheet.color_of(step.voices[voice.voice]));
      sheet.svg.path(path, (leading ? "line lead v" : "line faint v") + color);
    }
  }
  sheet.svg.end_clip();
}

void draw_lines(Sheet& sheet, const Box& plot, const Axis& axis,
                const std::vector<VoiceLines>& lines, LineOf which) {
  draw_curves(sheet, plot, axis, lines, which);
  EndLabels labels(sheet, plot, axis);
  for (const VoiceLines& voice : lines) {
    const ToneLine& line = voice.*which;
    if (!voice.leading || line.empty()) continue;
    const bool whole =
        line.front().time_s >= sheet.span.from_s && line.back().time_s <= sheet.span.to_s;
    if (whole) labels.write(voice, line);
  }
}

void draw_marks(Sheet& sheet, const Box& plot, const Axis& axis, const std::vector<Mark>& marks) {
  double last = plot.bottom() + 100;
  for (const Mark& mark : marks) {
    const double y = axis.at(mark.value);
    sheet.svg.line({plot.left, y}, {plot.right(), y}, "grid");
    if (std::abs(last - y) < kSmallSize + 2) continue;
    sheet.svg.text({plot.left - 8, y + 4}, mark.label, "small muted", Anchor::end);
    last = y;
  }
}

Axis upwards(const Box& plot) {
  Axis axis;
  axis.at_low = plot.bottom();
  axis.at_high = plot.top;
  return axis;
}

/// From the lowest to the highest band that is used, and past the ends of both if need be. A beat
/// between two bands belongs to the upper one.
Axis beat_axis(const std::vector<VoiceLines>& lines, const Box& plot) {
  Extremes used = extremes(lines, &VoiceLines::beat);
  if (used.high == 0) used = {1, 4};
  Axis axis = upwards(plot);
  axis.logarithmic = true;
  axis.low = kBands.front().low;
  for (const RhythmBand& band : kBands) {
    if (used.low >= band.low) axis.low = band.low;
  }
  axis.high = kBands.back().high;
  for (auto band = kBands.rbegin(); band != kBands.rend(); ++band) {
    if (used.high <= band->high && band->high > axis.low) axis.high = band->high;
  }
  if (axis.low == kBands.front().low && used.low >= 1) axis.low = 1;
  while (axis.low > used.low && axis.low > 1e-3) axis.low /= 2;
  while (axis.high < used.high) axis.high *= 2;
  return axis;
}

/// Logarithmic where they are far apart.
Axis carrier_axis(const std::vector<VoiceLines>& lines, const Box& plot) {
  Extremes used = extremes(lines, &VoiceLines::carrier);
  if (used.high == 0) used = {100, 200};
  Axis axis = upwards(plot);
  axis.logarithmic = used.high / used.low > kWideRatio;
  if (axis.logarithmic) {
    axis.low = used.low / 1.2;
    axis.high = used.high * 1.2;
  } else {
    const double range = std::max(used.high - used.low, kMinCarrierRangeHz);
    const double middle = (used.low + used.high) / 2;
    axis.low = std::max(0.0, middle - range * 0.65);
    axis.high = middle + range * 0.65;
  }
  return axis;
}

enum class BandNames : std::uint8_t { none, beside };

void draw_bands(Sheet& sheet, const Box& plot, const Axis& axis, BandNames names) {
  for (std::size_t i = 0; i < kBands.size(); ++i) {
    const RhythmBand& band = kBands[i];
    const double top = axis.at(band.high), bottom = axis.at(band.low);
    if (bottom - top < 1) continue;
    sheet.svg.rect({plot.left, top, plot.width, bottom - top}, "b" + std::to_string(i));
    if (names == BandNames::none || bottom - top < kTextSize + 2) continue;
    sheet.svg.text({plot.right() + 10, (top + bottom) / 2 + 4}, band.name,
                   "strong n" + std::to_string(i));
  }
}

}  // namespace

void draw_beats(Sheet& sheet, const std::vector<VoiceLines>& lines) {
  if (!has(lines, &VoiceLines::beat)) return;
  const Box plot = begin_panel(sheet, "Beat, Hz", kBeatHeight);
  const Axis axis = beat_axis(lines, plot);
  draw_bands(sheet, plot, axis, BandNames::beside);
  std::vector<Mark> marks = decade_marks(axis.low, axis.high);
  std::erase_if(marks, [](const Mark& mark) {
    return mark.value >= 0.5 && mark.value != 1 && mark.value != 2;
  });
  for (const double edge : {0.5, 4.0, 8.0, 13.0, 30.0, 100.0}) {
    if (edge >= axis.low && edge <= axis.high) marks.push_back({edge, text_of(edge)});
  }
  std::ranges::sort(marks, {}, &Mark::value);
  draw_marks(sheet, plot, axis, marks);
  draw_lines(sheet, plot, axis, lines, &VoiceLines::beat);
}

void draw_carriers(Sheet& sheet, const std::vector<VoiceLines>& lines) {
  if (!has(lines, &VoiceLines::carrier)) return;
  const Box plot = begin_panel(sheet, "Carrier, Hz", kCarrierHeight);
  const Axis axis = carrier_axis(lines, plot);
  const std::vector<Mark> marks =
      axis.logarithmic ? decade_marks(axis.low, axis.high) : round_marks(axis.low, axis.high, 4);
  draw_marks(sheet, plot, axis, marks);
  draw_lines(sheet, plot, axis, lines, &VoiceLines::carrier);
}

bool draw_plain_tones(Sheet& sheet, const Box& plot, const std::vector<VoiceLines>& lines) {
  if (has(lines, &VoiceLines::beat)) {
    const Axis axis = beat_axis(lines, plot);
    draw_bands(sheet, plot, axis, BandNames::none);
    draw_curves(sheet, plot, axis, lines, &VoiceLines::beat);
    return true;
  }
  if (!has(lines, &VoiceLines::carrier)) return false;
  draw_curves(sheet, plot, carrier_axis(lines, plot), lines, &VoiceLines::carrier);
  return true;
}

}  // namespace bbplay::app
