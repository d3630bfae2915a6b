// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace bbplay::test {

/// How often this thread has called operator new so far. Code that runs in the audio callback must
/// leave it unchanged. Using it replaces the global operator new of the test program.
std::size_t allocations() noexcept;

}  // namespace bbplay::test
