// SPDX-License-Identifier: MIT
#include "terminal/heap.h"

#include <malloc.h>

namespace bbplay::app {

void share_one_heap() noexcept {
#ifdef M_ARENA_MAX  // of glibc
  mallopt(M_ARENA_MAX, 1);
#endif
}

}  // namespace bbplay::app
