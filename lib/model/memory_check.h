// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <new>

namespace bbplay::model {

/// Tells a lack of memory from everything else that a library in C may report: what fails for want
/// of memory is often said to be a damaged file, and would be played without. malloc() leaves ENOMEM
/// behind, which nothing takes back. Stands before the call, on its thread.
class MemoryCheck {
 public:
  MemoryCheck() noexcept { errno = 0; }
  /// The library has failed.
  /// throws  std::bad_alloc when it had too little memory
  void after_failure() const {
    if (errno == ENOMEM) throw std::bad_alloc();
  }
};

}  // namespace bbplay::model
