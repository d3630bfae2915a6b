// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace bbplay::test {

/// Calls that allocate, free, lock, wait or wake which this thread has made while watched. Only a
/// program that links locks.cpp counts them.
std::size_t forbidden_calls() noexcept;
void watch_this_thread(bool on) noexcept;

}  // namespace bbplay::test
