// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>

#include "bbplay/voices/voice.h"

#include "voices/synths.h"

namespace bbplay {
namespace {

SynthSpec circling(double turns_per_s, double overlap) {
  SpatialAnglePatch patch;
  patch.carrier_freq_hz = {440, 440};
  patch.beat_freq_hz = {turns_per_s, turns_per_s};
  patch.path_radius = {1, 1};
  patch.arc_start_deg = {0, 0};
  patch.arc_end_deg = {360, 360};
  patch.overlap = overlap;
  SynthSpec spec;
  spec.patch = patch;
  return spec;
}

VoiceContext context_of(double seconds, int rate, Fidelity fidelity) {
  VoiceContext context;
  context.seconds = seconds;
  context.rate = rate;
  context.frames = static_cast<std::int64_t>(seconds * rate);
  context.fidelity = fidelity;
  return context;
}

template <class Patch>
void render(benchmark::State& state, const SynthSpec& spec, const VoiceContext& context) {
  const auto voice = voices::make(std::get<Patch>(spec.patch), spec, context);
  QuantumBuffer out;
  for (auto _ : state) {
    voice->render(out.block());
    benchmark::DoNotOptimize(out.left[0]);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kQuantum));
}

/// Turns per second in tenths; the faster, the more directions sound at a time.
void windowed_head(benchmark::State& state) {
  render<SpatialAnglePatch>(state, circling(static_cast<double>(state.range(0)) / 10, 8),
                            context_of(1e5, static_cast<int>(state.range(1)), Fidelity::reference));
}
BENCHMARK(windowed_head)
    ->Args({0, 44'100})
    ->Args({4, 44'100})
    ->Args({40, 44'100})
    ->Args({40, 96'000});

void gliding_head(benchmark::State& state) {
  render<SpatialAnglePatch>(state, circling(4, 8), context_of(1e5, 44'100, Fidelity::corrected));
}
BENCHMARK(gliding_head);

/// Building a voice finds its peak: 5 s and 30 s are rendered, an hour is scanned.
void build_head(benchmark::State& state) {
  const SynthSpec spec = circling(4, 8);
  const VoiceContext context =
      context_of(static_cast<double>(state.range(0)), 44'100, Fidelity::reference);
  for (auto _ : state) {
    benchmark::DoNotOptimize(voices::make(std::get<SpatialAnglePatch>(spec.patch), spec, context));
  }
}
BENCHMARK(build_head)->Arg(5)->Arg(30)->Arg(3600)->Arg(8 * 3600)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bbplay
