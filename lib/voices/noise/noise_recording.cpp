// SPDX-License-Identifier: MIT
#include "voices/noise/noise_recording.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bbplay/audio/frames.h"

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_chain.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/noise_sample_loop.h"
#include "dsp/noise/notch_cascade.h"
#include "voices/noise/recording_filters.h"

namespace bbplay::voices {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
constexpr double kSilence = 1e-8;
constexpr double kMaxFractionOfRate = 0.49;
constexpr double kMaxLookAheadSeconds = 10;

/// Frames from `begin` to `end` of the recording.
struct Stretch {
  std::int64_t begin = 0, end = 0;
};

/// How loud either ear is in a stretch.
struct HeardLevel {
  double power_left = 0, power_right = 0;  // sums of squares behind the moving notches
  double peak_left = 0, peak_right = 0;    // behind the fixed ones
};

/// Sums of the squares of what is played in a stretch.
struct PowerMeter {
  dsp::SweptNoise<double> noise;
  Stretch stretch{};
  double left = 0, right = 0;

  void seek(std::int64_t frame) {
    noise.seek(frame);
    left = right = 0;
  }
  void service(std::int64_t count) { noise.service(count); }
  void render(std::int64_t first, dsp::StereoDoubles out) noexcept {
    noise.render(first, out);
    const auto within = [&](std::int64_t frame) {
      return static_cast<std::size_t>(std::clamp<std::int64_t>(frame - first, 0, kStep));
    };
    for (std::size_t i = within(stretch.begin); i < within(stretch.end); ++i) {
      left += out.left[i] * out.left[i];
      right += out.right[i] * out.right[i];
    }
  }
};

double peak_of(std::span<const double> x, double otherwise) {
  for (const double v : x) otherwise = std::max(otherwise, std::abs(v));
  return otherwise;
}

/// The recording behind all notches.
using Heard = dsp::ZeroPhaseChain<PowerMeter>;

HeardLevel heard_level(Heard chain, const Stretch& stretch) {
  chain.source().stretch = stretch;
  chain.seek(stretch.begin);
  HeardLevel heard;
  dsp::StereoDoublesQuantum quantum;
  for (std::int64_t first = stretch.begin; first < stretch.end; first += kStep) {
    chain.service(kStep);
    chain.render(first, quantum.block());
    const auto count = static_cast<std::size_t>(std::min(stretch.end - first, kStep));
    heard.peak_left = peak_of(quantum.block().left.first(count), heard.peak_left);
    heard.peak_right = peak_of(quantum.block().right.first(count), heard.peak_right);
  }
  heard.power_left = chain.source().left;
  heard.power_right = chain.source().right;
  return heard;
}

/// A fixed grid, for sums of squares have to be the same whoever adds them up.
std::vector<Stretch> all_stretches(std::int64_t frames) {
  constexpr std::int64_t kLength = std::int64_t{1} << 21;
  std::vector<Stretch> stretches;
  for (std::int64_t begin = 0; begin < frames; begin += kLength) {
    stretches.push_back({begin, std::min(begin + kLength, frames)});
  }
  return stretches;
}

std::vector<Stretch> some_stretches(std::int64_t frames, std::size_t places) {
  constexpr std::int64_t kLength = 32 * kStep;
  const auto count = static_cast<std::int64_t>(places);
  if (frames <= 2 * count * kLength) return all_stretches(frames);
  std::vector<Stretch> stretches;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t begin = (2 * i + 1) * (frames / (2 * count)) / kStep * kStep;
    stretches.push_back({begin, begin + kLength});
  }
  return stretches;
}

/// Of the recording itself.
RecordedLevel level_in(const ConditionedRecording& file, double scale,
                       std::span<const Stretch> stretches) {
  RecordedLevel level;
  std::vector<double> samples;
  for (const Stretch& stretch : stretches) {
    samples.resize(static_cast<std::size_t>(stretch.end - stretch.begin));
    file.read(stretch.begin, scale, samples);
    level.peak = peak_of(samples, level.peak);
    for (const double x : samples) level.power += x * x;
  }
  return level;
}

}  // namespace

NoiseRecording::NoiseRecording(const std::filesystem::path& path, int rate, std::int64_t frames,
                               ShortFile short_file)
    : file_(path, rate), rate_(rate), measured_(std::min(file_.frames(), frames)) {
  const bool repeats = short_file == ShortFile::repeat && measured_ > 0;
  played_ = repeats ? frames : measured_;
}

dsp::ReadAhead NoiseRecording::samples(double scale) const {
  const dsp::NoiseSampleLoop loop(file_.frames(), played_, rate_);
  auto read = [loop, scale, file = file_](std::int64_t first, std::span<float> out) {
    loop.read(first, out,
              [&](std::int64_t at, std::span<float> part) { file.read(at, scale, part); });
  };
  return {std::move(read), played_, rate_};
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

RecordingLevels measured_levels(const NoiseRecording& recording,
                                const BehindMovingNotches& behind_moving_notches,
                                std::span<const dsp::ZeroPhaseFilter> fixed,
                                const VoiceContext& context) {
  const ConditionedRecording& file = recording.file();
  const std::int64_t frames = recording.measured_frames();
  RecordingLevels levels;
  levels.scale =
      scale_to_source_peak(context.in_haste ? file.estimated_peak(context.places_in_haste)
                                            : file.level(file.frames(), context.sharing).peak);
  const std::vector<Stretch> stretches =
      context.in_haste ? some_stretches(frames, context.places_in_haste) : all_stretches(frames);
  RecordedLevel source;
  if (context.in_haste) {
    source = level_in(file, levels.scale, stretches);
  } else {
    source.power = levels.scale * levels.scale * file.level(frames, context.sharing).power;
  }

  std::vector<HeardLevel> heard(stretches.size());
  const Heard chain({behind_moving_notches(levels.scale)}, fixed, frames);
  dsp::share_out(context.sharing, stretches.size(),
                 [&](std::size_t i) { heard[i] = heard_level(chain, stretches[i]); });
  HeardLevel whole;
  std::int64_t heard_frames = 0;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    whole.power_left += heard[i].power_left;
    whole.power_right += heard[i].power_right;
    whole.peak_left = std::max(whole.peak_left, heard[i].peak_left);
    whole.peak_right = std::max(whole.peak_right, heard[i].peak_right);
    heard_frames += stretches[i].end - stretches[i].begin;
  }

  if (context.in_haste && source.peak > 0) {
    // Elsewhere it is as much louder behind the notches as it is before them.
    const double louder = std::max(1.0, dsp::kSourcePeak / source.peak);
    whole.peak_left *= louder;
    whole.peak_right *= louder;
  }

  const auto rms = [&](double power) {
    return heard_frames > 0 ? std::sqrt(power / static_cast<double>(heard_frames)) : 0;
  };
  const double source_rms = std::max(rms(source.power), kSilence);
  // Behind the moving notches either ear is made as loud as the source.
  const auto match = [&](double power) {
    return rms(power) > kSilence ? source_rms / rms(power) : 1;
  };
  levels.left = match(whole.power_left);
  levels.right = match(whole.power_right);
  const double peak = std::max(levels.left * whole.peak_left, levels.right * whole.peak_right);
  if (peak > dsp::kNoisePeak) {
    levels.clips = true;
  } else if (peak > 0) {
    levels.left *= dsp::kNoisePeak / peak;
    levels.right *= dsp::kNoisePeak / peak;
  }
  return levels;
}

}  // namespace bbplay::voices
