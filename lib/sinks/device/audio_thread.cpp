// SPDX-License-Identifier: MIT
#include "sinks/device/audio_thread.h"

namespace bbplay::sinks {

void ask_for_real_time(AudioThread thread) noexcept {
  sched_param priority{};
  int policy = SCHED_OTHER;
  if (pthread_getschedparam(thread, &policy, &priority) != 0) return;
  if (policy != SCHED_OTHER) return;  // JACK has seen to it
  priority.sched_priority = 20;
  pthread_setschedparam(thread, SCHED_FIFO, &priority);
}

}  // namespace bbplay::sinks
