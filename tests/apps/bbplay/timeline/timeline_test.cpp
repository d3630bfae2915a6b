// SPDX-License-Identifier: MIT
// The drawing of a track: valid, legible, the same every time.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/svg_elements.h"
#include "apps/bbplay/support/tracks.h"
#include "drawing/axis.h"
#include "drawing/svg.h"
#include "drawing/text_width.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// A track of many kinds of steps, with noise and overlapping steps.
std::string long_track(int steps, const std::string& description) {
  std::string text =
      R"({"global": {"sample_rate": 8000, "crossfade_duration": 0.5}, "progression": [)";
  for (int i = 0; i < steps; ++i) {
    const std::string beat = std::to_string(3 + i * 7 % 30);
    text += std::string(i == 0 ? "" : ",") + R"({"duration": )" + std::to_string(2 + i % 2) +
            R"(, "description": ")" + description + R"(", "voices": [
      {"synth_function_name": "binaural_beat", "is_transition": true,
       "params": {"startBaseFreq": 200, "endBaseFreq": )" +
            std::to_string(150 + i) + R"(, "startBeatFreq": )" + beat + R"(, "endBeatFreq": 8}})";
    if (i % 3 == 0) {
      text +=
          R"(,{"synth_function_name": "isochronic_tone", "params": {"baseFreq": 90, "beatFreq": 4}})";
    }
    text += "]}";
  }
  return text +
         R"(], "background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.1}})";
}

class Timeline : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string drawing_of(const std::string& track, std::vector<std::string> options = {},
                         const std::string& name = "night.json") {
    put_bytes(path(name), track);
    options.insert(options.end(), {"--timeline", path("out.svg"), "--force", path(name)});
    const Outcome outcome = bbplay(options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return bytes_of(path("out.svg"));
  }

  const ScratchFolder folder_;
};

app::Box box_of_text(const Element& text) {
  const std::string look = text.attributes.at("class");
  const bool bold = look.find("strong") != look.npos || look == "heading" || look == "title";
  const bool small = look.find("small") != look.npos || look.find("label") != look.npos;
  const double size = look == "title" ? 21 : small ? 10.5 : 12;
  const double width = app::text_width(text.text, size, bold);
  double left = text.number("x");
  const auto anchor = text.attributes.find("text-anchor");
  if (anchor != text.attributes.end()) left -= anchor->second == "end" ? width : width / 2;
  return {left, text.number("y") - 0.75 * size, width, 0.95 * size};
}

std::vector<std::string> covered_texts(const std::string& drawing) {
  std::vector<Element> texts;
  for (const Element& element : elements_of(drawing)) {
    if (element.name == "text") texts.push_back(element);
  }
  std::vector<std::string> covered;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const app::Box a = box_of_text(texts[i]);
    if (a.left < 0 || a.right() > 1280) covered.push_back(texts[i].text + " leaves the page");
    for (std::size_t j = i + 1; j < texts.size(); ++j) {
      const app::Box b = box_of_text(texts[j]);
      if (a.left < b.right() && b.left < a.right() && a.top < b.bottom() && b.top < a.bottom()) {
        covered.push_back(texts[i].text + " / " + texts[j].text);
      }
    }
  }
  return covered;
}

TEST_F(Timeline, TextsNeverCoverEachOther) {
  const std::string wordy = "words and more words than there will ever be room for in a box";
  for (const int steps : {1, 2, 7, 60}) {
    EXPECT_THAT(covered_texts(drawing_of(long_track(steps, wordy))), testing::IsEmpty())
        << steps << " steps";
  }
  EXPECT_THAT(covered_texts(drawing_of(long_track(9, wordy), {"--start", "3.5", "--end", "6"})),
              testing::IsEmpty());
}

TEST_F(Timeline, EveryStepHasItsNumber) {
  std::vector<std::string> texts;
  for (const Element& element : elements_of(drawing_of(long_track(60, "")))) {
    if (element.name == "text") texts.push_back(element.text);
  }
  // Once in its box, and once in the table.
  for (int step = 1; step <= 60; ++step) {
    EXPECT_GE(std::ranges::count(texts, std::to_string(step)), 2) << step;
  }
}

TEST_F(Timeline, NamesAreEscaped) {
  const std::string name = R"(a "b" & <c>)";
  const auto elements =
      elements_of(drawing_of(long_track(1, R"(<script> \u0007& 'x')"), {}, name + ".json"));
  std::vector<std::string> texts;
  for (const Element& element : elements) texts.push_back(element.text);
  EXPECT_THAT(texts, Contains(name));
  EXPECT_THAT(texts, Contains(HasSubstr("<script> \xEF\xBF\xBD& 'x'")));
  for (const Element& element : elements) EXPECT_NE(element.name, "script");
}

TEST_F(Timeline, TheSameTrackGivesTheSameBytes) {
  const std::string once = drawing_of(long_track(5, "calm"), {"--jobs", "1", "--no-cache"});
  EXPECT_EQ(drawing_of(long_track(5, "calm"), {"--jobs", "3", "--no-cache"}), once);
}

/// Top and bottom of the curve of the beat of a track of one step.
std::pair<double, double> ends_of_beat(const std::vector<Element>& elements) {
  for (const Element& element : elements) {
    if (!element.is("path", "lead")) continue;
    const std::string& data = element.attributes.at("d");
    double x = 0, first = 0, last = 0;
    EXPECT_EQ(std::sscanf(data.c_str(), "M%lf %lf", &x, &first), 2);
    EXPECT_EQ(std::sscanf(data.c_str() + data.rfind('L'), "L%lf %lf", &x, &last), 2);
    return {first, last};
  }
  ADD_FAILURE() << "no curve";
  return {};
}

TEST_F(Timeline, BeatsLieInTheirBands) {
  const std::string track =
      R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 4, "voices": [
    {"synth_function_name": "binaural_beat", "is_transition": true,
     "params": {"startBaseFreq": 200, "endBaseFreq": 200, "startBeatFreq": 20, "endBeatFreq": 10}}]}]})";
  const auto elements = elements_of(drawing_of(track));
  const auto band = [&](const std::string& look) {
    const auto found = std::ranges::find_if(
        elements, [&](const Element& element) { return element.is("rect", look); });
    EXPECT_NE(found, elements.end());
    const double top = found->number("y");
    return std::pair{top, top + found->number("height")};
  };
  const auto [first, last] = ends_of_beat(elements);
  const auto beta = band("b3"), alpha = band("b2");
  EXPECT_TRUE(first > beta.first && first < beta.second);
  EXPECT_TRUE(last > alpha.first && last < alpha.second);
  EXPECT_NEAR(beta.second, alpha.first, 0.011);
}

/// Two stages that overlap, over a track of four seconds.
constexpr const char* kTrackWithStages =
    R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 4, "voices": [
    {"synth_function_name": "spatial_angle_modulation_sam2", "sam_source_id": "x",
     "params": {"carrierFreq": 200}}]}],
    "sam_scene": {"stages": {"stages": [
    {"id": "a", "name": "Deep & slow", "startS": 0, "durationS": 2, "transitionOutS": 1,
     "parameterOverrides": [{"targetId": "x", "parameterPath": "carrierFreq", "value": 190}]},
    {"id": "b", "startS": 1, "durationS": 2}, {"id": "c", "startS": 2, "durationS": 1}]}}})";

TEST_F(Timeline, StagesOfASceneHaveLanesWithTheirEdges) {
  const auto elements = elements_of(drawing_of(kTrackWithStages));
  std::vector<std::string> texts, areas;
  double stage_a = 0, stage_b = 0, stage_c = 0;
  for (const Element& element : elements) {
    texts.push_back(element.text);
    if (element.is("path", "noise")) areas.push_back(element.attributes.at("d"));
    if (element.text.starts_with("Deep")) stage_a = element.number("y");
    if (element.text == "b") stage_b = element.number("y");
    if (element.text == "c") stage_c = element.number("y");
  }
  EXPECT_THAT(texts, Contains("Stages of the scene"));
  EXPECT_THAT(texts, Contains("Deep & slow: x carrierFreq 190"));
  ASSERT_EQ(areas.size(), 3u);
  // Stages that overlap stand below each other, and the next one goes up again.
  EXPECT_GT(stage_b, stage_a);
  EXPECT_EQ(stage_c, stage_a);
  // Upright where it comes, and half way down half way through its edge.
  const auto points_of = [](const std::string& data) {
    std::vector<std::pair<double, double>> points;
    for (std::size_t at = 0; at != data.npos; at = data.find('L', at + 1)) {
      double x = 0, y = 0;
      EXPECT_EQ(std::sscanf(data.c_str() + at + 1, "%lf %lf", &x, &y), 2);
      points.emplace_back(x, y);
    }
    return points;
  };
  const auto points = points_of(areas[0]);
  const double left = points.front().first, right = points.back().first;
  double top = points.front().second;
  for (const auto& [x, y] : points) top = std::min(top, y);
  const double height = points.front().second - top;
  EXPECT_NEAR(points[points.size() / 4].first, left, 0.02);
  bool is_half_way = false;
  for (const auto& [x, y] : points) {
    if (std::abs(x - (left + (right - left) * 0.75)) < 0.02) {
      is_half_way = std::abs(y - (top + height / 2)) < 0.02;
    }
  }
  EXPECT_TRUE(is_half_way);
  EXPECT_THAT(covered_texts(drawing_of(kTrackWithStages)), testing::IsEmpty());
}

TEST_F(Timeline, ItIsLightAndDark) {
  const std::string drawing = drawing_of(two_step_track(2, 8000));
  EXPECT_THAT(drawing, HasSubstr("prefers-color-scheme:dark"));
}

TEST_F(Timeline, AnExistingFileIsKept) {
  put_bytes(path("night.json"), two_step_track(2, 8000));
  put_bytes(path("out.svg"), "mine");
  EXPECT_EQ(bbplay({"--timeline", path("out.svg"), path("night.json")}).exit_code, 73);
  EXPECT_EQ(bytes_of(path("out.svg")), "mine");
}

TEST_F(Timeline, SeveralTracksNeedSeveralPlaces) {
  put_bytes(path("a.json"), two_step_track(2, 8000));
  put_bytes(path("b.json"), two_step_track(3, 8000));
  EXPECT_EQ(bbplay({"--timeline", path("x.svg"), path("a.json"), path("b.json")}).exit_code, 64);
  const Outcome outcome =
      bbplay({"--timeline", folder_.path().string(), path("a.json"), path("b.json")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(bytes_of(path("a.svg")), HasSubstr("<title>a</title>"));
  EXPECT_THAT(bytes_of(path("b.svg")), HasSubstr("<title>b</title>"));
}

TEST(TextFitting, CutsWithAnEllipsisOrNotAtAll) {
  EXPECT_EQ(app::fitted("short", 100, 10), "short");
  const std::string cut = app::fitted("a long text that does not fit", 60, 10);
  EXPECT_TRUE(cut.ends_with("\xE2\x80\xA6"));
  EXPECT_LE(app::text_width(cut, 10), 60);
  EXPECT_EQ(app::fitted("a long text that does not fit", 12, 10), "");
}

TEST(XmlText, ReplacesWhatXmlCannotHold) {
  EXPECT_EQ(app::xml_text("a\x01\xFF\xC3\xA4<"), "a\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA4&lt;");
  EXPECT_EQ(app::xml_text("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
}

TEST(TimeMarks, AreRoundAndFew) {
  const auto marks = app::time_marks(0, 2700, 14);
  ASSERT_EQ(marks.size(), 10u);
  EXPECT_EQ(marks[1].label, "5:00");
  EXPECT_EQ(app::time_marks(0, 8 * 3600, 14).back().label, "8:00:00");
  EXPECT_EQ(app::time_marks(0, 1, 14).at(1).label, "0:00.1");
  EXPECT_LE(app::time_marks(0, 1e7, 14).size(), 14u);
}

}  // namespace
}  // namespace bbplay::test
