// SPDX-License-Identifier: MIT
#include "session/measure.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "bbplay/analysis/analyze.h"
#include "bbplay/scheduler/offline_render.h"

#include "terminal/interrupt.h"
#include "terminal/table.h"
#include "terminal/values.h"

namespace bbplay::app {

void listen(const OfflineJob& job, std::string_view task, Console& console,
            const std::function<void(ConstStereoBlock)>& hear, const Selection& heard) {
  const std::size_t block_frames =
      job.block_frames == 0 ? OfflineRender::kBlockFrames : job.block_frames;
  std::int64_t done = 0;
  for (std::int64_t pass = 0; pass < job.part.repeats; ++pass) {
    OfflineRender stretches(job.track, job.plan, job.part.start, job.part.end, job.jobs,
                            block_frames, heard);
    for (StereoBlock block = stretches.next(); block.frames() > 0; block = stretches.next()) {
      if (stop_requested().load(std::memory_order_relaxed)) throw Cancelled();
      job.part.shape(done, block);
      hear(block);
      done += static_cast<std::int64_t>(block.frames());
      if (!console.status_is_due()) continue;
      const double part = static_cast<double>(done) / static_cast<double>(job.part.total());
      console.show(TaskProgress{.task = task, .track = job.track->name, .done = part});
    }
  }
  console.clear_status();
}

Levels levels_of(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
                 const EngineOptions& engine, Console& console) {
  LevelMeter meter(plan->rate);
  PlayRange whole;
  whole.end = plan->frames;
  const OfflineJob job{std::move(track), std::move(plan), whole, engine.jobs, engine.block_frames};
  listen(job, "measuring", console, [&](ConstStereoBlock block) { meter.hear(block); });
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
