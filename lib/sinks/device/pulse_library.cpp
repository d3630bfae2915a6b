// SPDX-License-Identifier: MIT
#include "sinks/device/pulse_library.h"

#include "bbplay/sinks/dynamic_library.h"

namespace bbplay::sinks {
namespace {

Pulse load() {
  const DynamicLibrary library("libpulse.so.0");
  Pulse loaded{};
  library.find("pa_threaded_mainloop_new", loaded.threaded_mainloop_new);
  library.find("pa_threaded_mainloop_free", loaded.threaded_mainloop_free);
  library.find("pa_threaded_mainloop_start", loaded.threaded_mainloop_start);
  library.find("pa_threaded_mainloop_stop", loaded.threaded_mainloop_stop);
  library.find("pa_threaded_mainloop_lock", loaded.threaded_mainloop_lock);
  library.find("pa_threaded_mainloop_unlock", loaded.threaded_mainloop_unlock);
  library.find("pa_threaded_mainloop_get_api", loaded.threaded_mainloop_get_api);
  library.find("pa_context_new_with_proplist", loaded.context_new_with_proplist);
  library.find("pa_context_connect", loaded.context_connect);
  library.find("pa_context_disconnect", loaded.context_disconnect);
  library.find("pa_context_unref", loaded.context_unref);
  library.find("pa_context_get_state", loaded.context_get_state);
  library.find("pa_context_errno", loaded.context_errno);
  library.find("pa_context_get_server_info", loaded.context_get_server_info);
  library.find("pa_context_get_sink_info_list", loaded.context_get_sink_info_list);
  library.find("pa_operation_get_state", loaded.operation_get_state);
  library.find("pa_operation_cancel", loaded.operation_cancel);
  library.find("pa_operation_unref", loaded.operation_unref);
  library.find("pa_proplist_new", loaded.proplist_new);
  library.find("pa_proplist_sets", loaded.proplist_sets);
  library.find("pa_proplist_free", loaded.proplist_free);
  library.find("pa_stream_new_with_proplist", loaded.stream_new_with_proplist);
  library.find("pa_stream_connect_playback", loaded.stream_connect_playback);
  library.find("pa_stream_disconnect", loaded.stream_disconnect);
  library.find("pa_stream_unref", loaded.stream_unref);
  library.find("pa_stream_get_state", loaded.stream_get_state);
  library.find("pa_stream_set_state_callback", loaded.stream_set_state_callback);
  library.find("pa_stream_set_write_callback", loaded.stream_set_write_callback);
  library.find("pa_stream_set_underflow_callback", loaded.stream_set_underflow_callback);
  library.find("pa_stream_begin_write", loaded.stream_begin_write);
  library.find("pa_stream_write", loaded.stream_write);
  library.find("pa_stream_get_latency", loaded.stream_get_latency);
  library.find("pa_strerror", loaded.strerror);
  return loaded;
}

}  // namespace

const Pulse& pulse() {
  static const Pulse loaded = load();
  return loaded;
}

}  // namespace bbplay::sinks
