// SPDX-License-Identifier: MIT
#include "analysis/step_levels.h"

#include <algorithm>
#include <cmath>

#include "dsp/sweeps.h"

namespace bbplay::analysis {
namespace {

constexpr std::int64_t kBlock = 4096;  // frames between two looks at the exit condition
constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
constexpr double kNearEnough = 1 - 1.0 / (1 << 17);
constexpr double kSilence = 1e-9;

/// Peak of the part of a quantum, starting at step frame `first`, that lies within sorted spans.
float peak_within(const std::vector<Span>& spans, std::int64_t first, ConstStereoBlock block) {
  float largest = 0;
  for (const Span& span : spans) {
    const std::int64_t from = std::max(span.begin, first);
    const std::int64_t to = std::min(span.end, first + static_cast<std::int64_t>(block.frames()));
    if (from >= to) continue;
    const ConstStereoBlock part =
        block.subblock(static_cast<std::size_t>(from - first), static_cast<std::size_t>(to - from));
    largest = std::max({largest, dsp::peak(part.left), dsp::peak(part.right)});
  }
  return largest;
}

float peak_of(ConstStereoBlock block) {
  return std::max(dsp::peak(block.left), dsp::peak(block.right));
}

}  // namespace

BusPeaks scan_buses(const Track& track, const LanePlan& lane,
                    const scheduler::RenderContext& context, const std::vector<Span>& core,
                    const Tick& tick) {
  scheduler::StepVoices voices(track, lane, context);
  double bound = 0;
  std::vector<double> noise_peaks(voices.size(), 0.0);
  bool measures_noise = false;
  for (std::size_t v = 0; v < voices.size(); ++v) {
    if (voices.bus(v) == Bus::binaural) {
      bound += voices.voice(v).peak_bound();
    } else if (const std::optional<double> nominal = voices.voice(v).nominal_peak()) {
      noise_peaks[v] = *nominal;
    } else {
      measures_noise = true;
    }
  }
  const bool has_noise = voices.has(Bus::noise);
  const bool core_matters = !core.empty();

  BusPeaks peaks;
  peaks.seeks_at_once = voices.seeks_at_once();
  QuantumBuffer voice, bus;
  for (std::int64_t block = 0; block < lane.frames; block += kBlock) {
    const std::int64_t block_end = std::min(block + kBlock, lane.frames);
    for (std::int64_t first = block; first < block_end; first += kQuantumFrames) {
      std::fill_n(bus.left, kQuantum, 0.0f);
      std::fill_n(bus.right, kQuantum, 0.0f);
      for (std::size_t v = 0; v < voices.size(); ++v) {
        if (voices.bus(v) == Bus::noise && !measures_noise) continue;
        voices.render_voice(v, voice.block());
        if (voices.bus(v) == Bus::noise) {
          if (voices.voice(v).nominal_peak()) continue;
          noise_peaks[v] = std::max<double>(noise_peaks[v], peak_of(voice.block()));
        } else {
          dsp::add_scaled(bus.left, voice.left, 1.0f);
          dsp::add_scaled(bus.right, voice.right, 1.0f);
        }
      }
      peaks.binaural = std::max<double>(peaks.binaural, peak_of(bus.block()));
      peaks.binaural_in_core =
          std::max<double>(peaks.binaural_in_core, peak_within(core, first, bus.block()));
    }
    tick(block_end - block);
    const double decisive = core_matters ? peaks.binaural_in_core : peaks.binaural;
    if (!measures_noise && decisive >= kNearEnough * bound) {
      tick(lane.frames - block_end);
      break;
    }
  }
  if (has_noise) {
    double largest = 0;
    for (std::size_t v = 0; v < voices.size(); ++v) {
      if (voices.bus(v) != Bus::noise) continue;
      largest = std::max(largest, noise_peaks[v] > kSilence ? noise_peaks[v] : 1.0);
    }
    peaks.noise = largest;
  }
  return peaks;
}

void set_bus_gains(const Step& step, const BusPeaks& peaks, LanePlan& lane) {
  constexpr double kLoudest = 0.48;
  const double level = step.normalization_level;
  lane.binaural_peak = peaks.binaural;
  lane.noise_peak = peaks.noise;
  lane.seeks_at_once = peaks.seeks_at_once;
  lane.gain_binaural = peaks.binaural > kSilence
                           ? level / peaks.binaural * std::min(step.binaural_volume, kLoudest)
                           : 1.0;
  lane.gain_noise =
      peaks.noise ? level / *peaks.noise * std::min(step.noise_volume, kLoudest) : 1.0;
}

MixPeaks scan_mix(const Track& track, const LanePlan& lane, const scheduler::RenderContext& context,
                  const std::vector<Span>& core, const Tick& tick) {
  scheduler::StepVoices voices(track, lane, context);
  MixPeaks peaks;
  QuantumBuffer mix;
  for (std::int64_t first = 0; first < lane.frames; first += kQuantumFrames) {
    voices.render_mix(static_cast<float>(lane.gain_binaural * lane.gain_continuity),
                      static_cast<float>(lane.gain_noise * lane.gain_continuity), mix.block());
    peaks.whole = std::max<double>(peaks.whole, peak_of(mix.block()));
    peaks.core = std::max<double>(peaks.core, peak_within(core, first, mix.block()));
    if (first % kBlock == 0) tick(std::min(kBlock, lane.frames - first));
  }
  return peaks;
}

}  // namespace bbplay::analysis
