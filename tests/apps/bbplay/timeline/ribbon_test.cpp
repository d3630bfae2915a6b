// SPDX-License-Identifier: MIT
// The drawing that a narrow screen gets: a place across it is a place in the track.
#include "timeline/ribbon.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/analysis/analyze.h"
#include "bbplay/reader/read_track.h"

#include "apps/bbplay/support/svg_elements.h"
#include "apps/bbplay/support/tracks.h"

namespace bbplay::test {
namespace {

constexpr double kWidth = 360;

std::string ribbon_of(const std::string& text) {
  Diagnostics findings;
  Track track = read_track_text(text, "night.json", {}, {}, findings);
  track.name = "night";
  return app::ribbon_svg(track, analyze(track, {}));
}

/// The x of every point of a path.
std::vector<double> across(const Element& path) {
  std::vector<double> xs;
  std::string data = path.attributes.at("d");
  std::ranges::replace_if(
      data, [](char c) { return c == 'M' || c == 'L' || c == 'Z'; }, ' ');
  std::istringstream numbers(data);
  for (double x = 0, y = 0; numbers >> x;) {
    numbers.ignore(1, ',');
    numbers >> y;
    xs.push_back(x);
  }
  return xs;
}

std::vector<Element> all(const std::string& drawing, const std::string& kind,
                         const std::string& look) {
  std::vector<Element> found = elements_of(drawing);
  std::erase_if(found, [&](const Element& element) {
    return element.name != kind || !element.attributes.contains("class") ||
           element.attributes.at("class").find(look) == std::string::npos;
  });
  return found;
}

TEST(Ribbon, StepsBeginWhereTheyDoInTime) {
  // 7 seconds, the second step begins at 3.
  const std::vector<Element> begins = all(ribbon_of(two_step_track(4, 8000)), "line", "frame");
  ASSERT_EQ(begins.size(), 1u);
  EXPECT_NEAR(begins[0].number("x1"), kWidth * 3 / 7, 0.01);
}

TEST(Ribbon, BeatsGoFromEdgeToEdge) {
  const std::vector<Element> leads = all(ribbon_of(two_step_track(4, 8000)), "path", "lead");
  ASSERT_EQ(leads.size(), 2u);
  EXPECT_NEAR(across(leads[0]).front(), 0, 0.01);
  EXPECT_NEAR(across(leads[0]).back(), kWidth * 4 / 7, 0.01);
  EXPECT_NEAR(across(leads[1]).back(), kWidth, 0.01);
}

TEST(Ribbon, ABeatBetweenTwoBandsIsDrawn) {
  for (const char* beat_hz : {"0.5", "4", "8", "13", "30", "100"}) {
    const std::string drawing = ribbon_of(
        std::string(R"({"global": {"sample_rate": 8000}, "steps": [{"duration": 2, "voices": [
            {"synth_function_name": "binaural_beat", "params": {"beatFreq": )") +
        beat_hz + "}}]}]}");
    EXPECT_FALSE(all(drawing, "rect", "b").empty()) << beat_hz;
    const std::vector<Element> leads = all(drawing, "path", "lead");
    ASSERT_EQ(leads.size(), 1u) << beat_hz;
    EXPECT_EQ(across(leads[0]), (std::vector<double>{0, kWidth})) << beat_hz;
  }
}

TEST(Ribbon, HasNoWordsButItsName) {
  const std::string drawing = ribbon_of(two_step_track(4, 8000));
  const std::vector<Element> elements = elements_of(drawing);
  EXPECT_FALSE(std::ranges::any_of(elements, [](const Element& e) { return e.name == "text"; }));
  EXPECT_THAT(drawing, testing::HasSubstr("<title>night</title>"));
  EXPECT_EQ(elements.front().attributes.at("preserveAspectRatio"), "none");
}

TEST(Ribbon, OfNoiseAloneIsItsGain) {
  const std::string drawing = ribbon_of(
      R"({"global": {"sample_rate": 8000}, "steps": [{"duration": 2, "voices": []}],
          "background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.1}})");
  EXPECT_TRUE(all(drawing, "path", "lead").empty());
  const std::vector<Element> areas = all(drawing, "path", "area noise");
  ASSERT_EQ(areas.size(), 1u);
  const std::vector<double> xs = across(areas[0]);
  EXPECT_NEAR(*std::ranges::min_element(xs), 0, 0.01);
  EXPECT_NEAR(*std::ranges::max_element(xs), kWidth, 0.01);
}

TEST(Ribbon, ATrackOfCarriersAloneShowsThem) {
  const std::vector<Element> lines =
      all(ribbon_of(R"({"global": {"sample_rate": 8000}, "steps": [{"duration": 2, "voices": [
                     {"synth_function_name": "rhythmic_waveshaping"}]}]})"),
          "path", "line");
  EXPECT_EQ(lines.size(), 1u);
}

}  // namespace
}  // namespace bbplay::test
