// SPDX-License-Identifier: MIT
#pragma once

#include <pulse/pulseaudio.h>

namespace bbplay::sinks {

/// The functions of PulseAudio's client library that are used, under their names without the prefix.
/// PipeWire understands it, too.
struct Pulse {
  decltype(&::pa_threaded_mainloop_new) threaded_mainloop_new;
  decltype(&::pa_threaded_mainloop_free) threaded_mainloop_free;
  decltype(&::pa_threaded_mainloop_start) threaded_mainloop_start;
  decltype(&::pa_threaded_mainloop_stop) threaded_mainloop_stop;
  decltype(&::pa_threaded_mainloop_lock) threaded_mainloop_lock;
  decltype(&::pa_threaded_mainloop_unlock) threaded_mainloop_unlock;
  decltype(&::pa_threaded_mainloop_get_api) threaded_mainloop_get_api;
  decltype(&::pa_context_new_with_proplist) context_new_with_proplist;
  decltype(&::pa_context_connect) context_connect;
  decltype(&::pa_context_disconnect) context_disconnect;
  decltype(&::pa_context_unref) context_unref;
  decltype(&::pa_context_get_state) context_get_state;
  decltype(&::pa_context_errno) context_errno;
  decltype(&::pa_context_get_server_info) context_get_server_info;
  decltype(&::pa_context_get_sink_info_list) context_get_sink_info_list;
  decltype(&::pa_operation_get_state) operation_get_state;
  decltype(&::pa_operation_cancel) operation_cancel;
  decltype(&::pa_operation_unref) operation_unref;
  decltype(&::pa_proplist_new) proplist_new;
  decltype(&::pa_proplist_sets) proplist_sets;
  decltype(&::pa_proplist_free) proplist_free;
  decltype(&::pa_stream_new_with_proplist) stream_new_with_proplist;
  decltype(&::pa_stream_connect_playback) stream_connect_playback;
  decltype(&::pa_stream_disconnect) stream_disconnect;
  decltype(&::pa_stream_unref) stream_unref;
  decltype(&::pa_stream_get_state) stream_get_state;
  decltype(&::pa_stream_set_state_callback) stream_set_state_callback;
  decltype(&::pa_stream_set_write_callback) stream_set_write_callback;
  decltype(&::pa_stream_set_underflow_callback) stream_set_underflow_callback;
  decltype(&::pa_stream_begin_write) stream_begin_write;
  decltype(&::pa_stream_write) stream_write;
  decltype(&::pa_stream_get_latency) stream_get_latency;
  decltype(&::pa_strerror) strerror;
};

/// Loads the library on the first call; it stays until the program ends.
///
/// throws  LibraryError when it is not there  [any thread but the audio thread]
const Pulse& pulse();

}  // namespace bbplay::sinks
