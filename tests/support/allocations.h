// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace bbplay::test {

/// How often this thread has called operator new so far. Code that runs in the audio callback must
/// leave it unchanged. Using it replaces the global operator new of the test program.
std::size_t allocations() noexcept;

/// Lets one call of operator new on this thread fail while it lives: the `nth` from now on.
class FailingAllocation {
 public:
  explicit FailingAllocation(std::size_t nth) noexcept;
  ~FailingAllocation();
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;

  bool has_failed() const noexcept;
};

}  // namespace bbplay::test
