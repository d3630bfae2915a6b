// SPDX-License-Identifier: MIT
// Whatever number a track gives to a parameter, what is played is finite: no conversion to frames
// or counts is undefined, which the sanitizers watch.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"
#include "bbplay/reference/synth_tables.h"

#include "support/render.h"

namespace bbplay::test {
namespace {

constexpr const char* kNumbers[] = {"1e19", "-1e19", "1e-300", "1e300"};

/// Plays a track if it is one.
void expect_finite(const std::string& json, Fidelity fidelity) {
  AnalyzeOptions options;
  options.jobs = 1;
  options.fidelity = fidelity;
  try {
    const StereoBuffer sound = render(session_of_text(json, options));
    for (const std::span<const float> channel : {sound.block().left, sound.block().right}) {
      EXPECT_TRUE(std::ranges::all_of(channel, [](float x) { return std::isfinite(x); })) << json;
    }
  } catch (const TrackError&) {  // refused with reasons
  } catch (const InputError&) {
  }
}

std::string track_of(const std::string& function, const std::string& key,
                     const std::string& number) {
  const bool moves = function.ends_with("_transition");
  return R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 0.1, "voices": [
      {"synth_function_name": ")" +
         function + R"(", "is_transition": )" + (moves ? "true" : "false") + R"(, "params": {")" +
         key + "\": " + number + "}}]}]}";
}

class ExtremeNumbers : public testing::TestWithParam<Fidelity> {};

TEST_P(ExtremeNumbers, OfAnyParameterLeaveTheSoundFinite) {
  for (const reference::ParamTable& table : reference::synth_tables()) {
    for (const reference::ParamText& param : table.params) {
      if (param.kind != reference::ParamKind::number) continue;
      for (const char* number : kNumbers) {
        expect_finite(track_of(table.name, std::string(param.key), number), GetParam());
        if (!table.has_transition || param.end_key.empty()) continue;
        expect_finite(track_of(table.name + "_transition", param.end_key, number), GetParam());
      }
    }
  }
}

TEST_P(ExtremeNumbers, OfTimesAndGainsLeaveTheSoundFinite) {
  const std::string voice = R"({"synth_function_name": "binaural_beat")";
  for (const std::string number : kNumbers) {
    const auto steps = [&](const std::string& settings, const std::string& step,
                           const std::string& of_voice, const std::string& track = {}) {
      const std::string one =
          R"({"duration": 0.1)" + step + R"(, "voices": [)" + voice + of_voice + "}]}";
      return R"({"global": {"sample_rate": 8000)" + settings + R"(}, "progression": [)" + one +
             ", " + one + "]" + track + "}";
    };
    const auto envelope = [&](const std::string& type, const std::string& key) {
      return steps("", "",
                   R"(, "volume_envelope": {"type": ")" + type + R"(", "params": {")" + key +
                       "\": " + number + "}}");
    };
    const auto noise = [&](const std::string& key, const std::string& value) {
      return steps("", "", "",
                   R"(, "background_noise": {"params": {"noise_parameters":
          {"name": "pink"}}, ")" +
                       key + "\": " + value + "}");
    };
    const auto moving = [&](const std::string& key) {
      return steps("", "",
                   R"(, "is_transition": true, "params": {")" + key + "\": " + number + "}");
    };
    for (const std::string& json :
         {steps(R"(, "crossfade_duration": )" + number, "", ""),
          steps(R"(, "normalization_level": )" + number, "", ""),
          steps("", R"(, "start": )" + number, ""),
          steps("", R"(, "crossfade_duration": )" + number, ""),
          steps("", R"(, "binaural_volume": )" + number, ""), envelope("adsr", "attack"),
          envelope("adsr", "release"), envelope("linen", "attack"),
          envelope("linear_fade", "fade_in"), moving("initial_offset"),
          moving("transition_duration"), moving("post_offset"), moving("duration"),
          noise("start_time", number), noise("fade_in", number), noise("fade_out", number),
          noise("gain", number), noise("amp_envelope", "[[0, 1], [" + number + ", 0.5]]")}) {
      expect_finite(json, GetParam());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Both, ExtremeNumbers,
                         testing::Values(Fidelity::reference, Fidelity::corrected));

}  // namespace
}  // namespace bbplay::test
