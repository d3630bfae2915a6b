// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/track.h"
#include "bbplay/voices/voice.h"

#include "dsp/level/breakpoint_envelope.h"
#include "scheduler/clip_files.h"

namespace bbplay::scheduler {

/// The gain of a clip over its frames: level, cut-off fade, own fades (format track 1.6).
class ClipGain {
 public:
  /// whole   frames of the file at the track's rate
  /// master  on top of everything
  ClipGain(const Clip& clip, std::int64_t whole, int rate, double master);

  /// The gain of a layer over `frames` frames, without its envelope and fades.
  ClipGain(double gain, std::int64_t frames) : gain_(gain), left_(1), right_(1), frames_(frames) {}

  /// Frames that are heard.
  std::int64_t frames() const noexcept { return frames_; }
  double at(std::int64_t frame) const noexcept;
  double left() const noexcept { return left_; }  // pan, on top of at()
  double right() const noexcept { return right_; }

 private:
  double gain_;
  double left_, right_;
  std::int64_t frames_;
  std::int64_t cut_fade_ = 0, fade_in_ = 0, fade_out_ = 0;  // lengths
};

/// One clip on the time line of its track: streamed from its file a few seconds ahead, whatever its
/// length, and the same samples wherever playback started.
///
/// Chunks of a fixed grid are decoded into a few slots. One thread fills them with service(), the
/// audio thread adds them with add(); a slot passes from one to the other by the chunk number in
/// it. Memory is taken for what service() is asked to hold, and used again. Live, a housekeeping thread calls service() several times within kReadAheadSeconds; offline
/// it is called before each block.
class ClipPlayer {
 public:
  /// clip    has to outlive the player (the bytes of a data: URL are not copied)
  /// files   where its file is read
  /// master  gain on top of the clip's own
  /// throws  InputError, ReadError                                     [not the audio thread]
  ClipPlayer(const Clip& clip, const std::shared_ptr<ClipFiles>& files, double master = 1);
  /// With a decoder of its own.
  ClipPlayer(const Clip& clip, int rate, Fidelity fidelity, double master = 1);
  /// The sound file of a noise layer, repeated without a gap up to the end of the steps, its level
  /// that of any layer (format session 6.1).
  /// track   frames of the assembled steps, and their rate
  ClipPlayer(const NoiseLayer& layer, const VoiceContext& track, double master);

  static constexpr double kReadAheadSeconds = 4;

  /// Track frame of the clip's first frame; negative when the clip starts inside its file.
  std::int64_t start() const noexcept { return start_; }
  std::int64_t frames() const noexcept { return gain_.frames(); }
  std::int64_t end() const noexcept { return start_ + frames(); }
  /// Track frame from which on it sounds as it should: the last place it was put at.
  std::int64_t ready_from() const noexcept { return ready_from_; }

  /// Decodes what add() needs for the track frames [position, position + horizon), up to
  /// kReadAheadSeconds. Slots that add() has not passed yet are kept, so it may be called beside
  /// add(); never two calls at a time.
  /// throws  ReadError                                                 [not the audio thread]
  void service(std::int64_t position, std::int64_t horizon);

  /// Decodes nothing more: its file cannot be read. What is decoded stays.  [not the audio thread]
  void give_up() noexcept { given_up_ = true; }

  /// Adds track frames first .. first + out.frames() - 1. `first` never goes back, except after
  /// seek(). No allocation, lock or system call.  [audio thread]
  void add(std::int64_t first, StereoBlock out) noexcept;

  /// Forgets what is decoded; the next add() begins at `frame`. Beside neither add() nor service().
  /// [not the audio thread]
  void seek(std::int64_t frame);

  /// Frames that stayed silent because service() was late; always 0 offline.  [any thread]
  std::uint64_t missed_frames() const noexcept {
    return missed_frames_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::int64_t kEmpty = -1;
  struct Slot {
    std::atomic<std::int64_t> chunk{kEmpty};
    StereoBuffer audio;
  };

  struct OpenClip;
  struct LayerFile;
  using ReadChunk = std::function<ClipFiles::Planes(std::int64_t chunk)>;

  ClipPlayer(ReadChunk read, const ClipFiles::Length& length, const ClipGain& gain,
             std::int64_t start, int rate);
  ClipPlayer(const Clip& clip, const std::shared_ptr<ClipFiles>& files,
             const ClipFiles::Length& length, double master);
  ClipPlayer(const std::shared_ptr<LayerFile>& file, const NoiseLayer& layer,
             const VoiceContext& track, double master);

  std::int64_t chunk_of(std::int64_t track_frame) const noexcept {
    return std::clamp<std::int64_t>(track_frame - start_, 0, frames()) / chunk_frames_;
  }
  Slot& slot_of(std::int64_t chunk) noexcept {
    return slots_[static_cast<std::size_t>(chunk) % slots_.size()];
  }
  /// Memory for a chunk: what the slot has, or one that has been heard.
  void make_room(Slot& slot, std::int64_t heard);
  void decode(std::int64_t chunk, Slot& slot);

  ReadChunk read_;
  std::int64_t chunk_frames_;
  ClipGain gain_;
  std::optional<dsp::FadedLevel> level_;  // of a layer, by frames of the track
  std::int64_t start_;
  std::int64_t ready_from_;
  bool given_up_ = false;
  std::vector<Slot> slots_;
  std::atomic<std::int64_t> heard_;  // track frame; add() is past everything before it
  std::atomic<std::uint64_t> missed_frames_{0};
};

}  // namespace bbplay::scheduler
