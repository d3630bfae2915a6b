// SPDX-License-Identifier: MIT
#include "voices/noise/noise_recording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bbplay/audio/frames.h"

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_chain.h"
#include "dsp/noise/noise_spectrum.h"
#include "dsp/noise/notch_cascade.h"
#include "media/audio_stream.h"

namespace bbplay::voices {
namespace {

constexpr double kSilence = 1e-8;
constexpr double kMaxFractionOfRate = 0.49;
constexpr double kMaxLookAheadSeconds = 10;

std::vector<double> first_channel(const std::filesystem::path& path, int rate) {
  media::AudioStream stream(media::AudioReader(path), rate, media::Downmix::stereo);
  const auto chunk = static_cast<std::size_t>(stream.chunk_frames());
  std::vector<double> left(chunk), right(chunk), out;
  out.reserve(chunk * static_cast<std::size_t>(stream.chunks()));
  const std::array<std::span<double>, 2> planes = {left, right};
  for (std::int64_t k = 0; k < stream.chunks(); ++k) {
    stream.read_chunk(k, planes);
    out.insert(out.end(), left.begin(), left.end());
  }
  out.resize(static_cast<std::size_t>(stream.frames()));
  return out;
}

/// Sum of the squares of what is played, by ear.
struct PowerMeter {
  dsp::SweptNoise noise;
  std::int64_t frames = 0;
  double left = 0, right = 0;

  void seek(std::int64_t frame) { noise.seek(frame); }
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

NoiseRecording read_noise_recording(const std::filesystem::path& path, int rate,
                                    std::int64_t frames, ShortFile short_file) {
  const std::vector<double> signal = condition_recording(first_channel(path, rate), rate);
  NoiseRecording out;
  out.measured_frames = std::min(static_cast<std::int64_t>(signal.size()), frames);
  double sum = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(out.measured_frames); ++i) {
    sum += signal[i] * signal[i];
  }
  if (out.measured_frames > 0) sum /= static_cast<double>(out.measured_frames);
  out.rms = std::max(std::sqrt(sum), kSilence);
  const bool repeats = short_file == ShortFile::repeat && out.measured_frames > 0;
  out.frames = repeats ? frames : out.measured_frames;
  out.material = std::make_shared<const dsp::NoiseSampleLoop>(
      std::vector<float>(signal.begin(), signal.end()), out.frames, rate);
  return out;
}

std::vector<dsp::ZeroPhaseFilter> fixed_notch_filters(std::span<const StaticNotch> notches,
                                                      int rate) {
  std::vector<dsp::ZeroPhaseFilter> filters;
  for (const StaticNotch& notch : notches) {
    if (notch.hz >= kMaxFractionOfRate * rate) continue;
    const auto [g, c] = dsp::NotchSection::at(notch.hz, notch.q, rate);
    const dsp::Section section{g, c, g, c, 2 * g - 1};
    const dsp::ZeroPhaseFilter filter({&section, 1}, 2, frames_in(kMaxLookAheadSeconds, rate));
    filters.insert(filters.end(), static_cast<std::size_t>(notch.count), filter);
  }
  return filters;
}

dsp::NoiseLevel measured_noise_level(dsp::SweptNoise moving,
                                     std::span<const dsp::ZeroPhaseFilter> fixed,
                                     const NoiseRecording& recording) {
  const std::int64_t frames = recording.measured_frames;
  dsp::ZeroPhaseChain<PowerMeter> chain({std::move(moving), frames}, fixed, frames);
  dsp::StereoDoublesQuantum quantum;
  double peak_left = 0, peak_right = 0;
  for (std::int64_t first = 0; first < frames; first += static_cast<std::int64_t>(kQuantum)) {
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
