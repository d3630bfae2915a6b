// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>

#include "media/clip_lane.h"

namespace bbplay::scheduler {

/// A clip in a Rack.
class ClipPart {
 public:
  ClipPart(Clip clip, int rate, double master_gain)
      : clip_(with_gain(std::move(clip), master_gain)),
        lane_(clip_, rate),
        ready_from_(lane_.start()) {}

  void seek(std::int64_t frame) {
    lane_.seek(frame);
    ready_from_ = frame;
  }
  void add(std::int64_t first, StereoBlock out) noexcept { lane_.add(first, out); }
  std::int64_t ready_from() const noexcept { return ready_from_; }
  void service(std::int64_t position, std::int64_t horizon) { lane_.service(position, horizon); }
  std::uint64_t missed_frames() const noexcept { return lane_.missed_frames(); }

 private:
  static Clip with_gain(Clip clip, double gain) {
    clip.gain *= gain;
    return clip;
  }

  Clip clip_;
  media::ClipLane lane_;
  std::int64_t ready_from_;
};

}  // namespace bbplay::scheduler
