// SPDX-License-Identifier: MIT
#include "service/beside_player.h"

#include <algorithm>
#include <thread>

namespace bbplay::app {

unsigned jobs_beside_player(const Options& options) {
  return options.engine.jobs != 0 ? options.engine.jobs
                                  : std::max(1u, std::thread::hardware_concurrency() - 1);
}

ConsoleOptions unheard(const std::atomic<bool>& stop) {
  ConsoleOptions options;
  options.quiet = true;
  options.progress = Progress::never;
  options.stop = &stop;
  return options;
}

}  // namespace bbplay::app
