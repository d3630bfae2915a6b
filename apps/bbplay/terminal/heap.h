// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::app {

/// All threads allocate from one heap. Each of several would keep holes of its own, which together take
/// more memory than what many sound files need. Before there are threads, and not where something is
/// played: libraries of sound servers allocate on their threads, and would wait for others there.
void share_one_heap() noexcept;

}  // namespace bbplay::app
