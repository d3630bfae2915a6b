// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>

namespace bbplay::dsp {

/// Calls task(0) .. task(count - 1), beside each other where there are threads for it; throws what one
/// of them throws.
using Sharing =
    std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>;

/// The same, one after the other where `sharing` is null.
inline void share_out(const Sharing& sharing, std::size_t count,
                      const std::function<void(std::size_t)>& task) {
  if (sharing) return sharing(count, task);
  for (std::size_t i = 0; i < count; ++i) task(i);
}

}  // namespace bbplay::dsp
