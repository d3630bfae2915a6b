// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "service/http_server.h"

namespace bbplay::app {

/// A thread that answers, one after the other, what takes time.
class Worker {
 public:
  /// cancel  set when nobody waits for the answer any more
  using Job = std::function<void(const std::atomic<bool>& cancel)>;

  Worker();
  /// Gives up what is under way.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// False when too much waits already.  [any thread]
  bool give(Ticket ticket, Job job);
  /// The same for a job that nobody waits for.
  bool give(Job job) { return give(0, std::move(job)); }
  /// Nobody waits for that any more.  [any thread]
  void forget(Ticket ticket);

 private:
  static constexpr std::size_t kMaxWaiting = 32;

  struct Waiting {
    Ticket ticket;
    Job job;
  };
  void run();

  std::mutex mutex_;
  std::condition_variable given_;
  std::deque<Waiting> waiting_;
  Ticket under_way_ = 0;
  std::atomic<bool> cancel_{false};
  bool quit_ = false;
  std::thread thread_;
};

}  // namespace bbplay::app
