// SPDX-License-Identifier: MIT
#include "support/render.h"

#include <algorithm>

#include "bbplay/reader/read_track.h"
#include "bbplay/scheduler/track_scheduler.h"

#include "support/golden.h"

namespace bbplay::test {
namespace {

/// A track is read for the fidelity that it is analysed with.
ReadOptions reading_of(const AnalyzeOptions& options) {
  ReadOptions reading;
  reading.fidelity = options.fidelity;
  return reading;
}

}  // namespace

Session Session::with_master_gain(double gain) const {
  auto changed = std::make_shared<RenderPlan>(*plan);
  changed->master_gain = gain;
  return {track, std::move(changed)};
}

Session session_of(Track track, const AnalyzeOptions& options) {
  auto shared = std::make_shared<const Track>(std::move(track));
  auto plan = std::make_shared<const RenderPlan>(analyze(*shared, options));
  return {std::move(shared), std::move(plan)};
}

Session session_of_file(const std::filesystem::path& path, const AnalyzeOptions& options) {
  Diagnostics findings;
  return session_of(read_track(path, reading_of(options), findings), options);
}

Session session_of_text(const std::string& json, const AnalyzeOptions& options) {
  Diagnostics findings;
  return session_of(
      read_track_text(json, "test.json", golden_folder() / "tracks", reading_of(options), findings),
      options);
}

StereoBuffer render(const Session& session, std::size_t block, std::int64_t first,
                    std::int64_t count) {
  TrackScheduler scheduler(session.track, session.plan);
  if (first > 0) scheduler.seek(first);
  const std::int64_t rest = scheduler.frames() - first;
  StereoBuffer out(static_cast<std::size_t>(count < 0 ? rest : count));
  for (std::size_t at = 0; at < out.frames();) {
    const std::size_t step = std::min(block, out.frames() - at);
    scheduler.service();
    scheduler.process_block(out.block().subblock(at, step));
    at += step;
  }
  return out;
}

}  // namespace bbplay::test
