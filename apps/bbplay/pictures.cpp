// SPDX-License-Identifier: MIT
#include "pictures.h"

#include <string>

#include "bbplay/sinks/file_sink.h"

#include "exit_code.h"
#include "outputs.h"
#include "session.h"
#include "timeline/timeline.h"

namespace bbplay::app {

int draw_timelines(const Options& options, Console& console) {
  OutputPattern pattern(options.pictures.timeline, "svg");
  check_pattern(pattern, options.tracks.size());
  if (pattern.is_one_file()) check_output(options.pictures.timeline, options.render.force);
  for (const auto& track : load_all(options, console)) {
    const auto path = pattern.path_for(track->name);
    check_output(path, options.render.force);
    const int rate = options.engine.rate != 0 ? options.engine.rate : track->sample_rate;
    const auto plan = plan_of(*track, rate, options, console);
    const Part part = part_of(*plan, options.part);
    const TimeSpan span{static_cast<double>(part.start) / plan->rate,
                        static_cast<double>(part.end) / plan->rate};
    write_file(path, timeline_svg(*track, *plan, span), options.render.force);
    console.detail("drew " + track->name + " to " + path.string());
  }
  return kDone;
}

}  // namespace bbplay::app
