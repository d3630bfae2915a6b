// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace bbplay::test {

/// Calls of pthread_mutex_lock, pthread_cond_* and malloc, calloc, realloc and free that this
/// thread has made while watched. Only a program that links locks.cpp counts them.
std::size_t forbidden_calls() noexcept;
void watch_this_thread(bool on) noexcept;

}  // namespace bbplay::test
