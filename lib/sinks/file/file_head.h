// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace bbplay::sinks {

/// What takes the place of the first bytes of a file.
struct FileHead {
  std::size_t replaced = 0;  // so many bytes
  std::string bytes;
};

}  // namespace bbplay::sinks
