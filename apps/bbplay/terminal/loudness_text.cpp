// SPDX-License-Identifier: MIT
#include "terminal/loudness_text.h"

#include <cmath>

#include "terminal/table.h"

namespace bbplay::app {
namespace {

std::string in_decibels(double level) {
  return level > 0 ? with_decimals(20 * std::log10(level), 1) : "-inf";
}

}  // namespace

std::string loudness_text(const Levels& levels) {
  return (levels.integrated ? with_decimals(*levels.integrated, 1) : "-inf") + " LUFS, range " +
         with_decimals(levels.range, 1) + " LU, true peak " + in_decibels(levels.true_peak) +
         " dBTP";
}

}  // namespace bbplay::app
