// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bbplay/model/describe.h"

#include "dsp/flanger/flanger.h"
#include "reader/read_flanger.h"
#include "support/quanta.h"

namespace bbplay::test {

/// The flanger that a case of `flanger_stereo` describes with the argument names of that function.
inline dsp::FlangerSettings flanger_settings(reader::JsonNode arguments, Fidelity fidelity) {
  constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
      {"delay_ms", "DelayMs"},
      {"depth_ms", "DepthMs"},
      {"rate_hz", "RateHz"},
      {"feedback", "Feedback"},
      {"wet", "Mix"},
      {"loop_lpf_hz", "LoopLpfHz"},
      {"loop_hpf_hz", "LoopHpfHz"},
      {"stereo_mode", "StereoMode"},
      {"spread_deg", "SpreadDeg"},
      {"law", "DelayLaw"},
      {"interp_mode", "Interp"},
      {"min_delay_ms", "MinDelayMs"},
      {"max_delay_ms", "MaxDelayMs"},
      {"loud_mode", "LoudnessMode"},
      {"loud_tc_ms", "LoudnessTcMs"},
      {"loud_min_gain", "LoudnessMinGain"},
      {"loud_max_gain", "LoudnessMaxGain"},
      {"dz_delay_ms", "DezipperDelayMs"},
      {"dz_depth_ms", "DezipperDepthMs"},
      {"dz_rate_ms", "DezipperRateMs"},
      {"dz_feedback_ms", "DezipperFeedbackMs"},
      {"dz_wet_ms", "DezipperWetMs"},
      {"dz_filter_ms", "DezipperFilterMs"},
  };
  std::string text = R"({"flangeEnable": true)";
  for (const reader::JsonNode argument : arguments.children()) {
    if (argument.key() == "lfo_shape") {
      text += argument.number() == 0.0 ? R"(, "flangeShape": "sine")"
                                       : R"(, "flangeShape": "triangle")";
      continue;
    }
    bool known = false;
    for (const auto& [name, key] : kKeys) {
      if (argument.key() != name) continue;
      known = true;
      text += ", \"flange" + std::string(key) + "\": " + text_of(argument.number().value());
    }
    EXPECT_TRUE(known) << "no parameter for the argument " << argument.key();
  }
  Diagnostics diagnostics;
  const reader::JsonDocument document = json(text + '}');
  const std::optional<FlangerSpec> spec = reader::read_flanger(document.root(), false, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors());
  return dsp::settings_of(spec.value().patch, dsp::FlangerSet::start, fidelity);
}

}  // namespace bbplay::test
