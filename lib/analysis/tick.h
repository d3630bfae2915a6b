// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

namespace bbplay::analysis {

/// Called between blocks of work with the frames just done; throws to give up.
using Tick = std::function<void(std::int64_t frames)>;

}  // namespace bbplay::analysis
