// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/read_error.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/scheduler/selection.h"

namespace bbplay {

/// Turns a plan into sound, block by block: the one renderer behind the device and the file.
///
/// How the caller cuts the track into blocks does not change one sample; neither does seeking.
class TrackScheduler {
 public:
  /// Ready to play from `first_frame` (0 .. frames()): what sounds within kLookaheadSeconds is
  /// built. Files that cannot be read any more are silent from there on when `unreadable` is given,
  /// which is told; otherwise they end this, service() and seek().
  /// lookahead_frames  instead of kLookaheadSeconds: offline, where service() comes before each
  ///                   block, the length of the longest is enough, and holds the least in memory
  /// runners           offline: threads that may share the voices of a long step which cannot be
  ///                   entered; then process_block() waits for them
  /// throws            ReadError, InputError
  TrackScheduler(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
                 std::int64_t first_frame = 0, const Selection& heard = {},
                 Unreadable unreadable = {}, std::int64_t lookahead_frames = 0,
                 unsigned runners = 1);
  ~TrackScheduler();
  TrackScheduler(const TrackScheduler&) = delete;
  TrackScheduler& operator=(const TrackScheduler&) = delete;

  static constexpr double kLookaheadSeconds = 10;

  /// Fills `out` with the next frames, master gain applied; returns how many of them precede the
  /// end of the track, the rest is silence. No allocation, lock or system call.  [audio thread]
  std::size_t process_block(StereoBlock out) noexcept;

  /// Builds what begins within kLookaheadSeconds and frees what has ended. While playing live a
  /// housekeeping thread calls this a few times a second beside process_block(); an offline loop
  /// calls it before each block. Never two calls at a time.  [not the audio thread]
  void service();

  /// Continues at `frame` (0 .. frames()). Not beside process_block().  [not the audio thread]
  void seek(std::int64_t frame);

  /// Next frame to be rendered.  [any thread]
  std::int64_t position() const noexcept;
  std::int64_t frames() const noexcept;
  int rate() const noexcept;

  /// Blocks in which a step or a clip was silent because it was not ready; always 0 offline.
  /// [any thread]
  std::uint64_t late_blocks() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bbplay
