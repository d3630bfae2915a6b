// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

namespace bbplay {

/// An input file that was there and could be opened, and whose bytes could not be read: a disk or a
/// network that fails.
class ReadError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Told about a file that cannot be read any more, where going on matters more: what it should give
/// is silent then. From any thread but the audio thread, more than once for a file.
using Unreadable = std::function<void(const std::string& message)>;

}  // namespace bbplay
