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

/// What is handed out at a time: pieces that are few and short stay in a cache.
constexpr std::int64_t kPiece = 1 << 15;

/// What one thread renders from a beginning of its own, at least.
constexpr std::int64_t kStretch = 1 << 17;

/// Of pieces that are held before they are taken, 256 KiB each: half of what the whole program may take.
constexpr std::size_t kMostSlots = 128;

/// What is rendered, piece by piece, and how many threads that can keep busy. A stretch of pieces is
/// rendered by one thread, from one to the next.
struct Shares {
  std::vector<std::int64_t> ends;       // of pieces, in track frames
  std::vector<std::int64_t> stretches;  // their first pieces, and behind the last
  unsigned threads = 1;
  unsigned runners = 1;   // that may share a step which keeps a thread to itself
  std::size_t slots = 4;  // pieces that are held

  Shares(const RenderPlan& plan, std::int64_t first, std::int64_t last, unsigned jobs) {
    if (jobs == 0) jobs = std::max(1u, std::thread::hardware_concurrency());
    jobs = scheduler::threads_for_clips(plan, jobs);
    std::vector<std::int64_t> stretch_ends{last};
    runners = jobs;
    if (jobs > 1) stretch_ends = plan::stretch_ends(plan, first, last, kStretch);
    std::int64_t longest = 0;  // pieces
    std::int64_t at = first;
    for (const std::int64_t stretch_end : stretch_ends) {
      const auto begin = static_cast<std::int64_t>(ends.size());
      stretches.push_back(begin);
      while (at < stretch_end) ends.push_back(at = std::min(at + kPiece, stretch_end));
      longest = std::max(longest, static_cast<std::int64_t>(ends.size()) - begin);
    }
    stretches.push_back(static_cast<std::int64_t>(ends.size()));
    threads = static_cast<unsigned>(std::clamp<std::size_t>(stretch_ends.size(), 1, jobs));
    // So that each thread has a stretch, and what is taken does not keep one waiting.
    slots = threads == 1
                ? 4
                : std::min(kMostSlots, static_cast<std::size_t>(longest + 1) * threads + 2);
  }
};

/// Pieces next .. end - 1 of a stretch.
struct Rest {
  std::int64_t next = 0, end = 0;
  bool is_over() const noexcept { return next == end; }
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
        pieces_(static_cast<std::int64_t>(shares_.ends.size())),
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
    if (taken_ == pieces_) return {};
    Slot& slot = slot_of(taken_);
    while (!slot.ready && !failure_) {
      if (helps_ && can_help()) {
        help(lock);
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

  Slot& slot_of(std::int64_t piece) {
    return slots_[static_cast<std::size_t>(piece) % slots_.size()];
  }

  /// The slot of a piece is free once the one that used it before has been taken and given back. That
  /// of the next one to be taken always is.
  bool has_room_for(std::int64_t piece) const noexcept {
    return taken_ + static_cast<std::int64_t>(slots_.size()) - 1 > piece;
  }

  bool all_claimed() const noexcept { return claimed_ + 1 == shares_.stretches.size(); }
  Rest claim() noexcept {
    const std::size_t stretch = claimed_++;
    return {shares_.stretches[stretch], shares_.stretches[stretch + 1]};
  }

  std::int64_t lookahead() const noexcept {
    return std::min(static_cast<std::int64_t>(block_frames_), kPiece);
  }

  /// Whoever takes the audio has other things to do, and leaves stretches to the rest of the threads
  /// that would keep it for long.
  bool can_help() const noexcept {
    if (!own_rest_.is_over()) return has_room_for(own_rest_.next);
    if (all_claimed() || !has_room_for(shares_.stretches[claimed_])) return false;
    constexpr auto kNotLong = static_cast<std::int64_t>(kMostSlots / 2);  // pieces
    const std::int64_t pieces = shares_.stretches[claimed_ + 1] - shares_.stretches[claimed_];
    return pieces <= kNotLong || threads_.empty();
  }

  /// Renders a piece on the thread that takes the audio, which may not keep itself waiting for the
  /// rest of a stretch.
  void help(std::unique_lock<std::mutex>& lock) {
    if (own_rest_.is_over()) own_rest_ = claim();
    const std::int64_t piece = own_rest_.next++;
    lock.unlock();
    if (!own_scheduler_) {
      own_scheduler_ = std::make_unique<TrackScheduler>(track_, plan_, first_, heard_, Unreadable{},
                                                        lookahead(), shares_.runners);
    }
    render(*own_scheduler_, piece, slot_of(piece));
    lock.lock();
    slot_of(piece).ready = true;
  }

  void work(const std::stop_token& stop) {
    try {
      TrackScheduler scheduler(track_, plan_, first_, heard_, Unreadable{}, lookahead(),
                               shares_.runners);
      std::unique_lock lock(mutex_);
      while (!all_claimed()) {
        for (Rest rest = claim(); !rest.is_over(); ++rest.next) {
          if (!changed_.wait(lock, stop, [&] { return has_room_for(rest.next); })) return;
          Slot& slot = slot_of(rest.next);
          lock.unlock();
          render(scheduler, rest.next, slot);
          lock.lock();
          slot.ready = true;
          changed_.notify_all();
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      changed_.notify_all();
    }
  }

  void render(TrackScheduler& scheduler, std::int64_t piece, Slot& slot) const {
    const auto index = static_cast<std::size_t>(piece);
    const std::int64_t begin = index == 0 ? first_ : shares_.ends[index - 1];
    slot.frames = static_cast<std::size_t>(shares_.ends[index] - begin);
    slot.audio.resize(static_cast<std::size_t>(kPiece));
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
  std::int64_t pieces_;
  bool helps_ = false;
  // Of the thread that takes the audio:
  std::unique_ptr<TrackScheduler> own_scheduler_;
  Rest own_rest_;

  std::mutex mutex_;
  std::condition_variable_any changed_;  // also when the threads are to stop
  std::vector<Slot> slots_;
  std::size_t claimed_ = 0;  // stretches given to a thread
  std::int64_t taken_ = 0;   // pieces handed out; the last one is still in use
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
