// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

#include <pulse/pulseaudio.h>

namespace bbplay::sinks {

/// A client of a PulseAudio server: its thread, which is the audio thread of streams, and the
/// context in which they live.
class PulseConnection {
 public:
  /// Begins to connect; ready() says when that is done.
  /// throws  LibraryError when there is no library, std::bad_alloc
  PulseConnection();
  ~PulseConnection();
  PulseConnection(const PulseConnection&) = delete;
  PulseConnection& operator=(const PulseConnection&) = delete;

  /// While in scope, the thread stands still, and the library may be called. Not on that thread,
  /// where this is always so.
  class Lock {
   public:
    explicit Lock(const PulseConnection& connection);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    pa_threaded_mainloop* loop_;
  };

  /// Waits until `done`, which is asked under a lock; false when that takes longer than `longest`.
  bool wait(std::chrono::milliseconds longest, const std::function<bool()>& done) const;
  /// Waits for the connection; false when there is none.
  bool ready(std::chrono::milliseconds longest) const;
  /// Waits for an operation, which is given up after `longest`: false. Takes it over; null is
  /// one that could not begin.
  bool finish(pa_operation* operation, std::chrono::milliseconds longest) const;

  pa_context* context() const noexcept { return context_; }

 private:
  pa_threaded_mainloop* loop_;
  pa_context* context_ = nullptr;
};

}  // namespace bbplay::sinks
