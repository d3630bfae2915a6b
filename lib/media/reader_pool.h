// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "bbplay/model/diagnostics.h"

namespace bbplay::media {

/// Readers of one file for all who play it: those at the same place share one, and threads at different
/// places do not wait for each other.
///
/// Reader  is_near(place) tells whether it goes on there at no cost
template <class Reader>
class ReaderPool {
 public:
  using Open = std::function<std::unique_ptr<Reader>()>;

  /// open  throws what opening a file throws; called by several threads at a time
  explicit ReaderPool(Open open) : open_(std::move(open)) { idle_.reserve(kMostIdle); }

  /// One that is open already; the first.
  void add(std::unique_ptr<Reader> opened) { idle_.push_back(std::move(opened)); }

  /// Calls act(reader) with one that nobody else uses meanwhile. After an exception it is not used
  /// again.  [any thread but the audio thread]
  template <class Act>
  void with_reader_at(std::int64_t place, Act act) {
    Lease lease(*this, take(place));
    act(*lease.reader);
    lease.is_fit = true;
  }

 private:
  // One is read where it plays, others where threads look ahead; who waits a moment finds his own again.
  static constexpr std::size_t kMostIdle = 4;

  struct Lease {
    Lease(ReaderPool& from, std::unique_ptr<Reader> taken) : pool(from), reader(std::move(taken)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool.give_back(is_fit ? std::move(reader) : nullptr); }

    ReaderPool& pool;
    std::unique_ptr<Reader> reader;
    bool is_fit = false;
  };

  std::unique_ptr<Reader> take(std::int64_t place) {
    std::unique_lock lock(mutex_);
    const auto near =
        std::ranges::find_if(idle_, [place](const auto& reader) { return reader->is_near(place); });
    if (near != idle_.end()) return lend(near);
    if (idle_.size() >= kMostIdle) return lend(std::prev(idle_.end()));
    ++lent_;
    lock.unlock();
    try {
      return open_();
    } catch (const InputError&) {
      // A process may have no more than so many files open: then one of them has to do.
      lock.lock();
      --lent_;
      came_back_.notify_all();
      came_back_.wait(lock, [this] { return !idle_.empty() || lent_ == 0; });
      if (idle_.empty()) throw;
      return lend(idle_.begin());
    } catch (...) {
      lock.lock();
      --lent_;
      came_back_.notify_all();
      throw;
    }
  }

  std::unique_ptr<Reader> lend(typename std::vector<std::unique_ptr<Reader>>::iterator which) {
    std::unique_ptr<Reader> reader = std::move(*which);
    idle_.erase(which);
    ++lent_;
    return reader;
  }

  void give_back(std::unique_ptr<Reader> reader) noexcept {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (reader) {
      if (idle_.size() == kMostIdle) idle_.pop_back();
      idle_.insert(idle_.begin(), std::move(reader));
    }
    came_back_.notify_all();
  }

  Open open_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable came_back_;
  std::vector<std::unique_ptr<Reader>> idle_;  // the latest first
  std::size_t lent_ = 0;
};

}  // namespace bbplay::media
