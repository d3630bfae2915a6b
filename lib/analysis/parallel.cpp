// SPDX-License-Identifier: MIT
#include "analysis/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

#include "dsp/block/flush_denormals.h"

namespace bbplay::analysis {

unsigned thread_count(unsigned jobs) {
  return jobs > 0 ? jobs : std::max(1u, std::thread::hardware_concurrency());
}

unsigned threads_for_steps(const Track& track, unsigned jobs) {
  constexpr std::size_t kMostVoices = 4096;  // of some 3 KB each
  std::size_t most = 1;
  for (const Step& step : track.steps) most = std::max(most, step.voices.size());
  return std::min(thread_count(jobs),
                  static_cast<unsigned>(std::max<std::size_t>(1, kMostVoices / most)));
}

void parallel_for(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& task) {
  std::vector<std::exception_ptr> failures(count);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  const auto work = [&] {
    const dsp::FlushDenormals flush;
    for (std::size_t i = next++; i < count && !failed; i = next++) {
      try {
        task(i);
      } catch (...) {
        failures[i] = std::current_exception();
        failed = true;
      }
    }
  };
  const std::size_t threads = std::min<std::size_t>(thread_count(jobs), count);
  {
    std::vector<std::jthread> helpers;
    helpers.reserve(threads);
    try {
      for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
    } catch (const std::system_error&) {
      // The system has no more threads: those that there are do the work.
    }
    work();
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace bbplay::analysis
