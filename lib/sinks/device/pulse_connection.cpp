// SPDX-License-Identifier: MIT
#include "sinks/device/pulse_connection.h"

#include <new>
#include <thread>

#include "sinks/device/pulse_library.h"

namespace bbplay::sinks {
namespace {

constexpr std::chrono::milliseconds kInterval(1);

pa_context* new_context(pa_threaded_mainloop* loop) {
  pa_proplist* const properties = pulse().proplist_new();
  pulse().proplist_sets(properties, PA_PROP_APPLICATION_NAME, "bbplay");
  pulse().proplist_sets(properties, PA_PROP_APPLICATION_ICON_NAME, "audio-headphones");
  pa_context* const context = pulse().context_new_with_proplist(
      pulse().threaded_mainloop_get_api(loop), "bbplay", properties);
  pulse().proplist_free(properties);
  return context;
}

}  // namespace

PulseConnection::Lock::Lock(const PulseConnection& connection) : loop_(connection.loop_) {
  pulse().threaded_mainloop_lock(loop_);
}
PulseConnection::Lock::~Lock() { pulse().threaded_mainloop_unlock(loop_); }

PulseConnection::PulseConnection() : loop_(pulse().threaded_mainloop_new()) {
  if (loop_ == nullptr) throw std::bad_alloc();
  context_ = new_context(loop_);
  if (context_ == nullptr) {
    pulse().threaded_mainloop_free(loop_);
    throw std::bad_alloc();
  }
  // A machine without a sound server does not want one for this.
  pulse().context_connect(context_, nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr);
  pulse().threaded_mainloop_start(loop_);
}

PulseConnection::~PulseConnection() {
  pulse().threaded_mainloop_stop(loop_);
  pulse().context_disconnect(context_);
  pulse().context_unref(context_);
  pulse().threaded_mainloop_free(loop_);
}

bool PulseConnection::wait(std::chrono::milliseconds longest,
                           const std::function<bool()>& done) const {
  // The library's own way to wait has no end when a server stands still.
  const auto deadline = std::chrono::steady_clock::now() + longest;
  for (;;) {
    {
      const Lock lock(*this);
      if (done()) return true;
    }
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(kInterval);
  }
}

bool PulseConnection::ready(std::chrono::milliseconds longest) const {
  pa_context_state_t state = PA_CONTEXT_UNCONNECTED;
  wait(longest, [&] {
    state = pulse().context_get_state(context_);
    return state == PA_CONTEXT_READY || !PA_CONTEXT_IS_GOOD(state);
  });
  return state == PA_CONTEXT_READY;
}

bool PulseConnection::finish(pa_operation* operation, std::chrono::milliseconds longest) const {
  if (operation == nullptr) return false;
  const bool over =
      wait(longest, [&] { return pulse().operation_get_state(operation) != PA_OPERATION_RUNNING; });
  const Lock lock(*this);
  const bool done = over && pulse().operation_get_state(operation) == PA_OPERATION_DONE;
  if (!over) pulse().operation_cancel(operation);
  pulse().operation_unref(operation);
  return done;
}

}  // namespace bbplay::sinks
