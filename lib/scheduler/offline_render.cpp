// SPDX-License-Identifier: MIT
#include "bbplay/scheduler/offline_render.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "bbplay/scheduler/track_scheduler.h"

namespace bbplay {
namespace {

constexpr std::int64_t kStretch = 1 << 17;

/// Stretches may go to several threads only if each can start anywhere at once.
unsigned useful_threads(const RenderPlan& plan, std::int64_t first, std::int64_t last,
                        unsigned jobs) {
  const bool seekable = std::ranges::all_of(plan.lanes, [&](const LanePlan& lane) {
    return lane.seeks_at_once || lane.end() <= first || lane.start >= last;
  });
  if (!seekable || !plan.layer_seeks_at_once) return 1;
  return jobs > 0 ? jobs : std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

class OfflineRender::Impl {
 public:
  Impl(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
       std::int64_t first, std::int64_t last, unsigned jobs, std::size_t block_frames,
       const Selection& heard)
      : track_(std::move(track)),
        plan_(std::move(plan)),
        first_(first),
        last_(last),
        block_frames_(block_frames),
        heard_(heard),
        stretches_((last - first + kStretch - 1) / kStretch) {
    const auto threads = static_cast<unsigned>(std::min<std::int64_t>(
        useful_threads(*plan_, first, last, jobs), std::max<std::int64_t>(1, stretches_)));
    slots_.resize(2 * threads + 2);
    for (unsigned i = 0; i < threads; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
  }

  ~Impl() {
    const std::lock_guard lock(mutex_);
    for (std::jthread& thread : threads_) thread.request_stop();
    changed_.notify_all();
  }

  StereoBlock next() {
    std::unique_lock lock(mutex_);
    if (taken_ > 0) {
      slot_of(taken_ - 1).ready = false;
      changed_.notify_all();
    }
    if (taken_ == stretches_) return {};
    Slot& slot = slot_of(taken_);
    changed_.wait(lock, [&] { return slot.ready || failure_; });
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

  void work(const std::stop_token& stop) {
    try {
      TrackScheduler scheduler(track_, plan_, first_, heard_);
      while (true) {
        std::int64_t stretch = 0;
        {
          std::unique_lock lock(mutex_);
          if (claimed_ == stretches_) return;
          stretch = claimed_++;
          // The slot is free once the stretch that used it before has been taken and given back.
          const auto slots = static_cast<std::int64_t>(slots_.size());
          changed_.wait(lock,
                        [&] { return stop.stop_requested() || taken_ + slots - 1 > stretch; });
          if (stop.stop_requested()) return;
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
    const std::int64_t begin = first_ + stretch * kStretch;
    slot.frames = static_cast<std::size_t>(std::min(kStretch, last_ - begin));
    slot.audio.resize(static_cast<std::size_t>(kStretch));
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
  std::int64_t first_, last_;
  std::size_t block_frames_;
  Selection heard_;
  std::int64_t stretches_;

  std::mutex mutex_;
  std::condition_variable changed_;
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
