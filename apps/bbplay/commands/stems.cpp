// SPDX-License-Identifier: MIT
#include "commands/stems.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "bbplay/sinks/file/file_sink.h"

#include "commands/metadata.h"
#include "session/measure.h"
#include "session/outputs.h"
#include "timeline/sheet.h"

namespace bbplay::app {
namespace {

namespace fs = std::filesystem;

/// The function at a place of the steps; empty when it is not the same in all of them.
std::string_view function_at(const Track& track, std::size_t place) {
  std::string_view function;
  for (const Step& step : track.steps) {
    if (place >= step.voices.size()) continue;
    const std::string_view here = plain_function(step.voices[place]);
    if (!function.empty() && here != function) return {};
    function = here;
  }
  return function;
}

std::size_t most_voices(const Track& track) {
  std::size_t most = 0;
  for (const Step& step : track.steps) most = std::max(most, step.voices.size());
  return most;
}

}  // namespace

std::vector<Stem> stems_of(const Track& track, const fs::path& folder) {
  std::vector<Stem> stems;
  const auto add = [&](const Selection& heard, const std::string& name) {
    stems.push_back({heard, track.name + ": " + name, folder / (track.name + "-" + name + ".wav")});
  };
  for (std::size_t place = 0; place < most_voices(track); ++place) {
    const std::string_view function = function_at(track, place);
    std::string name = "voice" + std::to_string(place + 1);
    if (!function.empty()) name += '-' + std::string(function);
    add(Selection::only_voice(place), name);
  }
  if (track.noise) add(Selection::only_noise(), "noise");
  if (!track.clips.empty()) add(Selection::only_clips(), "clips");
  return stems;
}

void check_stems(const std::vector<Stem>& stems, Outputs& outputs, NewFolders& folders) {
  for (const Stem& stem : stems) {
    folders.make(stem.path.parent_path());
    outputs.claim(stem.path);
  }
}

void write_stems(const OfflineJob& job, const std::vector<Stem>& stems, const Options& options,
                 Console& console) {
  for (const Stem& stem : stems) {
    FileRequest request;
    request.path = stem.path;
    request.format.encoding = options.render.encoding.value_or(Encoding::float32);
    request.rate = job.plan->rate;
    request.frames = job.range.total();
    request.force = options.render.force;
    request.dither = options.render.dither;
    request.cut_off = options.engine.fidelity == Fidelity::reference;
    request.seed = options.engine.seed;
    TagOptions tags = options.tags;
    tags.title = stem.title;
    request.metadata = metadata_of(*job.track, *job.plan, job.range, tags);
    FileSink sink(request);
    OfflineJob alone = job;
    alone.heard = stem.heard;
    render_to([&](ConstStereoBlock block) { sink.write(block); }, alone, "rendering stems of",
              console);
    sink.commit();
    tell_clipping(stem.path, sink, console);
    console.wrote(job.track->name, stem.path);
    console.detail("rendered " + stem.path.string());
  }
}

}  // namespace bbplay::app
