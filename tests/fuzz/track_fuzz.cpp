// SPDX-License-Identifier: MIT
// A track from its text to its first tenth of a second.
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "bbplay/analysis/analyze.h"
#include "bbplay/plan/plan_codec.h"
#include "bbplay/reader/read_track.h"
#include "bbplay/scheduler/track_scheduler.h"

#include "fuzz/fuzz_target.h"

namespace {

using namespace bbplay;

/// What takes long is right to take long, and teaches a fuzzer nothing.
bool is_quick(const Track& track) {
  double voice_seconds = 0;
  for (const Step& step : track.steps) {
    voice_seconds += step.duration_s * static_cast<double>(step.voices.size() + 1);
  }
  return track.sample_rate <= 48'000 && track.steps.size() <= 20 && voice_seconds <= 10;
}

void play(std::shared_ptr<const Track> track) {
  AnalyzeOptions options;
  options.jobs = 1;
  const auto plan = std::make_shared<const RenderPlan>(analyze(*track, options));
  if (!decode_plan(encode_plan(*plan))) std::abort();
  TrackScheduler scheduler(track, plan, 0);
  std::array<float, 441> left{}, right{};
  for (int block = 0; block < 10; ++block) {
    scheduler.process_block({left, right});
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!std::isfinite(left[i]) || !std::isfinite(right[i])) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    Diagnostics findings;
    ReadOptions reading;
    reading.fidelity = fidelity;
    try {
      auto track = std::make_shared<const Track>(read_track_text(
          std::string(text_of(data, size)), "fuzz.json", "/nonexistent", reading, findings));
      if (is_quick(*track)) play(std::move(track));
    } catch (const TrackError&) {
    } catch (const InputError&) {
    }
    (void)report(findings, {});
  }
  return 0;
}
