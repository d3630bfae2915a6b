// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace bbplay {

/// A library that is not there, or lacks what is looked for.
class LibraryError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A shared library that is loaded while the program runs, because most runs do well without. It
/// stays loaded until the program ends: such libraries leave threads and handlers behind.
///
/// [any thread but the audio thread]
class DynamicLibrary {
 public:
  /// file  as the dynamic linker looks for it: "libpulse.so.0"
  /// throws  LibraryError
  explicit DynamicLibrary(const char* file);

  /// Lets `function` point to what is called `name`.
  /// throws  LibraryError
  template <class Function>
  void find(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(address_of(name));
  }

 private:
  void* address_of(const char* name) const;

  void* handle_;
};

}  // namespace bbplay
