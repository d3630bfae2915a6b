// SPDX-License-Identifier: MIT
#pragma once

#include <systemd/sd-bus.h>

namespace bbplay::app {

/// The functions of libsystemd that are used, under their names without the prefix.
struct SdBus {
  decltype(&::sd_bus_open_user) bus_open_user;
  decltype(&::sd_bus_open_system) bus_open_system;
  decltype(&::sd_bus_close_unref) bus_close_unref;
  decltype(&::sd_bus_set_method_call_timeout) bus_set_method_call_timeout;
  decltype(&::sd_bus_get_fd) bus_get_fd;
  decltype(&::sd_bus_get_events) bus_get_events;
  decltype(&::sd_bus_get_timeout) bus_get_timeout;
  decltype(&::sd_bus_process) bus_process;
  decltype(&::sd_bus_request_name) bus_request_name;
  decltype(&::sd_bus_add_object_vtable) bus_add_object_vtable;
  decltype(&::sd_bus_emit_properties_changed_strv) bus_emit_properties_changed_strv;
  decltype(&::sd_bus_emit_signal) bus_emit_signal;
  decltype(&::sd_bus_call_method_async) bus_call_method_async;
  decltype(&::sd_bus_slot_unref) bus_slot_unref;
  decltype(&::sd_bus_reply_method_return) bus_reply_method_return;
  decltype(&::sd_bus_error_set) bus_error_set;
  decltype(&::sd_bus_message_read) bus_message_read;
  decltype(&::sd_bus_message_append) bus_message_append;
  decltype(&::sd_bus_message_open_container) bus_message_open_container;
  decltype(&::sd_bus_message_close_container) bus_message_close_container;
  decltype(&::sd_bus_message_is_method_error) bus_message_is_method_error;
  const unsigned* object_vtable_format;
};

/// Loads the library on the first call; it stays until the program ends.
///
/// throws  LibraryError when it is not there  [any thread but the audio thread]
const SdBus& sd_bus_library();

}  // namespace bbplay::app
