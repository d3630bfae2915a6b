// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>

#include "bbplay/model/track.h"

namespace bbplay::analysis {

/// Calls task(0) .. task(count - 1), each once, on up to `jobs` threads (0: one per core). Returns
/// when all are done; the first exception of the lowest index is rethrown.
void parallel_for(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& task);

/// Number of threads `jobs` stands for.
unsigned thread_count(unsigned jobs);

/// As many of them as may listen to whole steps side by side: no more than 4096 voices are built at
/// a time, unless one step has them all.
unsigned threads_for_steps(const Track& track, unsigned jobs);

}  // namespace bbplay::analysis
