// SPDX-License-Identifier: MIT
// The whole engine: mixing many voices, analysing tracks, rendering without a file. And what a
// plain program would pay for the same tones, to compare with.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bbplay/analysis/analyze.h"
#include "bbplay/reader/read_track.h"
#include "bbplay/scheduler/offline_render.h"
#include "bbplay/scheduler/track_scheduler.h"

#include "dsp/block/flush_denormals.h"

namespace bbplay {
namespace {

constexpr std::size_t kBlock = 4096;
constexpr int kRate = 48'000;

struct Session {
  std::shared_ptr<const Track> track;
  std::shared_ptr<const RenderPlan> plan;
};

std::shared_ptr<const Track> track_of(const std::string& text) {
  Diagnostics findings;
  return std::make_shared<Track>(read_track_text(text, "bench.json", ".", {}, findings));
}

Session session_of(const std::string& text) {
  Session out;
  out.track = track_of(text);
  out.plan = std::make_shared<RenderPlan>(analyze(*out.track, {}));
  return out;
}

/// One step of `count` binaural voices, none like the other.
std::string voices_text(int count, double seconds) {
  std::string text = R"({"global": {"sample_rate": 48000}, "progression": [{"duration": )" +
                     std::to_string(seconds) + R"(, "voices": [)";
  for (int i = 0; i < count; ++i) {
    text += (i > 0 ? "," : "");
    text += R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": )" +
            std::to_string(100 + 0.7 * i) + R"(, "beatFreq": )" + std::to_string(1 + 0.013 * i) +
            R"(, "ampL": 0.01, "ampR": 0.01}})";
  }
  return text + "]}]}";
}

/// Ten steps of three voices over an hour, with blends; pink noise under them if wanted.
std::string hour_text(bool noise) {
  std::string text = R"({"global": {"sample_rate": 44100, "crossfade_duration": 3},
                         "progression": [)";
  for (int step = 0; step < 10; ++step) {
    const std::string beat = std::to_string(14 - step), next = std::to_string(13 - step);
    text += (step > 0 ? "," : "");
    text += R"({"duration": 362.7, "voices": [
      {"synth_function_name": "binaural_beat_transition", "is_transition": true, "params":
        {"startBaseFreq": 200, "endBaseFreq": 190, "startBeatFreq": )" +
            beat + R"(, "endBeatFreq": )" + next + R"(}},
      {"synth_function_name": "isochronic_tone", "params": {"baseFreq": 150, "beatFreq": )" +
            beat +
            R"(}},
      {"synth_function_name": "monaural_beat_stereo_amps", "params": {"baseFreq": 100,
        "beatFreq": )" +
            beat + "}}]}";
  }
  text += "]";
  if (noise) {
    text += R"(, "background_noise": {"params": {"noise_parameters": {"name": "pink"}},
                                      "gain": 0.2})";
  }
  return text + "}";
}

/// Simultaneous static binaural voices.
void scheduler(benchmark::State& state) {
  const dsp::FlushDenormals guard;
  const Session session = session_of(voices_text(static_cast<int>(state.range(0)), 600));
  TrackScheduler scheduler(session.track, session.plan);
  StereoBuffer buffer(kBlock);
  for ([[maybe_unused]] auto _ : state) {
    if (scheduler.position() + static_cast<std::int64_t>(kBlock) > scheduler.frames()) {
      scheduler.seek(0);
    }
    scheduler.process_block(buffer.block());
    benchmark::DoNotOptimize(buffer.block().left.data());
  }
  const double frames = static_cast<double>(state.iterations()) * kBlock;
  state.SetItemsProcessed(static_cast<std::int64_t>(frames));
  state.counters["times_real_time"] =
      benchmark::Counter(frames / kRate, benchmark::Counter::kIsRate);
}
BENCHMARK(scheduler)->Arg(1)->Arg(10)->Arg(100)->Arg(1000);

/// Per frame of the hour.
void analysis(benchmark::State& state, const std::string& text) {
  const auto track = track_of(text);
  std::int64_t frames = 0;
  for ([[maybe_unused]] auto _ : state) frames += analyze(*track, {}).frames;
  state.SetItemsProcessed(frames);
}
BENCHMARK_CAPTURE(analysis, hour, hour_text(false))->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(analysis, hour_with_noise, hour_text(true))
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void offline_render(benchmark::State& state, const std::string& text) {
  const Session session = session_of(text);
  for ([[maybe_unused]] auto _ : state) {
    OfflineRender render(session.track, session.plan, 0, session.plan->frames,
                         static_cast<unsigned>(state.range(0)));
    while (render.next().frames() > 0) {
    }
  }
  state.SetItemsProcessed(state.iterations() * session.plan->frames);
}
BENCHMARK_CAPTURE(offline_render, pair, voices_text(1, 600))
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(offline_render, hour_with_noise, hour_text(true))
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Two sines per frame as the C library computes them.
void yardstick_two_sin(benchmark::State& state) {
  StereoBuffer buffer(kBlock);
  std::int64_t frame = 0;
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t i = 0; i < kBlock; ++i, ++frame) {
      const double t = 2 * std::numbers::pi * static_cast<double>(frame) / kRate;
      buffer.block().left[i] = static_cast<float>(0.25 * std::sin(200 * t));
      buffer.block().right[i] = static_cast<float>(0.25 * std::sin(204 * t));
    }
    benchmark::DoNotOptimize(buffer.block().left.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBlock));
}
BENCHMARK(yardstick_two_sin);

/// Stereo frames copied within the cache.
void yardstick_memcpy(benchmark::State& state) {
  std::vector<float> from(2 * kBlock, 0.5f), to(2 * kBlock);
  for ([[maybe_unused]] auto _ : state) {
    std::memcpy(to.data(), from.data(), to.size() * sizeof(float));
    benchmark::DoNotOptimize(to.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBlock));
}
BENCHMARK(yardstick_memcpy);

}  // namespace
}  // namespace bbplay
