// SPDX-License-Identifier: MIT
#include "scheduler/noise_layer_player.h"

#include <algorithm>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "voices/noise/noise_layer.h"

namespace bbplay::scheduler {

VoiceContext layer_context(std::int64_t frames, const RenderContext& context) {
  VoiceContext out;
  out.frames = frames;
  out.rate = context.rate;
  out.seconds = seconds_in(frames, context.rate);
  out.fidelity = context.fidelity;
  out.seed = layer_seed(context);
  return out;
}

NoiseLayerPlayer::NoiseLayerPlayer(const NoiseLayer& layer, std::int64_t frames,
                                   const RenderContext& context)
    : frames_(frames),
      gain_(static_cast<float>(context.master_gain)),
      voice_(voices::make_noise_layer(layer, layer_context(frames, context))) {}

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
