// SPDX-License-Identifier: MIT
#include "bbplay/scheduler/offline_render.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "bbplay/scheduler/track_scheduler.h"

#include "plan/stretches.h"
#include "scheduler/clip_extents.h"

namespace bbplay {
namespace {

constexpr std::int64_t kStretch = 1 << 17;

/// Of the audio that is held before it is taken: long stretches are shared out to fewer threads.
constexpr std::size_t kMaxHeldBytes = std::size_t{64} << 20;

/// What is rendered, piece by piece, and how many threads that can keep busy.
struct Shares {
  std::vector<std::int64_t> ends;  // of stretches, in track frames
  std::size_t longest = 0;         // frames
  unsigned threads = 1;
  std::size_t slots = 4;  // stretches that are held

  Shares(const RenderPlan& plan, std::int64_t first, std::int64_t last, unsigned jobs) {
    if (jobs == 0) jobs = std::max(1u, std::thread::hardware_concurrency());
    jobs = scheduler::threads_for_clips(plan, jobs);
    if (jobs > 1) ends = plan::stretch_ends(plan, first, last, kStretch);
    threads = static_cast<unsigned>(std::clamp<std::size_t>(ends.size(), 1, jobs));
    // On one thread it may be cut anywhere.
    if (threads == 1) {
      ends.clear();
      for (std::int64_t end = first; end < last; ends.push_back(end)) {
        end = std::min(end + kStretch, last);
      }
    }
    std::int64_t begin = first;
    for (const std::int64_t end : ends) {
      longest = std::max(longest, static_cast<std::size_t>(end - begin));
      begin = end;
    }
    if (longest <= kStretch) {
      slots = 2 * threads + 2;
    } else {
      constexpr std::size_t kFrameBytes = 2 * sizeof(float);
      slots = std::clamp<std::size_t>(kMaxHeldBytes / (kFrameBytes * longest), 3, threads + 2);
      threads = std::min(threads, static_cast<unsigned>(slots) - 1);
    }
  }
};

}  // namespace

class OfflineRender::Impl {
 public:
  Impl(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
       std::int64_t first, std::int64_t last, unsigned jobs, std::size_t block_frames,
       const Selection& heard)
      : track_(std::move(track)),
        plan_(std::move(plan)),
        first_(first),
        block_frames_(scheduler::frames_at_a_time(*plan_, block_frames)),
        heard_(heard),
        shares_(*plan_, first, last, jobs),
        stretches_(static_cast<std::int64_t>(shares_.ends.size())),
        slots_(shares_.slots) {
    const unsigned threads = shares_.threads;
    // Whoever takes the audio is one of the threads, as long as it has nothing else to do.
    helps_ = threads > 1;
    threads_.reserve(threads);
    try {
      for (unsigned i = 0; i < threads - (helps_ ? 1 : 0); ++i) {
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
      }
    } catch (const std::system_error&) {
      helps_ = true;  // the system has no more threads
    }
  }

  StereoBlock next() {
    std::unique_lock lock(mutex_);
    if (taken_ > 0) {
      slot_of(taken_ - 1).ready = false;
      changed_.notify_all();
    }
    if (taken_ == stretches_) return {};
    Slot& slot = slot_of(taken_);
    while (!slot.ready && !failure_) {
      if (helps_ && claimed_ < stretches_ && has_room_for(claimed_)) {
        help(claimed_++, lock);
      } else {
        changed_.wait(lock);
      }
    }
    if (failure_) std::rethrow_exception(failure_);
    ++taken_;
    return slot.audio.block().first(slot.frames);
  }

 private:
  struct Slot {
    StereoBuffer audio;
    std::size_t frames = 0;
    bool ready = false;
  };

  Slot& slot_of(std::int64_t stretch) {
    return slots_[static_cast<std::size_t>(stretch) % slots_.size()];
  }

  /// The slot of a stretch is free once the one that used it before has been taken and given back.
  bool has_room_for(std::int64_t stretch) const noexcept {
    return taken_ + static_cast<std::int64_t>(slots_.size()) - 1 > stretch;
  }

  std::int64_t lookahead() const noexcept {
    return std::min(static_cast<std::int64_t>(block_frames_), kStretch);
  }

  /// Renders a stretch on the thread that takes the audio.
  void help(std::int64_t stretch, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    if (!own_scheduler_) {
      own_scheduler_ = std::make_unique<TrackScheduler>(track_, plan_, first_, heard_, Unreadable{},
                                                        lookahead());
    }
    render(*own_scheduler_, stretch, slot_of(stretch));
    lock.lock();
    slot_of(stretch).ready = true;
  }

  void work(const std::stop_token& stop) {
    try {
      TrackScheduler scheduler(track_, plan_, first_, heard_, Unreadable{}, lookahead());
      while (true) {
        std::int64_t stretch = 0;
        {
          std::unique_lock lock(mutex_);
          if (claimed_ == stretches_) return;
          stretch = claimed_++;
          if (!changed_.wait(lock, stop, [&] { return has_room_for(stretch); })) return;
        }
        Slot& slot = slot_of(stretch);
        render(scheduler, stretch, slot);
        const std::lock_guard lock(mutex_);
        slot.ready = true;
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      changed_.notify_all();
    }
  }

  void render(TrackScheduler& scheduler, std::int64_t stretch, Slot& slot) const {
    const auto index = static_cast<std::size_t>(stretch);
    const std::int64_t begin = index == 0 ? first_ : shares_.ends[index - 1];
    slot.frames = static_cast<std::size_t>(shares_.ends[index] - begin);
    slot.audio.resize(shares_.longest);
    if (scheduler.position() != begin) scheduler.seek(begin);
    for (std::size_t at = 0; at < slot.frames;) {
      const std::size_t count = std::min(block_frames_, slot.frames - at);
      scheduler.service();
      scheduler.process_block(slot.audio.block().subblock(at, count));
      at += count;
    }
  }

  std::shared_ptr<const Track> track_;
  std::shared_ptr<const RenderPlan> plan_;
  std::int64_t first_;
  std::size_t block_frames_;
  Selection heard_;
  Shares shares_;
  std::int64_t stretches_;
  bool helps_ = false;
  std::unique_ptr<TrackScheduler> own_scheduler_;  // of the thread that takes the audio

  std::mutex mutex_;
  std::condition_variable_any changed_;  // also when the threads are to stop
  std::vector<Slot> slots_;
  std::int64_t claimed_ = 0;  // stretches given to a thread
  std::int64_t taken_ = 0;    // stretches handed out; the last one is still in use
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;  // last: joined before the rest goes
};

OfflineRender::OfflineRender(std::shared_ptr<const Track> track,
                             std::shared_ptr<const RenderPlan> plan, std::int64_t first,
                             std::int64_t last, unsigned jobs, std::size_t block_frames,
                             const Selection& heard)
    : impl_(std::make_unique<Impl>(std::move(track), std::move(plan), first, last, jobs,
                                   block_frames, heard)) {}
OfflineRender::~OfflineRender() = default;
StereoBlock OfflineRender::next() { return impl_->next(); }

}  // namespace bbplay
