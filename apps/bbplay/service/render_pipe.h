// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <string>

namespace bbplay::app {

/// Between a thread that renders and a client who takes it: no more is made than is taken.
class RenderPipe {
 public:
  /// throws  std::system_error when there are no more descriptors
  RenderPipe();
  ~RenderPipe();
  RenderPipe(const RenderPipe&) = delete;
  RenderPipe& operator=(const RenderPipe&) = delete;

  // [the thread that renders]
  /// For a file sink, which opens it: a write waits for room, and fails when the client is gone.
  std::string path() const;
  /// Nothing follows.
  /// complete  otherwise the client has to notice that it is not all
  void end(bool complete);

  // [the thread of the server]
  int descriptor() const noexcept { return read_; }  // non-blocking; at its end after end()
  bool is_complete() const noexcept { return is_complete_; }
  /// The client is gone.
  void close_reading();

 private:
  std::atomic<int> read_{-1};
  int write_ = -1;
  std::atomic<bool> is_complete_{false};
};

}  // namespace bbplay::app
