// SPDX-License-Identifier: MIT
// Prints the version of the engine, the frames of a track and its loudest sample.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include <bbplay/analysis/analyze.h>
#include <bbplay/engine_info.h>
#include <bbplay/reader/read_track.h>
#include <bbplay/scheduler/track_scheduler.h>

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  bbplay::Diagnostics findings;
  const auto track =
      std::make_shared<const bbplay::Track>(bbplay::read_track(argv[1], {}, findings));
  const auto plan = std::make_shared<const bbplay::RenderPlan>(bbplay::analyze(*track, {}));
  bbplay::TrackScheduler scheduler(track, plan);

  bbplay::StereoBuffer buffer(4096);
  float peak = 0;
  while (scheduler.position() < scheduler.frames()) {
    scheduler.service();
    const std::size_t frames = scheduler.process_block(buffer.block());
    for (const auto channel : {buffer.block().left, buffer.block().right}) {
      for (const float sample : channel.first(frames)) peak = std::max(peak, std::abs(sample));
    }
  }
  std::cout << bbplay::engine_version() << ' ' << scheduler.frames() << ' '
            << std::round(peak * 1000) / 1000 << '\n';
  return 0;
}
