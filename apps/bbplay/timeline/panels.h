// SPDX-License-Identifier: MIT
/// The parts of the page; each draws itself at the next free line and moves on below.
#pragma once

#include <vector>

#include "timeline/sheet.h"
#include "timeline/tone_lines.h"

namespace bbplay::app {

/// Name of the track, its numbers, and what the colours mean.
void draw_header(Sheet& sheet);
/// The labels of the time marks.
void draw_clock(Sheet& sheet);
/// Beats over the bands of brain rhythms.
void draw_beats(Sheet& sheet, const std::vector<VoiceLines>& lines);
void draw_carriers(Sheet& sheet, const std::vector<VoiceLines>& lines);
/// Beats over their bands in `plot`, or carriers where there are no beats, without a word. False
/// where there are neither.
bool draw_plain_tones(Sheet& sheet, const Box& plot, const std::vector<VoiceLines>& lines);
/// Peaks of the steps in the rendered sound.
void draw_levels(Sheet& sheet);
/// Every step with its voices; those that sound together stand below each other.
void draw_steps(Sheet& sheet);
/// Every stage of the scene of SAM voices, with its edges.
void draw_stages(Sheet& sheet);
void draw_noise(Sheet& sheet);
/// The gain of the noise in `plot`, without a word.
void draw_plain_noise(Sheet& sheet, const Box& plot);
void draw_clips(Sheet& sheet);
/// All steps in numbers.
void draw_table(Sheet& sheet);

}  // namespace bbplay::app
