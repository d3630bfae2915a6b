// SPDX-License-Identifier: MIT
#include "service/worker.h"

#include <utility>

namespace bbplay::app {

Worker::Worker() : thread_([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    waiting_.clear();
    cancel_ = true;
  }
  given_.notify_one();
  thread_.join();
}

bool Worker::give(Ticket ticket, Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting) return false;
    waiting_.push_back({ticket, std::move(job)});
  }
  given_.notify_one();
  return true;
}

void Worker::forget(Ticket ticket) {
  const std::lock_guard lock(mutex_);
  std::erase_if(waiting_, [&](const Waiting& each) { return each.ticket == ticket; });
  if (under_way_ == ticket && ticket != 0) cancel_ = true;
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    given_.wait(lock, [this] { return quit_ || !waiting_.empty(); });
    if (quit_) return;
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    under_way_ = next.ticket;
    cancel_ = false;
    lock.unlock();
    next.job(cancel_);
    lock.lock();
    under_way_ = 0;
  }
}

}  // namespace bbplay::app
