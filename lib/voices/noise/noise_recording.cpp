// SPDX-License-Identifier: MIT
#include "voices/noise/noise_recording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bbplay/audio/frames.h"

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_chain.h"
#include "dsp/noise/noise_sample_loop.h"
#include "dsp/noise/noise_spectrum.h"
#include "dsp/noise/notch_cascade.h"
#include "voices/noise/conditioned_recording.h"

namespace bbplay::voices {
namespace {

constexpr double kSilence = 1e-8;
constexpr double kMaxFractionOfRate = 0.49;
constexpr double kMaxLookAheadSeconds = 10;

/// Root mean square of the first frames of a file.
double rms_of(const ConditionedRecording& recording, std::int64_t frames) {
  double sum = 0;
  std::array<double, 4096> block;
  for (std::int64_t at = 0; at < frames;) {
    const auto part = std::span(block).first(
        static_cast<std::size_t>(std::min(frames - at, static_cast<std::int64_t>(block.size()))));
    recording.read(at, part);
    for (const double x : part) sum += x * x;
    at += std::ssize(part);
  }
  if (frames > 0) sum /= static_cast<double>(frames);
  return std::max(std::sqrt(sum), kSilence);
}

/// Sum of the squares of what is played, by ear.
struct PowerMeter {
  dsp::SweptNoise<double> noise;
  std::int64_t frames = 0;
  double left = 0, right = 0;

  void seek(std::int64_t frame) { noise.seek(frame); }
  void service(std::int64_t count) { noise.service(count); }
  void render(std::int64_t first, dsp::StereoDoubles out) noexcept {
    noise.render(first, out);
    const auto count =
        static_cast<std::size_t>(std::clamp<std::int64_t>(frames - first, 0, kQuantum));
    for (std::size_t i = 0; i < count; ++i) {
      left += out.left[i] * out.left[i];
      right += out.right[i] * out.right[i];
    }
  }
};

double peak_of(std::span<const double> x, double otherwise) {
  for (const double v : x) otherwise = std::max(otherwise, std::abs(v));
  return otherwise;
}

}  // namespace

std::vector<double> condition_recording(std::vector<double> signal, int rate) {
  const double low_pass_hz = dsp::conditioning_low_pass_hz(rate);
  signal = dsp::zero_phase_whole({dsp::butterworth_low_pass(1, low_pass_hz, rate), 1}, signal);
  signal = dsp::zero_phase_whole(
      {dsp::butterworth_high_pass(2, dsp::kConditioningHighPassHz, rate), 2}, signal);
  const double scale = dsp::kSourcePeak / (peak_of(signal, 0) + kSilence);
  for (double& x : signal) x *= scale;
  return signal;
}

NoiseRecording noise_recording(const std::filesystem::path& path, int rate, std::int64_t frames,
                               ShortFile short_file) {
  const ConditionedRecording file(path, rate);
  const std::int64_t measured = std::min(file.frames(), frames);
  const double rms = rms_of(file, measured);
  const bool repeats = short_file == ShortFile::repeat && measured > 0;
  const std::int64_t played = repeats ? frames : measured;
  const dsp::NoiseSampleLoop loop(file.frames(), played, rate);
  auto read = [loop, file](std::int64_t first, std::span<float> out) {
    loop.read(first, out, [&](std::int64_t at, std::span<float> part) { file.read(at, part); });
  };
  return {dsp::ReadAhead(std::move(read), played, rate), played, measured, rms};
}

std::vector<dsp::ZeroPhaseFilter> fixed_notch_filters(std::span<const StaticNotch> notches,
                                                      int rate) {
  std::vector<dsp::ZeroPhaseFilter> filters;
  for (const StaticNotch& notch : notches) {
    if (notch.hz >= kMaxFractionOfRate * rate) continue;
    const auto notched = dsp::NotchSection::at(notch.hz, notch.q, rate);
    const double g = notched.g, c = notched.c;
    const dsp::Section section{g, c, g, c, 2 * g - 1};
    const dsp::ZeroPhaseFilter filter({&section, 1}, 2, frames_in(kMaxLookAheadSeconds, rate));
    filters.insert(filters.end(), static_cast<std::size_t>(notch.count), filter);
  }
  return filters;
}

dsp::NoiseLevel measured_noise_level(dsp::SweptNoise<double> moving,
                                     std::span<const dsp::ZeroPhaseFilter> fixed,
                                     const NoiseRecording& recording) {
  const std::int64_t frames = recording.measured_frames;
  dsp::ZeroPhaseChain<PowerMeter> chain({std::move(moving), frames}, fixed, frames);
  dsp::StereoDoublesQuantum quantum;
  double peak_left = 0, peak_right = 0;
  for (std::int64_t first = 0; first < frames; first += static_cast<std::int64_t>(kQuantum)) {
    chain.service(kQuantum);
    chain.render(first, quantum.block());
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(frames - first, kQuantum));
    peak_left = peak_of(quantum.block().left.first(count), peak_left);
    peak_right = peak_of(quantum.block().right.first(count), peak_right);
  }
  // Behind the moving notches either ear is made as loud as the source.
  const auto match = [&](double power) {
    const double rms = frames > 0 ? std::sqrt(power / static_cast<double>(frames)) : 0;
    return rms > kSilence ? recording.rms / rms : 1;
  };
  dsp::NoiseLevel level{match(chain.source().left), match(chain.source().right), false};
  const double peak = std::max(level.left * peak_left, level.right * peak_right);
  if (peak > dsp::kNoisePeak) {
    level.clips = true;
  } else if (peak > 0) {
    level.left *= dsp::kNoisePeak / peak;
    level.right *= dsp::kNoisePeak / peak;
  }
  return level;
}

}  // namespace bbplay::voices
