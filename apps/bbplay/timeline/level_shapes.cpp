// SPDX-License-Identifier: MIT
#include "timeline/level_shapes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "bbplay/dsp/crossfade.h"
#include "bbplay/dsp/volume_envelope.h"

namespace bbplay::app {
namespace {

constexpr int kPiecesOfStep = 128, kPiecesOfBlend = 16;

/// What the blends make of a step at a track frame (format track 5.4).
double blend_weight(const StepPlan& placed, std::int64_t frame) {
  double weight = 1;
  if (placed.fade_in) {
    const std::int64_t in = frame - placed.fade_in->start;
    if (in >= 0 && in < placed.fade_in->frames) {
      weight *= dsp::Crossfade(placed.fade_in->curve, placed.fade_in->frames).in_at(in);
    }
  }
  for (const Fade& fade : placed.fade_outs) {
    const std::int64_t in = frame - fade.start;
    if (in >= 0 && in < fade.frames) weight *= dsp::Crossfade(fade.curve, fade.frames).out_at(in);
    if (in >= fade.frames && fade.silent_after) weight = 0;
  }
  return weight;
}

/// Frames of a step that are worth a point: evenly spread, and close together in the blends.
std::vector<std::int64_t> frames_to_look_at(const StepPlan& placed) {
  std::vector<std::int64_t> frames;
  const auto spread = [&](std::int64_t from, std::int64_t count, int pieces) {
    for (int i = 0; i <= pieces; ++i) {
      const std::int64_t frame = from + count * i / pieces;
      if (frame >= placed.start && frame < placed.end()) frames.push_back(frame);
    }
  };
  spread(placed.start, placed.frames, kPiecesOfStep);
  spread(placed.start, placed.frames - 1, 1);
  const auto around = [&](const Fade& fade) {
    spread(fade.start, fade.frames, kPiecesOfBlend);
    spread(fade.start - 1, 1, 1);
    spread(fade.start + fade.frames - 1, 1, 1);
  };
  if (placed.fade_in) around(*placed.fade_in);
  for (const Fade& fade : placed.fade_outs) around(fade);
  std::ranges::sort(frames);
  frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
  return frames;
}

double straight_fade(double into_s, double fade_s) {
  return fade_s > 0 ? std::clamp(into_s / fade_s, 0.0, 1.0) : 1.0;
}

double drawn_level(const std::vector<LevelPoint>& points, double time_s) {
  if (points.empty()) return 1;
  if (time_s <= points.front().time_s) return points.front().level;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const LevelPoint &from = points[i - 1], &to = points[i];
    if (time_s > to.time_s) continue;
    const double span = to.time_s - from.time_s;
    return span > 0 ? from.level + (to.level - from.level) * (time_s - from.time_s) / span
                    : to.level;
  }
  return points.back().level;
}

/// Points where the straight pieces of a shape meet, inside [from_s, to_s].
template <class Level>
LevelShape through(std::vector<double> times, double from_s, double to_s, Level level) {
  times.push_back(from_s);
  times.push_back(to_s);
  std::erase_if(times, [&](double time) { return time < from_s || time > to_s; });
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  LevelShape shape;
  for (const double time : times) shape.push_back({time, level(time)});
  return shape;
}

}  // namespace

std::optional<LevelShape> level_of(const Track& track, const RenderPlan& plan,
                                   const StepPlan& placed, Bus bus) {
  const Step& step = track.steps[placed.step];
  std::vector<dsp::VolumeEnvelopeGain> envelopes;
  for (const VoiceSpec& voice : step.voices) {
    if (voice.bus == bus) {
      envelopes.emplace_back(voice.envelope, step.duration_s, placed.frames, plan.rate);
    }
  }
  if (envelopes.empty()) return std::nullopt;

  const bool noise = bus == Bus::noise;
  const double peak = std::abs((noise ? placed.noise_peak.value_or(0) * placed.gain_noise
                                      : placed.binaural_peak * placed.gain_binaural) *
                               placed.gain_continuity * placed.gain_ceiling * plan.master_gain);
  double loudest = 0;
  for (const auto& envelope : envelopes) loudest = std::max(loudest, envelope.peak());
  LevelShape shape;
  for (const std::int64_t frame : frames_to_look_at(placed)) {
    const std::int64_t in_step =
        std::clamp<std::int64_t>(frame - placed.start - placed.lag, 0, placed.frames - 1);
    double gain = 0;
    for (const auto& envelope : envelopes) gain = std::max(gain, std::abs(envelope.at(in_step)));
    if (loudest > 0) gain /= loudest;
    shape.push_back(
        {static_cast<double>(frame) / plan.rate, peak * gain * blend_weight(placed, frame)});
  }
  return shape;
}

LevelShape gain_of_noise(const NoiseLayer& noise, const RenderPlan& plan) {
  const double end_s = static_cast<double>(plan.step_frames) / plan.rate;
  std::vector<double> times{noise.start_s + noise.fade_in_s, end_s - noise.fade_out_s};
  for (const LevelPoint& point : noise.amp_envelope) times.push_back(point.time_s);
  return through(std::move(times), std::min(noise.start_s, end_s), end_s, [&](double time) {
    return std::abs(noise.gain * drawn_level(noise.amp_envelope, time)) *
           straight_fade(time - noise.start_s, noise.fade_in_s) *
           straight_fade(end_s - time, noise.fade_out_s);
  });
}

LevelShape gain_of_clip(const Clip& clip, const ClipPlan& placed, int rate) {
  const double from_s = static_cast<double>(placed.start) / rate;
  const double to_s = static_cast<double>(placed.end()) / rate;
  return through({from_s + clip.fade_in_s, to_s - clip.fade_out_s}, from_s, to_s, [&](double time) {
    return std::abs(clip.gain) * straight_fade(time - from_s, clip.fade_in_s) *
           straight_fade(to_s - time, clip.fade_out_s);
  });
}

}  // namespace bbplay::app
