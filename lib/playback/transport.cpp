// SPDX-License-Identifier: MIT
#include "bbplay/playback/transport.h"

#include <algorithm>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

namespace bbplay {

bool Transport::Queue::push(Command command) noexcept {
  const std::size_t at = pushed_.load(std::memory_order_relaxed);
  if (at - popped_.load(std::memory_order_acquire) == kSize) return false;
  commands_[at % kSize] = command;
  pushed_.store(at + 1, std::memory_order_release);
  return true;
}

bool Transport::Queue::pop(Command& command) noexcept {
  const std::size_t at = popped_.load(std::memory_order_relaxed);
  if (at == pushed_.load(std::memory_order_acquire)) return false;
  command = commands_[at % kSize];
  popped_.store(at + 1, std::memory_order_release);
  return true;
}

void Transport::Ramp::go_to(double new_target, std::int64_t frames) noexcept {
  target = new_target;
  left = std::max<std::int64_t>(frames, 1);
  step = (target - value) / static_cast<double>(left);
}

void Transport::Ramp::apply(StereoBlock block) noexcept {
  const auto moving_frames =
      static_cast<std::size_t>(std::min<std::int64_t>(left, std::int64_t(block.frames())));
  for (std::size_t i = 0; i < moving_frames; ++i) {
    value = target - step * static_cast<double>(left - 1 - static_cast<std::int64_t>(i));
    block.left[i] *= static_cast<float>(value);
    block.right[i] *= static_cast<float>(value);
  }
  left -= static_cast<std::int64_t>(moving_frames);
  const StereoBlock rest = block.dropping(moving_frames);
  if (value != 1 && rest.frames() > 0) {
    dsp::scale(rest.left, static_cast<float>(value));
    dsp::scale(rest.right, static_cast<float>(value));
  }
}

Transport::Transport(AudioSource& source, int rate) noexcept
    : source_(source), ramp_frames_(nearest_frame(kRampSeconds, rate)) {}

void Transport::send(Command command) noexcept {
  if (!queue_.push(command)) unsent_ = true;
}

void Transport::service() noexcept {
  if (!unsent_) return;
  unsent_ = false;
  send_gate();
  send_volume();
  if (stopping_) send(stop_command());
}

void Transport::reconnect() noexcept {
  Command command;
  while (queue_.pop(command)) {
  }
  unsent_ = false;
  gate_.target = 0;
  gate_.finish();
  gain_.target = muted_ ? 0 : double{volume_};
  gain_.finish();
  ending_ = stopping_;
  if (!paused_) send_gate();
}

void Transport::pause() noexcept {
  paused_ = true;
  send_gate();
}

void Transport::resume() noexcept {
  paused_ = false;
  send_gate();
}

void Transport::send_gate() noexcept {
  send({Command::Kind::gate, paused_ ? 0.0f : 1.0f, ramp_frames_});
}

void Transport::stop(std::int64_t ramp_frames) noexcept {
  stopping_ = true;
  stop_frames_ = ramp_frames;
  send(stop_command());
}

void Transport::set_volume(float volume) noexcept {
  volume_ = volume;
  send_volume();
}

void Transport::set_muted(bool muted) noexcept {
  muted_ = muted;
  send_volume();
}

void Transport::send_volume() noexcept {
  send({Command::Kind::volume, muted_ ? 0 : volume_, ramp_frames_});
}

void Transport::handle() noexcept {
  Command command;
  while (queue_.pop(command)) {
    switch (command.kind) {
      case Command::Kind::gate:
        if (!ending_) gate_.go_to(command.target, command.frames);
        break;
      case Command::Kind::stop:
        ending_ = true;
        gate_.go_to(0, gate_.value == 0 ? 1 : command.frames);
        break;
      case Command::Kind::volume:
        gain_.go_to(command.target, command.frames);
        break;
    }
  }
}

void Transport::listen_for_sound(ConstStereoBlock block) noexcept {
  constexpr float kLeastSample = 1.0f / 65'536;
  if (has_sounded_.load(std::memory_order_relaxed)) return;
  const float peak = std::max(dsp::peak(block.left), dsp::peak(block.right));
  if (peak >= kLeastSample) has_sounded_.store(true, std::memory_order_relaxed);
}

std::size_t Transport::process_block(StereoBlock out) noexcept {
  handle();
  const std::size_t frames = out.frames();
  std::size_t sounding = 0;
  while (sounding < frames && !ended_) {
    const StereoBlock rest = out.dropping(sounding);
    if (!gate_.moving() && gate_.value == 0) {
      if (ending_) {
        ended_ = true;
        break;
      }
      // Paused: silence, but not the end. The source takes part, with nothing to fill.
      source_.process_block(rest.first(0));
      std::fill(rest.left.begin(), rest.left.end(), 0.0f);
      std::fill(rest.right.begin(), rest.right.end(), 0.0f);
      sounding = frames;
      break;
    }
    // A moving gate is met again where it arrives, so that nothing of the source is lost to
    // silence.
    const std::size_t count = gate_.moving()
                                  ? std::min(rest.frames(), static_cast<std::size_t>(gate_.left))
                                  : rest.frames();
    const StereoBlock part = rest.first(count);
    const std::size_t got = source_.process_block(part);
    listen_for_sound(part.first(got));
    gate_.apply(part.first(got));
    gain_.apply(part.first(got));
    sounding += got;
    ended_ = got < count;
  }
  const StereoBlock silence = out.dropping(sounding);
  std::fill(silence.left.begin(), silence.left.end(), 0.0f);
  std::fill(silence.right.begin(), silence.right.end(), 0.0f);

  const StereoBlock heard = out.first(sounding);
  const float peak = std::max(dsp::peak(heard.left), dsp::peak(heard.right));
  if (peak > peak_.load(std::memory_order_relaxed)) peak_.store(peak, std::memory_order_relaxed);
  return sounding;
}

}  // namespace bbplay
