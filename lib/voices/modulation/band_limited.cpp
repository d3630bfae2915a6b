// SPDX-License-Identifier: MIT
#include "voices/modulation/band_limited.h"

#include "dsp/filter/butterworth.h"

namespace bbplay::voices {

namespace {

constexpr int kOrder = 4;
constexpr double kRumbleHz = 30;
constexpr double kBandEdge = 0.45;  // of the rate

}  // namespace

dsp::ZeroPhaseFilter rumble_filter(double rate) {
  if (kRumbleHz >= rate / 2) return {};
  return {dsp::butterworth_high_pass(kOrder, kRumbleHz, rate), kOrder};
}

dsp::ZeroPhaseFilter band_limit(double rate) {
  return {dsp::butterworth_low_pass(kOrder, kBandEdge * rate, rate), kOrder};
}

}  // namespace bbplay::voices
