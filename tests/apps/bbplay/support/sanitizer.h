// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::test {

/// What a sanitizer that the program was built with adds to its memory, and how much slower it may be.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr long kSanitizerMemoryKib = 2 << 20;
inline constexpr double kSanitizerSlowness = 10;
#else
inline constexpr long kSanitizerMemoryKib = 0;
inline constexpr double kSanitizerSlowness = 1;
#endif

}  // namespace bbplay::test
