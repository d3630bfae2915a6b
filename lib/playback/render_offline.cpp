// SPDX-License-Identifier: MIT
#include "bbplay/playback/render_offline.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "bbplay/scheduler/offline_render.h"

namespace bbplay {
namespace {

/// A pass of at most so many frames (8 MiB) is kept and repeated from memory.
constexpr std::int64_t kKeptFrames = 1 << 20;

/// What is heard at a time: metering, rounding and writing go over it one after the other, and find
/// it in a cache of 512 KiB.
constexpr std::size_t kHeardFrames = 1 << 15;

/// Renders one pass after the other.
class Passes {
 public:
  Passes(const OfflineJob& job, const std::atomic<bool>& cancel,
         const std::function<void(ConstStereoBlock)>& hear)
      : job_(job),
        cancel_(cancel),
        hear_(hear),
        keep_(job.range.repeats != 1 && job.range.frames() <= kKeptFrames) {
    if (keep_) kept_.resize(static_cast<std::size_t>(job.range.frames()));
  }

  bool run() {
    for (std::int64_t pass = 0; job_.range.endless() || pass < job_.range.repeats; ++pass) {
      if (!(keep_ && pass > 0 ? repeat() : render())) return false;
    }
    return true;
  }

 private:
  bool render() {
    const std::size_t block_frames =
        job_.block_frames == 0 ? OfflineRender::kBlockFrames : job_.block_frames;
    OfflineRender stretches(job_.track, job_.plan, job_.range.start, job_.range.end, job_.jobs,
                            block_frames, job_.heard);
    std::size_t done = 0;
    for (StereoBlock block = stretches.next(); block.frames() > 0; block = stretches.next()) {
      if (keep_) copy(block, kept_.block().subblock(done, block.frames()));
      done += block.frames();
      if (!give(block)) return false;
    }
    return true;
  }

  bool repeat() {
    constexpr std::size_t kAtATime = 1 << 17;
    pass_.resize(std::min(kAtATime, kept_.frames()));
    for (std::size_t at = 0; at < kept_.frames(); at += pass_.frames()) {
      const StereoBlock block = pass_.block().first(std::min(pass_.frames(), kept_.frames() - at));
      copy(std::as_const(kept_).block().subblock(at, block.frames()), block);
      if (!give(block)) return false;
    }
    return true;
  }

  bool give(StereoBlock block) {
    while (block.frames() > 0) {
      const StereoBlock part = block.first(std::min(block.frames(), kHeardFrames));
      if (cancel_.load(std::memory_order_relaxed)) return false;
      job_.range.shape(given_, part);
      hear_(part);
      given_ += static_cast<std::int64_t>(part.frames());
      block = block.dropping(part.frames());
    }
    return true;
  }

  static void copy(ConstStereoBlock from, StereoBlock to) {
    std::copy(from.left.begin(), from.left.end(), to.left.begin());
    std::copy(from.right.begin(), from.right.end(), to.right.begin());
  }

  const OfflineJob& job_;
  const std::atomic<bool>& cancel_;
  const std::function<void(ConstStereoBlock)>& hear_;
  std::int64_t given_ = 0;  // frames so far, of all passes
  bool keep_;
  StereoBuffer kept_;  // a whole pass, before its fades
  StereoBuffer pass_;  // a piece of it that is being shaped
};

}  // namespace

bool render_offline(const OfflineJob& job, const std::atomic<bool>& cancel,
                    const std::function<void(ConstStereoBlock)>& hear) {
  return Passes(job, cancel, hear).run();
}

}  // namespace bbplay
