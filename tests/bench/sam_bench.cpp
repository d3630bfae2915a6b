// SPDX-License-Identifier: MIT
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "bbplay/model/sam_scene.h"
#include "bbplay/voices/voice.h"

#include "reader/read_synth.h"

namespace bbplay {
namespace {

constexpr double kLongSeconds = 1e5;  // longer than a benchmark plays

SynthSpec spec_of(std::string_view function, std::string params) {
  Diagnostics diagnostics;
  const auto document = reader::JsonDocument::parse(std::move(params), "bench.json");
  return reader::read_synth(function, document.root(), diagnostics).value();
}

VoiceContext context_of(double seconds, int rate, Fidelity fidelity) {
  VoiceContext context;
  context.seconds = seconds;
  context.rate = rate;
  context.frames = static_cast<std::int64_t>(seconds * rate);
  context.fidelity = fidelity;
  return context;
}

/// Renders one quantum per iteration.
void render(benchmark::State& state, const SynthSpec& spec, int rate = 44'100,
            Fidelity fidelity = Fidelity::reference) {
  const auto voice = make_voice(spec, context_of(kLongSeconds, rate, fidelity));
  QuantumBuffer out;
  for (auto _ : state) {
    voice->render(out.block());
    benchmark::DoNotOptimize(out.left[0]);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kQuantum));
}

/// A tone around the head at so many tenths of a turn per second; the faster, the more directions
/// sound at a time.
std::string circling(std::int64_t tenths) {
  return "{\"beatFreq\": " + std::to_string(static_cast<double>(tenths) / 10) + '}';
}

void head_steady(benchmark::State& state) {
  render(state, spec_of("spatial_angle_modulation", circling(state.range(0))),
         static_cast<int>(state.range(1)));
}
BENCHMARK(head_steady)
    ->Args({0, 44'100})
    ->Args({4, 44'100})
    ->Args({40, 44'100})
    ->Args({40, 96'000});

void head_moving(benchmark::State& state) {
  const std::string turns = std::to_string(static_cast<double>(state.range(0)) / 10);
  render(state,
         spec_of("spatial_angle_modulation_transition", "{\"startBeatFreq\": " + turns +
                                                            ", \"endBeatFreq\": " + turns +
                                                            ", \"endCarrierFreq\": 500}"),
         static_cast<int>(state.range(1)));
}
BENCHMARK(head_moving)
    ->Args({0, 44'100})
    ->Args({4, 44'100})
    ->Args({40, 44'100})
    ->Args({40, 96'000});

void head_corrected(benchmark::State& state) {
  render(state, spec_of("spatial_angle_modulation", circling(40)), 44'100, Fidelity::corrected);
}
BENCHMARK(head_corrected);

/// Building a voice finds its peak: 30 s are rendered, hours are scanned.
void head_build(benchmark::State& state) {
  const SynthSpec spec = spec_of("spatial_angle_modulation", circling(40));
  const auto context = context_of(static_cast<double>(state.range(0)), 44'100, Fidelity::reference);
  for (auto _ : state) benchmark::DoNotOptimize(make_voice(spec, context));
}
BENCHMARK(head_build)->Arg(30)->Arg(3600)->Arg(8 * 3600)->Unit(benchmark::kMillisecond);

void monaural(benchmark::State& state) {
  render(state, spec_of("spatial_angle_modulation_monaural_beat", R"({"sam_ampOscDepth": 0.5,
                        "sam_ampOscFreq": 2})"));
}
BENCHMARK(monaural);

void sam2(benchmark::State& state) {
  render(state, spec_of("spatial_angle_modulation_sam2", "{}"));
}
BENCHMARK(sam2);

void sam2_drawn(benchmark::State& state) {
  render(state, spec_of("spatial_angle_modulation_sam2", R"({"pathType": "custom",
                        "customPathProfile": {"kind": "spline", "closedLoop": true,
                        "points": [[0, 1], [1, 0], [0, -1], [-1, 0]]}})"));
}
BENCHMARK(sam2_drawn);

void sam2_slewed(benchmark::State& state) {
  render(state, spec_of("spatial_angle_modulation_sam2", R"({"pathType": "closed"})"), 44'100,
         Fidelity::corrected);
}
BENCHMARK(sam2_slewed);

/// A scene with a stage on one of its edges, and slow modulators.
void sam2_scene(benchmark::State& state) {
  SynthSpec spec = spec_of("spatial_angle_modulation_sam2", "{}");
  Sam2Scene scene;
  const StageWindow edge{0, kLongSeconds, kLongSeconds, 0};
  scene.carrier_hz = AutomatedValue{{200, 200}, {{edge, 190}}, {{0.05, 0, false, 5}}};
  scene.mod_hz = AutomatedValue{{3, 3}, {{edge, 2}}, {}};
  scene.direction_deg = AutomatedValue{{0, 0}, {}, {{0.1, 0, false, 40}}};
  scene.level.stages = {{edge, 0.5}};
  std::get<Sam2Patch>(spec.patch).scene = std::make_shared<const Sam2Scene>(std::move(scene));
  render(state, spec);
}
BENCHMARK(sam2_scene);

void subliminal(benchmark::State& state) {
  const std::string file = BBPLAY_SOURCE_DIR "/tests/golden/subliminal/voice_44100.wav";
  render(state, spec_of("subliminal_encode", R"({"mode": "stack", "audio_path": ")" + file + "\"}"),
         44'100, state.range(0) == 0 ? Fidelity::reference : Fidelity::corrected);
}
BENCHMARK(subliminal)->Arg(0)->Arg(1);

}  // namespace
}  // namespace bbplay
