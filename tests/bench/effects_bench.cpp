// SPDX-License-Identifier: MIT
// The effects are the flanger and the spatialiser. Time per stereo frame is the reciprocal of
// items_per_second.
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

#include "bbplay/dsp/block_ops.h"

#include "dsp/block/flush_denormals.h"
#include "dsp/flanger/flanger.h"
#include "dsp/spatial/spatializer.h"
#include "voices/voice_flanger.h"

namespace bbplay {
namespace {

constexpr int kRate = 48'000;

/// Runs an effect over one quantum of tones again and again, on a clock that goes on.
template <class Effect>
void run(benchmark::State& state, Effect effect) {
  const dsp::FlushDenormals guard;
  QuantumBuffer tones, quantum;
  for (std::size_t i = 0; i < kQuantum; ++i) {
    tones.left[i] = 0.5f * std::sin(0.026f * static_cast<float>(i));
    tones.right[i] = 0.5f * std::sin(0.027f * static_cast<float>(i));
  }
  std::int64_t frame = 0;
  for ([[maybe_unused]] auto _ : state) {
    quantum = tones;
    effect.process(frame, quantum.block());
    frame += static_cast<std::int64_t>(kQuantum);
    benchmark::DoNotOptimize(quantum);
  }
  state.SetItemsProcessed(frame);
  state.SetLabel(dsp::vector_unit());
}

void flanger(benchmark::State& state, const dsp::FlangerSettings& settings, Fidelity fidelity) {
  run(state, dsp::Flanger(settings, kRate, fidelity));
}

void spatializer(benchmark::State& state, const SpatialPatch& patch, Fidelity fidelity) {
  run(state, dsp::Spatializer(patch, 3600, kRate, fidelity));
}

void register_flangers() {
  dsp::FlangerSettings live;
  live.loop_hpf_hz = 40;
  dsp::FlangerSettings four = live;
  four.four_taps = true;
  dsp::FlangerSettings exponential;
  exponential.delay_law = 2;
  dsp::FlangerSettings quiet;
  quiet.makes_up_loudness = false;
  dsp::FlangerSettings mid;
  mid.stereo_mode = 2;
  dsp::FlangerSettings spread = live;
  spread.stereo_mode = 1;
  spread.spread_deg = 90;
  const std::pair<const char*, dsp::FlangerSettings> kinds[] = {
      {"defaults", {}},       {"no loudness", quiet},
      {"live loop", live},    {"live loop, four taps", four},
      {"law 2", exponential}, {"mid only", mid},
      {"spread", spread}};
  for (const auto& [name, settings] : kinds) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const bool reference = fidelity == Fidelity::reference;
      benchmark::RegisterBenchmark(
          ("Flanger/" + std::string(name) + (reference ? "/reference" : "/corrected")).c_str(),
          flanger, settings, fidelity);
    }
  }
}

void register_spatializers() {
  SpatialPatch head;
  SpatialPatch linear = head;
  linear.interpolation = 0;
  SpatialPatch far = head;
  far.rolloff = 1.3;
  SpatialPatch foa = head;
  foa.decoder = {SpatialPatch::foa_cardioid};
  const std::pair<const char*, SpatialPatch> kinds[] = {
      {"head", head}, {"head, linear", linear}, {"head, steep rolloff", far}, {"foa", foa}};
  for (const auto& [name, patch] : kinds) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const bool reference = fidelity == Fidelity::reference;
      benchmark::RegisterBenchmark(
          ("Spatializer/" + std::string(name) + (reference ? "/reference" : "/corrected")).c_str(),
          spatializer, patch, fidelity);
    }
  }
}

const bool kRegistered = [] {
  register_flangers();
  register_spatializers();
  return true;
}();

void FlangerBlend(benchmark::State& state) {
  FlangerSpec spec;
  for (const auto& row : FlangerPatch::rows) {
    if (const auto* field = std::get_if<Ramp FlangerPatch::*>(&row.field)) {
      spec.patch.** field = {row.fallback.still, row.fallback.still};
    }
  }
  spec.patch.mix.to = 0.9;
  spec.blends = true;
  VoiceContext context;
  context.seconds = 3600;
  context.rate = kRate;
  context.frames = std::int64_t{3600} * kRate;
  run(state, voices::VoiceFlanger(spec, {}, context));
}
BENCHMARK(FlangerBlend);

}  // namespace
}  // namespace bbplay
