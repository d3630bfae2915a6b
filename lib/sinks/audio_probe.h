// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::sinks {

/// Lets a child process look at the machine's audio devices first: the libraries abort where they
/// find nothing at all, and wait for ever for a sound server that does not answer.
///
/// throws  DeviceError
void probe_audio_system();

}  // namespace bbplay::sinks
