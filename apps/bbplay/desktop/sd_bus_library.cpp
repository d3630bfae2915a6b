// SPDX-License-Identifier: MIT
#include "desktop/sd_bus_library.h"

#include "bbplay/sinks/dynamic_library.h"

namespace bbplay::app {
namespace {

SdBus load() {
  const DynamicLibrary library("libsystemd.so.0");
  SdBus loaded{};
  library.find("sd_bus_open_user", loaded.bus_open_user);
  library.find("sd_bus_open_system", loaded.bus_open_system);
  library.find("sd_bus_close_unref", loaded.bus_close_unref);
  library.find("sd_bus_set_method_call_timeout", loaded.bus_set_method_call_timeout);
  library.find("sd_bus_get_fd", loaded.bus_get_fd);
  library.find("sd_bus_get_events", loaded.bus_get_events);
  library.find("sd_bus_get_timeout", loaded.bus_get_timeout);
  library.find("sd_bus_process", loaded.bus_process);
  library.find("sd_bus_request_name", loaded.bus_request_name);
  library.find("sd_bus_add_object_vtable", loaded.bus_add_object_vtable);
  library.find("sd_bus_emit_properties_changed_strv", loaded.bus_emit_properties_changed_strv);
  library.find("sd_bus_emit_signal", loaded.bus_emit_signal);
  library.find("sd_bus_call_method_async", loaded.bus_call_method_async);
  library.find("sd_bus_slot_unref", loaded.bus_slot_unref);
  library.find("sd_bus_reply_method_return", loaded.bus_reply_method_return);
  library.find("sd_bus_error_set", loaded.bus_error_set);
  library.find("sd_bus_message_read", loaded.bus_message_read);
  library.find("sd_bus_message_append", loaded.bus_message_append);
  library.find("sd_bus_message_open_container", loaded.bus_message_open_container);
  library.find("sd_bus_message_close_container", loaded.bus_message_close_container);
  library.find("sd_bus_message_is_method_error", loaded.bus_message_is_method_error);
  library.find("sd_bus_object_vtable_format", loaded.object_vtable_format);
  return loaded;
}

}  // namespace

const SdBus& sd_bus_library() {
  static const SdBus loaded = load();
  return loaded;
}

}  // namespace bbplay::app
