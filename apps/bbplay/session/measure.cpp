// SPDX-License-Identifier: MIT
#include "session/measure.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "bbplay/analysis/analyze.h"

#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {

void render_to(const std::function<void(ConstStereoBlock)>& hear, const OfflineJob& job,
               std::string_view task, Console& console) {
  std::int64_t done = 0;
  const bool complete = render_offline(job, console.stop_requested(), [&](ConstStereoBlock block) {
    hear(block);
    done += static_cast<std::int64_t>(block.frames());
    if (!console.status_is_due()) return;
    const double part = static_cast<double>(done) / static_cast<double>(job.range.total());
    console.show(TaskProgress{.task = task, .track = job.track->name, .done = part});
  });
  if (!complete) throw Cancelled();
  console.clear_status();
}

Levels levels_of(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
                 const EngineOptions& engine, Console& console) {
  LevelMeter meter(plan->rate);
  PlayRange whole;
  whole.end = plan->frames;
  const OfflineJob job{std::move(track), std::move(plan), whole, engine.jobs, engine.block_frames};
  render_to([&](ConstStereoBlock block) { meter.hear(block); }, job, "measuring", console);
  return meter.levels();
}

std::shared_ptr<const RenderPlan> at_loudness(double target, std::shared_ptr<const Track> track,
                                              std::shared_ptr<const RenderPlan> plan,
                                              const EngineOptions& engine, Console& console) {
  const std::string name = track->name;
  const Levels levels = levels_of(std::move(track), plan, engine, console);
  if (!levels.integrated || levels.peak <= 0) {
    console.warning(name + " is silent, or too short for its loudness to be measured");
    return plan;
  }
  double gain = linear_gain(target - *levels.integrated);
  if (gain * levels.peak > 1) {
    gain = 1 / levels.peak;
    console.warning(name + " reaches full scale at " +
                    with_decimals(*levels.integrated + 20 * std::log10(gain), 1) +
                    " LUFS; it is not made louder");
  }
  auto louder = std::make_shared<RenderPlan>(*plan);
  louder->master_gain *= gain;
  return louder;
}

}  // namespace bbplay::app
