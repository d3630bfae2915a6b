// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/reader/read_track.h"

#include "reader/read_synth.h"
#include "support/golden.h"
#include "support/render.h"

namespace bbplay::test {
namespace {

/// Whether the engine has what the case uses; `name` is a synth function or a feature.
bool is_met(std::string_view name) {
  constexpr std::string_view kFeatures[] = {"flanger", "clips", "resampler",
                                            "noise_file_input_audio"};
  if (std::ranges::find(kFeatures, name) != std::end(kFeatures)) return true;
  if (name.ends_with("_transition")) name.remove_suffix(std::string_view("_transition").size());
  const auto known = reader::synth_names();
  return std::ranges::find(known, name) != known.end();
}

std::string unmet_need(const GoldenCase& golden) {
  for (const reader::JsonNode need : golden.node["needs"].children()) {
    if (!is_met(need.text())) return std::string(need.text());
  }
  return {};
}

void expect_relative(double actual, reader::JsonNode expected, const std::string& what) {
  if (!expected.is_set()) return;
  const double wanted = *expected.number();
  EXPECT_NEAR(actual, wanted, 1e-5 * std::max(std::abs(wanted), 1e-4)) << what;
}

void expect_integer(std::int64_t actual, reader::JsonNode expected, const std::string& what) {
  ASSERT_TRUE(expected.is_set()) << what;
  EXPECT_EQ(static_cast<double>(actual), *expected.number()) << what;
}

void compare_plan(const RenderPlan& plan, const GoldenCase& golden) {
  const reader::JsonNode expected = golden.node["plan"];
  expect_integer(plan.frames, expected["track_samples"], golden.name + " track_samples");
  expect_relative(plan.peak, expected["peak"], golden.name + " peak");
  expect_relative(plan.master_gain, expected["master_gain"], golden.name + " master_gain");
  const std::vector<reader::JsonNode> steps = expected["steps"].children();
  ASSERT_EQ(plan.steps.size(), steps.size()) << golden.name;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StepPlan& placed = plan.steps[i];
    const reader::JsonNode step = steps[i];
    const std::string what = golden.name + " step " + std::to_string(i) + ' ';
    expect_integer(static_cast<std::int64_t>(placed.step), step["index"], what + "index");
    expect_integer(placed.start, step["start_sample"], what + "start");
    expect_integer(placed.frames, step["samples"], what + "samples");
    expect_integer(placed.overlap, step["overlap"], what + "overlap");
    expect_integer(placed.fade_in ? placed.fade_in->frames : 0, step["crossfade_samples"],
                   what + "crossfade");
    if (placed.fade_in) {
      // The expected name is the one in the file; any but equal_power is linear.
      EXPECT_EQ(placed.fade_in->curve == CrossfadeCurve::equal_power,
                step["crossfade_curve"].text() == "equal_power")
          << what;
    }
    expect_integer(placed.lag, step["lag"], what + "lag");
    expect_relative(placed.binaural_peak, step["binaural_peak"], what + "binaural_peak");
    EXPECT_EQ(placed.noise_peak.has_value(), step["noise_peak"].is_set()) << what;
    if (placed.noise_peak)
      expect_relative(*placed.noise_peak, step["noise_peak"], what + "noise_peak");
    expect_relative(placed.gain_binaural, step["gain_binaural"], what + "gain_binaural");
    expect_relative(placed.gain_noise, step["gain_noise"], what + "gain_noise");
    expect_relative(placed.gain_continuity, step["gain_continuity"], what + "gain_continuity");
    expect_relative(placed.gain_ceiling, step["gain_ceiling"], what + "gain_ceiling");
  }
}

/// 16-bit samples as the reference writes them (format track 8), interleaved.
std::vector<double> quantised(const StereoBuffer& audio) {
  std::vector<double> out;
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    for (const float sample : {audio.block().left[i], audio.block().right[i]}) {
      out.push_back(std::trunc(std::clamp(32767.0 * sample, -32768.0, 32767.0)));
    }
  }
  return out;
}

std::vector<double> interleaved(const StereoBuffer& audio) {
  std::vector<double> out;
  for (std::size_t i = 0; i < audio.frames(); ++i) {
    out.push_back(audio.block().left[i]);
    out.push_back(audio.block().right[i]);
  }
  return out;
}

/// Whole tracks, and those with a scene of SAM voices.
std::vector<GoldenCase> all_cases() {
  static const GoldenFamily tracks("tracks"), scenes("sam-scenes");
  std::vector<GoldenCase> cases = tracks.cases();
  cases.insert(cases.end(), scenes.cases().begin(), scenes.cases().end());
  return cases;
}

TEST(GoldenTracks, RenderAsTheReferenceDoes) {
  std::size_t waiting = 0;
  double worst_lsb = 0;
  for (const GoldenCase& golden : all_cases()) {
    SCOPED_TRACE(golden.name);
    const std::string unmet = unmet_need(golden);
    if (!unmet.empty()) {
      ++waiting;
      std::printf("golden tracks: %s waits for %s\n", golden.name.c_str(), unmet.c_str());
      continue;
    }
    const Session session = session_of_file(golden.folder / golden.node["track"].text());
    compare_plan(*session.plan, golden);
    const double lsb = largest_error(quantised(render(session)), golden.expected().samples);
    EXPECT_LE(lsb, *golden.node["max_abs_error_lsb"].number());
    worst_lsb = std::max(worst_lsb, lsb);
    if (golden.node["float_output"].is_set()) {
      const AudioData expected = read_audio(golden.folder / golden.node["float_output"].text());
      const double error =
          largest_error(interleaved(render(session.with_master_gain(1))), expected.samples);
      EXPECT_LE(error, *golden.node["float_max_abs_error"].number());
      std::printf("golden tracks: %-28s float error %.2e, %g LSB\n", golden.name.c_str(), error,
                  lsb);
    } else {
      std::printf("golden tracks: %-28s %g LSB\n", golden.name.c_str(), lsb);
    }
  }
  std::printf("golden tracks: %zu cases, worst %g LSB, %zu waiting\n", all_cases().size(),
              worst_lsb, waiting);
}

/// Cases marked as the same in corrected fidelity that are not.
struct Difference {
  std::string_view name, why;
};
constexpr Difference kDiffersInCorrected[] = {
    {"levels", "corrected fidelity does not cut volumes off at 0.48 (format session 8)"}};

TEST(GoldenTracks, CorrectedFidelityKeepsTheAssemblyOfCasesMarkedSo) {
  for (const GoldenCase& golden : all_cases()) {
    SCOPED_TRACE(golden.name);
    if (!golden.node["same_in_corrected"].truthy() || !unmet_need(golden).empty()) continue;
    AnalyzeOptions options;
    options.fidelity = Fidelity::corrected;
    ReadOptions reading;
    reading.fidelity = Fidelity::corrected;
    const auto differs = std::ranges::find(kDiffersInCorrected, golden.name, &Difference::name);
    if (differs != std::end(kDiffersInCorrected)) {
      std::printf("golden tracks: %s is read as in reference fidelity: %s\n", golden.name.c_str(),
                  std::string(differs->why).c_str());
      reading.fidelity = Fidelity::reference;
    }
    Diagnostics findings;
    const Session session = session_of(
        read_track(golden.folder / golden.node["track"].text(), reading, findings), options);
    compare_plan(*session.plan, golden);
  }
}

/// A scene that changes nothing leaves every bit alone, and nobody is warned about it.
TEST(GoldenTracks, NeutralScenesChangeNothing) {
  const std::filesystem::path folder = golden_folder() / "sam-scenes";
  std::size_t pairs = 0;
  for (const char* name : {"neutral_empty", "neutral_inert", "neutral_renderer_keys"}) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      AnalyzeOptions options;
      options.fidelity = fidelity;
      ReadOptions reading;
      reading.fidelity = fidelity;
      Diagnostics findings;
      const auto session = [&](const std::string& file) {
        return session_of(read_track(folder / file, reading, findings), options);
      };
      EXPECT_EQ(render(session(std::string(name) + ".json")),
                render(session(std::string(name) + "_plain.json")))
          << name;
      EXPECT_EQ(findings.count(Severity::warning), 0u)
          << name << ' ' << findings.findings()[0].text();
      ++pairs;
    }
  }
  EXPECT_EQ(pairs, 6u);
}

/// Block lengths, threads and seeks change no sample of a scene.
TEST(GoldenTracks, ScenesPlayTheSameFromAnywhere) {
  const GoldenFamily scenes("sam-scenes");
  for (const GoldenCase& golden : scenes.cases()) {
    SCOPED_TRACE(golden.name);
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      AnalyzeOptions one, four;
      one.fidelity = four.fidelity = fidelity;
      one.jobs = 1;
      four.jobs = 4;
      ReadOptions reading;
      reading.fidelity = fidelity;
      Diagnostics findings;
      const Track track =
          read_track(golden.folder / golden.node["track"].text(), reading, findings);
      const Session session = session_of(track, one);
      const StereoBuffer whole = render(session);
      EXPECT_EQ(render(session_of(track, four)), whole);
      for (const std::size_t block : {63u, 450u}) EXPECT_EQ(render(session, block), whole) << block;
      const auto frames = static_cast<std::int64_t>(whole.frames());
      for (std::int64_t first = 1; first < frames; first += frames / 5) {
        const StereoBuffer rest = render(session, 333, first);
        const ConstStereoBlock expected = whole.block().dropping(static_cast<std::size_t>(first));
        EXPECT_TRUE(std::ranges::equal(rest.block().left, expected.left) &&
                    std::ranges::equal(rest.block().right, expected.right))
            << "from " << first;
      }
    }
  }
}

}  // namespace
}  // namespace bbplay::test
