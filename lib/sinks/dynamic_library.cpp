// SPDX-License-Identifier: MIT
#include "bbplay/sinks/dynamic_library.h"

#include <dlfcn.h>

namespace bbplay {
namespace {

[[noreturn]] void fail(const char* what) {
  const char* const reason = ::dlerror();
  throw LibraryError(reason != nullptr ? reason : what);
}

}  // namespace

DynamicLibrary::DynamicLibrary(const char* file) : handle_(::dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) fail(file);
}

void* DynamicLibrary::address_of(const char* name) const {
  void* const address = ::dlsym(handle_, name);
  if (address == nullptr) fail(name);
  return address;
}

}  // namespace bbplay
