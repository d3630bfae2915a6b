// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

namespace bbplay::sinks {

/// The thread on which a device asks for audio.
using AudioThread = pthread_t;

/// No system call.  [audio thread]
inline AudioThread this_thread() noexcept { return pthread_self(); }

/// Music keeps playing while other programs are busy, where the system allows it. The thread lives.
/// [not the audio thread]
void ask_for_real_time(AudioThread thread) noexcept;

}  // namespace bbplay::sinks
