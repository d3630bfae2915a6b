// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/read_error.h"

namespace bbplay::scheduler {

/// Reads files with `act`. One that cannot be read any more ends that, and `unreadable` is told;
/// without it the exception goes on. Returns whether all went well.
template <class Act>
bool tolerating(const Unreadable& unreadable, Act act) {
  const auto tell = [&](const std::exception& error) {
    if (!unreadable) throw;
    unreadable(error.what());
    return false;
  };
  try {
    act();
    return true;
  } catch (const ReadError& error) {
    return tell(error);
  } catch (const InputError& error) {
    return tell(error);
  }
}

}  // namespace bbplay::scheduler
