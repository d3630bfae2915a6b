// SPDX-License-Identifier: MIT
// Cost of the tonal voices with their share of the mix: one quantum rendered and added to a bus.
#include <string>

#include <benchmark/benchmark.h>

#include "bbplay/dsp/block_ops.h"
#include "bbplay/voices/voice.h"

#include "dsp/block/flush_denormals.h"
#include "reader/read_synth.h"

namespace bbplay {
namespace {

constexpr double kSeconds = 3600;
constexpr int kRate = 44'100;

std::unique_ptr<Voice> voice_of(const std::string& function, const std::string& params) {
  const auto document = reader::JsonDocument::parse(params, function);
  Diagnostics diagnostics;
  const SynthSpec spec = reader::read_synth(function, document.root(), diagnostics).value();
  VoiceContext context;
  context.seconds = kSeconds;
  context.rate = kRate;
  context.frames = static_cast<std::int64_t>(kSeconds * kRate);
  context.seed = 1;
  return make_voice(spec, context);
}

void play(benchmark::State& state, const std::string& function, const std::string& params) {
  const dsp::FlushDenormals guard;
  const std::unique_ptr<Voice> voice = voice_of(function, params);
  QuantumBuffer quantum, bus{};
  const StereoBlock heard = quantum.block(), sum = bus.block();
  std::int64_t frames = 0;
  for ([[maybe_unused]] auto _ : state) {
    voice->render(heard);
    dsp::add_scaled(sum.left, heard.left, 0.5f);
    dsp::add_scaled(sum.right, heard.right, 0.5f);
    benchmark::DoNotOptimize(sum.left.data());
    frames += static_cast<std::int64_t>(kQuantum);
  }
  state.counters["per_frame"] = benchmark::Counter(
      static_cast<double>(frames), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.SetLabel(dsp::vector_unit());
}

const std::string kVibrato = R"("freqOscRangeL": 3, "freqOscFreqL": 0.7, "freqOscRangeR": 2,
  "freqOscFreqR": 0.4)";
const std::string kLfos = R"("freqOscRangeL": 4, "freqOscFreqL": 0.3, "freqOscRangeR": 4,
  "freqOscFreqR": 0.4, "ampOscDepthL": 0.3, "ampOscFreqL": 0.5, "ampOscDepthR": 0.3,
  "ampOscFreqR": 0.6, "phaseOscFreq": 0.2, "phaseOscRange": 1, "panRangeMin": -0.5,
  "panRangeMax": 0.5, "panFreq": 0.1)";
const std::string kSkews = R"(, "freqOscSkewL": 0.2, "freqOscSkewR": -0.2, "ampOscSkewL": 0.4,
  "ampOscSkewR": -0.4)";
const std::string kSweep = R"("startBaseFreq": 300, "endBaseFreq": 100, "startBeatFreq": 14,
  "endBeatFreq": 3)";
const std::string kAmps = R"(, "startAmpL": 0.2, "endAmpL": 0.7, "startAmpR": 0.2, "endAmpR": 0.7)";
const std::string kMonoAmps = R"(, "start_amp_lower_L": 0.1, "end_amp_lower_L": 0.5)";
const std::string kGlitches = R"(, "glitchInterval": 2, "glitchDur": 0.1,
  "glitchNoiseLevel": 0.2, "glitchFocusWidth": 50, "glitchFocusExp": 2)";
const std::string kPulseEnds = R"(, "startPulseDepth": 1, "endPulseDepth": 0.5)";
const std::string kSuppression = R"(, "harmonicSuppression": true)";

std::string object(const std::string& members) { return '{' + members + '}'; }

#define BBPLAY_BENCH(name, function, members) \
  BENCHMARK_CAPTURE(play, name, function, object(members))

BBPLAY_BENCH(binaural_plain, "binaural_beat", "");
BBPLAY_BENCH(binaural_vibrato, "binaural_beat", kVibrato);
BBPLAY_BENCH(binaural_lfos, "binaural_beat", kLfos);
BBPLAY_BENCH(binaural_skewed_lfos, "binaural_beat", kLfos + kSkews);
BBPLAY_BENCH(binaural_sweep, "binaural_beat_transition", kSweep);
BBPLAY_BENCH(binaural_sweep_amps, "binaural_beat_transition", kSweep + kAmps);
BBPLAY_BENCH(binaural_sweep_lfos_at_rest, "binaural_beat_transition",
             kSweep + kAmps + ',' + kLfos + R"(, "initial_offset": 3599)");
BBPLAY_BENCH(binaural_sweep_glitches, "binaural_beat_transition", kSweep + kGlitches);
BBPLAY_BENCH(binaural_sweep_lfos, "binaural_beat_transition", kSweep + kAmps + ',' + kLfos);
BBPLAY_BENCH(binaural_sweep_skewed_lfos, "binaural_beat_transition",
             kSweep + kAmps + ',' + kLfos + kSkews);
BBPLAY_BENCH(isochronic_plain, "isochronic_tone", "");
BBPLAY_BENCH(isochronic_suppressed, "isochronic_tone", R"("beatFreq": 9)" + kSuppression);
BBPLAY_BENCH(isochronic_sweep, "isochronic_tone_transition", kSweep + kAmps);
BBPLAY_BENCH(isochronic_sweep_lfos, "isochronic_tone_transition", kSweep + kAmps + ',' + kLfos);
BBPLAY_BENCH(monaural_plain, "monaural_beat_stereo_amps", "");
BBPLAY_BENCH(monaural_sweep, "monaural_beat_stereo_amps_transition", kSweep + kMonoAmps);
BBPLAY_BENCH(dual_pulse_plain, "dual_pulse_binaural", "");
BBPLAY_BENCH(dual_pulse_sweep, "dual_pulse_binaural_transition", kSweep + kAmps + kPulseEnds);

#undef BBPLAY_BENCH

}  // namespace
}  // namespace bbplay
