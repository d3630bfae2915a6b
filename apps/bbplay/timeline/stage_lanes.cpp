// SPDX-License-Identifier: MIT
// The stages of the scene of SAM voices, on the clock of the track.
#include <algorithm>
#include <string>
#include <vector>

#include "bbplay/model/sam_scene.h"

#include "drawing/text_width.h"
#include "timeline/panels.h"

namespace bbplay::app {
namespace {

constexpr double kLaneHeight = 26;
constexpr int kPointsOfEdge = 16;

/// A stage goes to the first lane in which none counts any more.
std::vector<std::size_t> assign_lanes(const std::vector<SceneStage>& stages,
                                      std::vector<double>& ends) {
  std::vector<std::size_t> lane_of;
  for (const SceneStage& stage : stages) {
    const auto free =
        std::ranges::find_if(ends, [&](double end) { return end <= stage.window.start_s; });
    lane_of.push_back(static_cast<std::size_t>(free - ends.begin()));
    if (free == ends.end()) ends.push_back(0);
    ends[lane_of.back()] = stage.window.end_s();
  }
  return lane_of;
}

/// The weight of a stage over time, as an area: how far it stands for what it sets.
Path weight_of(const Sheet& sheet, const StageWindow& window, const Box& lane) {
  const StageWindow fitted = window.fitted();
  const Axis height{0, 1, lane.bottom(), lane.top};
  Path path;
  path.move({sheet.time.at(fitted.start_s), lane.bottom()});
  const auto edge = [&](double from_s, double length_s, bool rises) {
    for (int i = 0; i <= kPointsOfEdge; ++i) {
      const double part = static_cast<double>(i) / kPointsOfEdge;
      const double weight = smooth_step(rises ? part : 1 - part);
      path.line({sheet.time.at(from_s + part * length_s), height.at(weight)});
    }
  };
  edge(fitted.start_s, fitted.fade_in_s, true);
  edge(fitted.end_s() - fitted.fade_out_s, fitted.fade_out_s, false);
  return path.close();
}

std::string name_of(const SceneStage& stage) { return stage.name.empty() ? stage.id : stage.name; }

std::string label_of(const SceneStage& stage) {
  std::string out = name_of(stage);
  for (std::size_t i = 0; i < stage.settings.size(); ++i) {
    out += (i == 0 ? ": " : ", ") + stage.settings[i];
  }
  return out;
}

}  // namespace

void draw_stages(Sheet& sheet) {
  if (!sheet.track.scene || sheet.track.scene->stages.empty()) return;
  const std::vector<SceneStage>& stages = sheet.track.scene->stages;
  std::vector<double> ends;
  const std::vector<std::size_t> lane_of = assign_lanes(stages, ends);
  const auto lanes = static_cast<double>(ends.size());
  const Box plot = begin_panel(sheet, "Stages of the scene", lanes * kLaneHeight + 6);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const StageWindow& window = stages[i].window;
    if (window.end_s() <= sheet.span.from_s || window.start_s >= sheet.span.to_s) continue;
    const Box lane{plot.left, plot.top + 4 + static_cast<double>(lane_of[i]) * kLaneHeight,
                   plot.width, kLaneHeight - 4};
    sheet.svg.begin_clip(lane);
    sheet.svg.path(weight_of(sheet, window, lane), "area noise");
    sheet.svg.end_clip();
    const double left = std::max(plot.left, sheet.time.at(window.start_s));
    const double right = std::min(plot.right(), sheet.time.at(window.end_s()));
    const std::string label = label_of(stages[i]);
    std::string shown = fitted(label, right - left - 10, kSmallSize);
    if (label != shown) shown = fitted(name_of(stages[i]), right - left - 10, kSmallSize);
    sheet.svg.text_of({left + 5, lane.bottom() - 7}, shown, label, "label");
  }
}

}  // namespace bbplay::app
