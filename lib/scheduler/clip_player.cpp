// SPDX-License-Identifier: MIT
#include "scheduler/clip_player.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "media/looped_stream.h"
#include "voices/noise/noise_layer.h"

namespace bbplay::scheduler {
namespace {

constexpr double kCutFadeSeconds = 0.05;

/// Value k of the ramp from 0 to 1 over `count` frames, both ends included.
double ramp(std::int64_t k, std::int64_t count) {
  return count > 1 ? static_cast<double>(k) / static_cast<double>(count - 1) : 0.0;
}

std::size_t slots_for(const ClipFiles::Length& length, int rate) {
  const double ahead = ClipPlayer::kReadAheadSeconds * rate;
  const double chunks = std::ceil(ahead / static_cast<double>(length.chunk_frames));
  return static_cast<std::size_t>(chunks) + 1;  // one more for the chunk that is being heard
}

}  // namespace

ClipGain::ClipGain(const Clip& clip, std::int64_t whole, int rate, double master)
    : gain_(clip.gain * master), frames_(whole) {
  const double pan = std::clamp(clip.pan, -1.0, 1.0);
  left_ = std::min(1.0, 1 - pan);
  right_ = std::min(1.0, 1 + pan);
  if (clip.duration_s > 0) {
    frames_ = std::min(whole, frames_in(clip.duration_s, rate));
    if (whole - frames_ > 1) cut_fade_ = std::min(frames_in(kCutFadeSeconds, rate), frames_ / 4);
  }
  fade_in_ = std::min(frames_in(clip.fade_in_s, rate), frames_);
  fade_out_ = std::min(frames_in(clip.fade_out_s, rate), frames_);
}

double ClipGain::at(std::int64_t frame) const noexcept {
  const std::int64_t to_end = frames_ - 1 - frame;
  double gain = gain_;
  // A fade-out of n frames is R(1, 0, n): it reaches 0 on the last frame, and is 1 if n = 1.
  const auto out = [&](std::int64_t count) { return count > 1 ? ramp(to_end, count) : 1.0; };
  if (to_end < cut_fade_) gain *= out(cut_fade_);
  if (frame < fade_in_) gain *= ramp(frame, fade_in_);
  if (to_end < fade_out_) gain *= out(fade_out_);
  return gain;
}

/// The file of a layer, from its beginning again and again.
struct ClipPlayer::LayerFile {
  media::LoopedStream stream;
  std::vector<double> left, right;

  LayerFile(const NoiseLayer& layer, const VoiceContext& track)
      : stream(media::AudioStream(media::AudioReader(layer.sound_file), track.rate,
                                  media::Downmix::stereo),
               track.frames - voices::first_frame(layer, track)),
        left(static_cast<std::size_t>(stream.chunk_frames())),
        right(left.size()) {}

  ClipFiles::Planes read_chunk(std::int64_t chunk) {
    const std::array<std::span<double>, 2> planes{left, right};
    stream.read_chunk(chunk, planes);
    return {left, right};
  }
};

ClipPlayer::ClipPlayer(ReadChunk read, const ClipFiles::Length& length, const ClipGain& gain,
                       std::int64_t start, int rate)
    : read_(std::move(read)),
      chunk_frames_(length.chunk_frames),
      gain_(gain),
      start_(start),
      ready_from_(start_),
      slots_(slots_for(length, rate)),
      heard_(start_) {}

/// A clip among the open files, as long as it is played.
struct ClipPlayer::OpenClip {
  const Clip& clip;
  std::shared_ptr<ClipFiles> files;
  ClipFiles::Length length;

  OpenClip(const Clip& of, std::shared_ptr<ClipFiles> in, const ClipFiles::Length& frames)
      : clip(of), files(std::move(in)), length(frames) {}
  ~OpenClip() { files->close(clip); }
  OpenClip(const OpenClip&) = delete;
  OpenClip& operator=(const OpenClip&) = delete;
};

ClipPlayer::ClipPlayer(const Clip& clip, const std::shared_ptr<ClipFiles>& files,
                       const ClipFiles::Length& length, double master)
    : ClipPlayer(
          [open = std::make_shared<OpenClip>(clip, files, length)](std::int64_t chunk) {
            return open->files->read_chunk(open->clip, chunk, open->length);
          },
          length, ClipGain(clip, length.frames, files->rate(), master),
          frame_at(clip.start_s, files->rate()), files->rate()) {}

ClipPlayer::ClipPlayer(const Clip& clip, const std::shared_ptr<ClipFiles>& files, double master)
    : ClipPlayer(clip, files, files->length_of(clip), master) {}

ClipPlayer::ClipPlayer(const Clip& clip, int rate, Fidelity fidelity, double master)
    : ClipPlayer(clip, std::make_shared<ClipFiles>(rate, fidelity), master) {}

ClipPlayer::ClipPlayer(const NoiseLayer& layer, const VoiceContext& track, double master)
    : ClipPlayer(std::make_shared<LayerFile>(layer, track), layer, track, master) {}

ClipPlayer::ClipPlayer(const std::shared_ptr<LayerFile>& file, const NoiseLayer& layer,
                       const VoiceContext& track, double master)
    : ClipPlayer([file](std::int64_t chunk) { return file->read_chunk(chunk); },
                 {file->stream.frames(), file->stream.chunk_frames()},
                 ClipGain(layer.gain * master, file->stream.frames()),
                 voices::first_frame(layer, track), track.rate) {
  level_ = voices::faded_level(layer, track);
}

void ClipPlayer::service(std::int64_t position, std::int64_t horizon) {
  if (given_up_ || position + horizon <= start_ || position >= end()) return;
  const std::int64_t heard = chunk_of(heard_.load(std::memory_order_acquire));
  const std::int64_t last = chunk_of(std::min(position + horizon, end()) - 1);
  std::int64_t chunk = std::max(heard, chunk_of(position));
  for (std::size_t count = 0; chunk <= last && count < slots_.size(); ++chunk, ++count) {
    Slot& slot = slot_of(chunk);
    const std::int64_t holds = slot.chunk.load(std::memory_order_relaxed);
    if (holds == chunk) continue;
    if (holds >= heard) break;  // not heard yet
    make_room(slot, heard);
    decode(chunk, slot);
  }
}

void ClipPlayer::make_room(Slot& slot, std::int64_t heard) {
  slot.chunk.store(kEmpty, std::memory_order_relaxed);
  if (slot.audio.frames() > 0) return;
  for (Slot& other : slots_) {
    if (other.audio.frames() == 0 || other.chunk.load(std::memory_order_relaxed) >= heard) continue;
    other.chunk.store(kEmpty, std::memory_order_relaxed);
    std::swap(slot.audio, other.audio);
    return;
  }
  slot.audio.resize(static_cast<std::size_t>(std::min(chunk_frames_, frames())));
}

void ClipPlayer::decode(std::int64_t chunk, Slot& slot) {
  const ClipFiles::Planes decoded = read_(chunk);
  const StereoBlock audio = slot.audio.block();
  const std::int64_t first = chunk * chunk_frames_;
  const auto heard =
      static_cast<std::size_t>(std::min<std::int64_t>(chunk_frames_, frames() - first));
  for (std::size_t i = 0; i < heard; ++i) {
    const std::int64_t frame = first + static_cast<std::int64_t>(i);
    double gain = gain_.at(frame);
    if (level_) gain *= level_->at(start_ + frame);
    audio.left[i] = static_cast<float>(gain * gain_.left() * decoded.left[i]);
    audio.right[i] = static_cast<float>(gain * gain_.right() * decoded.right[i]);
  }
  slot.chunk.store(chunk, std::memory_order_release);
}

void ClipPlayer::add(std::int64_t first, StereoBlock out) noexcept {
  const auto block_end = first + static_cast<std::int64_t>(out.frames());
  const std::int64_t until = std::min(end(), block_end);
  for (std::int64_t at = std::max(start_, first); at < until;) {
    const std::int64_t chunk = chunk_of(at);
    const std::int64_t chunk_start = start_ + chunk * chunk_frames_;
    const std::int64_t piece_end = std::min(until, chunk_start + chunk_frames_);
    const auto count = static_cast<std::size_t>(piece_end - at);
    const Slot& slot = slot_of(chunk);
    if (slot.chunk.load(std::memory_order_acquire) == chunk) {
      const ConstStereoBlock from =
          slot.audio.block().subblock(static_cast<std::size_t>(at - chunk_start), count);
      const StereoBlock to = out.subblock(static_cast<std::size_t>(at - first), count);
      dsp::add_scaled(to.left, from.left, 1.0f);
      dsp::add_scaled(to.right, from.right, 1.0f);
    } else {
      missed_frames_.fetch_add(count, std::memory_order_relaxed);
    }
    at = piece_end;
  }
  heard_.store(block_end, std::memory_order_release);
}

void ClipPlayer::seek(std::int64_t frame) {
  for (Slot& slot : slots_) slot.chunk.store(kEmpty, std::memory_order_relaxed);
  heard_.store(frame, std::memory_order_relaxed);
  ready_from_ = frame;
}

}  // namespace bbplay::scheduler
