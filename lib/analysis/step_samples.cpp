// SPDX-License-Identifier: MIT
#include "analysis/step_samples.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <vector>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/level/expected_largest.h"
#include "dsp/level/loudness.h"

namespace bbplay::analysis {
namespace {

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
/// A voice that is not made of tones has filters that have to run in when it is entered.
constexpr std::int64_t kLongRun = 16;  // quanta
constexpr double kLoudnessWindowSeconds = 0.05;
constexpr double kSilence = 1e-9;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

float peak_of(ConstStereoBlock block) {
  return std::max(dsp::peak(block.left), dsp::peak(block.right));
}

}  // namespace

StepSamples::StepSamples(const Track& track, const StepPlan& placed,
                         const scheduler::RenderContext& context)
    : frames_(placed.frames), rate_(context.rate), voices_(track, placed, context) {
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    if (!voices_.voice(v).tones(0, kQuantumFrames)) run_ = kLongRun;
  }
}

double StepSamples::quanta() const noexcept {
  return std::max(1.0, static_cast<double>(frames_) / static_cast<double>(kQuantum));
}

void StepSamples::visit(std::int64_t run, const SampleBudget& budget,
                        const std::function<void()>& hear) {
  // The last quantum may reach past the end: it is left out, unless it is the only one.
  const auto all = std::max<std::int64_t>(1, frames_ / kQuantumFrames);
  const auto wanted = std::min<std::int64_t>(all, static_cast<std::int64_t>(budget.most));
  const bool is_entered = voices_.entry() == StepEntry::anywhere && wanted < all;
  run = is_entered ? std::min(run, wanted) : wanted;
  // A place in a file takes long to be read; two of them have to do.
  const std::size_t fewest = voices_.play_files()
                                 ? std::min(budget.fewest, 2 * static_cast<std::size_t>(run))
                                 : budget.fewest;
  if (!is_entered) voices_.seek(0);
  std::size_t heard = 0;
  for (std::int64_t p = 0; p < wanted / run; ++p) {
    if (is_entered) {
      // In an order that covers the step evenly, however early it has to end.
      const double place = std::fmod(static_cast<double>(p) * std::numbers::phi, 1.0);
      voices_.seek(static_cast<std::int64_t>(place * static_cast<double>(all - run + 1)) *
                   kQuantumFrames);
    }
    for (std::int64_t i = 0; i < run; ++i) {
      if (heard >= fewest && budget.enough && budget.enough()) return;
      voices_.service(kQuantumFrames);
      hear();
      ++heard;
    }
  }
}

BusPeaks StepSamples::peaks(const SampleBudget& budget) {
  double bound = 0;
  bool is_binaural = false, measures_noise = false;
  std::vector<std::optional<double>> nominal(voices_.size());
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    if (voices_.bus(v) == Bus::noise) {
      nominal[v] = voices_.voice(v).nominal_peak();
      measures_noise = measures_noise || !nominal[v];
    } else {
      is_binaural = true;
      bound += voices_.voice(v).peak_bound();
    }
  }
  BusPeaks peaks;
  peaks.entry = voices_.entry();
  std::vector<float> binaural;
  std::vector<std::vector<float>> noise(voices_.size());
  if (is_binaural || measures_noise) {
    QuantumBuffer voice, bus;
    visit(run_, budget, [&] {
      std::ranges::fill(bus.left, 0.0f);
      std::ranges::fill(bus.right, 0.0f);
      for (std::size_t v = 0; v < voices_.size(); ++v) {
        const bool is_noise = voices_.bus(v) == Bus::noise;
        if (is_noise && nominal[v]) continue;
        voices_.render_voice(v, voice.block());
        if (is_noise) {
          noise[v].push_back(peak_of(voice.block()));
        } else {
          dsp::add_scaled(bus.left, voice.left, 1.0f);
          dsp::add_scaled(bus.right, voice.right, 1.0f);
        }
      }
      binaural.push_back(peak_of(bus.block()));
    });
    peaks.binaural = dsp::expected_largest(binaural, quanta(), bound);
    peaks.binaural_in_core = peaks.binaural;
  }
  double loudest_noise = 0;
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    if (voices_.bus(v) != Bus::noise) continue;
    const double peak =
        nominal[v] ? *nominal[v] : dsp::expected_largest(noise[v], quanta(), kInfinity);
    loudest_noise = std::max(loudest_noise, peak > kSilence ? peak : 1.0);
  }
  if (has_noise()) peaks.noise = loudest_noise;
  return peaks;
}

double StepSamples::mix_peak(const StepPlan& placed, const SampleBudget& budget) {
  if (voices_.size() == 1 && voices_.bus(0) == Bus::noise) {
    // Known without listening, and by more than an hour of it.
    if (const auto nominal = voices_.voice(0).nominal_peak()) {
      return *nominal * std::abs(placed.gain_noise * placed.gain_continuity);
    }
  }
  std::vector<float> peaks;
  QuantumBuffer mix;
  visit(run_, budget, [&] {
    voices_.render_mix(static_cast<float>(placed.gain_binaural * placed.gain_continuity),
                       static_cast<float>(placed.gain_noise * placed.gain_continuity), mix.block());
    peaks.push_back(peak_of(mix.block()));
  });
  return dsp::expected_largest(peaks, quanta(), kInfinity);
}

double StepSamples::loudness(const StepPlan& placed, const SampleBudget& budget) {
  const std::int64_t window = frames_in(kLoudnessWindowSeconds, rate_);
  const std::int64_t run = std::max(run_, (window + kQuantumFrames - 1) / kQuantumFrames);
  StereoBuffer audio(kQuantum * budget.most);
  std::size_t heard = 0;
  visit(run, budget, [&] {
    voices_.render_mix(static_cast<float>(placed.gain_binaural * placed.gain_continuity),
                       static_cast<float>(placed.gain_noise * placed.gain_continuity),
                       audio.block().subblock(kQuantum * heard++, kQuantum));
  });
  dsp::StepLoudness loudness(static_cast<std::int64_t>(kQuantum * heard), rate_);
  loudness.add(audio.block().first(kQuantum * heard));
  return loudness.finish();
}

}  // namespace bbplay::analysis
