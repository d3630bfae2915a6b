// SPDX-License-Identifier: MIT
#include "scheduler/noise_layer_player.h"

#include <algorithm>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "scheduler/step_voices.h"
#include "voices/noise/noise_layer.h"

namespace bbplay::scheduler {

VoiceContext layer_context(const RenderPlan& plan) {
  VoiceContext out;
  out.frames = plan.step_frames;
  out.rate = plan.rate;
  out.seconds = seconds_in(out.frames, out.rate);
  out.fidelity = plan.fidelity;
  out.seed = layer_seed(plan.seed);
  out.own_levels = plan.layer_levels;
  return out;
}

NoiseLayerPlayer::NoiseLayerPlayer(const NoiseLayer& layer, const RenderPlan& plan, double gain)
    : frames_(plan.step_frames),
      gain_(static_cast<float>(gain)),
      voice_(voices::make_noise_layer(layer, layer_context(plan))) {}

void NoiseLayerPlayer::add(std::int64_t first, StereoBlock out) noexcept {
  const std::int64_t to = std::min(first + static_cast<std::int64_t>(out.frames()), frames_);
  for (std::int64_t frame = first; frame < to;) {
    const ConstStereoBlock part =
        stream_.at(frame, to - frame, [this](StereoBlock quantum) { voice_->render(quantum); });
    const StereoBlock room = out.subblock(static_cast<std::size_t>(frame - first), part.frames());
    dsp::add_scaled(room.left, part.left, gain_);
    dsp::add_scaled(room.right, part.right, gain_);
    frame += static_cast<std::int64_t>(part.frames());
  }
}

void NoiseLayerPlayer::seek(std::int64_t frame) {
  const std::int64_t quantum = BlockStream::quantum_of(std::min(frame, frames_));
  voice_->seek(quantum);
  stream_.restart_at(quantum);
}

}  // namespace bbplay::scheduler
