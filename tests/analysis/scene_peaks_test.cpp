// SPDX-License-Identifier: MIT
/// Leaving frames out must not change what is found of voices whose sound a scene moves.
#include <random>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "analysis/heard_step.h"

namespace bbplay::test {
namespace {

/// Writes tracks of one step with SAM2 voices, each with a scene of its own.
class SceneAuthor {
 public:
  explicit SceneAuthor(unsigned seed) : random_(seed) {}

  std::string track(double seconds) {
    std::ostringstream text, routes, modulators, stages;
    text << R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": )" << seconds
         << R"(, "voices": [)";
    const int voices = 2 + static_cast<int>(random_() % 7);
    for (int v = 0; v < voices; ++v) {
      text << (v > 0 ? "," : "") << voice(v);
      write_scene(v, seconds, modulators, routes, stages);
    }
    text << R"(]}], "sam_scene": {"modulators": [)" << modulators.str()
         << R"({"id": "rest"}], "modulation": {"routes": [)" << routes.str()
         << R"({"modulatorId": "rest", "targetId": "*", "parameterPath": "amp", "depth": 0}]},
              "stages": {"stages": [)"
         << stages.str() << R"({"id": "rest"}]}}})";
    return text.str();
  }

 private:
  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  template <std::size_t kCount>
  const char* one_of(const char* const (&names)[kCount]) {
    return names[random_() % kCount];
  }

  std::string voice(int index) {
    std::ostringstream text;
    const bool moves = random_() % 4 == 0;
    const char* const kTypes[] = {"open", "open", "closed", "discontinuous"};
    const char* const kShapes[] = {"sinusoidal", "sinusoidal", "triangle", "ramp", "square"};
    text << R"({"synth_function_name": "spatial_angle_modulation_sam2)"
         << (moves ? "_transition" : "") << R"(", "sam_source_id": "s)" << index
         << R"(", "params": {"amp": )" << between(0.2, 0.8) << R"(, "carrierFreq": )"
         << between(60, 700) << R"(, "modFreq": )" << between(0.05, 9) << R"(, "arcWidthDeg": )"
         << between(0, 180) << R"(, "directionOffsetDeg": )" << between(-90, 90)
         << R"(, "spatialScale": )" << between(0, 2.5) << R"(, "phaseOffsetLRad": 1)"
         << R"(, "pathType": ")" << one_of(kTypes) << R"(", "pathShape": ")" << one_of(kShapes)
         << '"';
    if (moves) {
      text << R"(, "startCarrierFreq": )" << between(100, 300) << R"(, "endCarrierFreq": )"
           << between(100, 300) << R"(, "endSpatialScale": 1.5, "initial_offset": 1,
                     "transition_duration": 3)";
    }
    text << "}}";
    return text.str();
  }

  void write_scene(int index, double seconds, std::ostringstream& modulators,
                   std::ostringstream& routes, std::ostringstream& stages) {
    const char* const kCurves[] = {"linear", "linear", "smooth", "exponential", "hold"};
    const struct {
      const char* path;
      double low, high, depth;
    } kPaths[] = {{"carrierFreq", 80, 500, 20}, {"modFreq", 0, 8, 3},
                  {"arcWidthDeg", 0, 180, 60},  {"directionOffsetDeg", -90, 90, 60},
                  {"spatialScale", 0, 2, 0.8},  {"amp", 0, 1.5, 0.5}};
    for (const auto& path : kPaths) {
      if (random_() % 2 == 0) {
        const std::string id = "m" + std::to_string(index) + path.path;
        const bool square = random_() % 12 == 0;
        modulators << R"({"id": ")" << id << R"(", "rateHz": )" << between(0.02, 2)
                   << R"(, "phaseDeg": )" << between(0, 360) << R"(, "waveform": ")"
                   << (square ? "square" : "sine") << R"("},)";
        routes << R"({"modulatorId": ")" << id << R"(", "targetId": "s)" << index
               << R"(", "parameterPath": ")" << path.path << R"(", "depth": )" << path.depth
               << R"(, "polarity": )" << (random_() % 2 == 0 ? 1 : -1) << R"(, "curve": ")"
               << one_of(kCurves) << R"("},)";
      }
      if (random_() % 2 == 0) {
        const bool jumps = random_() % 12 == 0;
        const double edge_s = jumps ? 0 : between(0.2, 2);
        stages << R"({"id": "stage", "startS": )" << between(0, seconds / 2) << R"(, "durationS": )"
               << between(1, seconds) << R"(, "transitionInS": )" << edge_s
               << R"(, "transitionOutS": )" << edge_s
               << R"(, "parameterOverrides": [{"targetId": "s)" << index
               << R"(", "parameterPath": ")" << path.path << R"(", "value": )"
               << between(path.low, path.high) << R"(, "curve": ")" << one_of(kCurves)
               << R"("}]},)";
      }
    }
  }

  std::mt19937 random_;
};

TEST(ScenePeaks, AreThoseOfEveryFrame) {
  SparselyHeard count;
  for (unsigned seed = 0; seed < 40; ++seed) {
    expect_peaks_of_every_frame(SceneAuthor(seed).track(9), count);
  }
  EXPECT_GT(count.steps, 20);
  EXPECT_LT(count.heard, count.quanta);
}

TEST(ScenePeaks, StayWithinTheirBoundsAndSparseFramesAreThoseHeard) {
  for (unsigned seed = 100; seed < 130; ++seed) {
    const std::string text = SceneAuthor(seed).track(5);
    const Step step(text);
    expect_bounds_of_every_frame(step, text);
    expect_sparse_frames_are_heard(step, text);
  }
}

TEST(ScenePeaks, OfEightSourcesAreFoundInAFewQuanta) {
  std::ostringstream voices, modulators, routes;
  for (int v = 0; v < 8; ++v) {
    voices << (v > 0 ? "," : "") << R"({"synth_function_name": "spatial_angle_modulation_sam2",
           "sam_source_id": "s)"
           << v << R"(", "params": {"amp": 0.5, "spatialScale": 1, "carrierFreq": )" << 180 + 23 * v
           << R"(, "modFreq": )" << 2 + 0.3 * v << "}}";
    for (const auto& [path, depth] : {std::pair("carrierFreq", 12.0), {"amp", 0.3}}) {
      modulators << (modulators.tellp() > 0 ? "," : "") << R"({"id": ")" << path << v
                 << R"(", "rateHz": )" << 0.05 + 0.01 * v << "}";
      routes << (routes.tellp() > 0 ? "," : "") << R"({"modulatorId": ")" << path << v
             << R"(", "targetId": "s)" << v << R"(", "parameterPath": ")" << path
             << R"(", "depth": )" << depth << "}";
    }
  }
  expect_found_in_a_few_quanta(
      Step(R"({"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 60, "voices": [)" +
           voices.str() + R"(]}], "sam_scene": {"modulators": [)" + modulators.str() +
           R"(], "modulation": {"routes": [)" + routes.str() + "]}}}"));
}

}  // namespace
}  // namespace bbplay::test
