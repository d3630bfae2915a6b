// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "terminal/clock.h"
#include "terminal/console.h"

namespace bbplay::app {

/// Waits for a moment of the clock on the wall, telling for what. The machine may sleep meanwhile,
/// and its clock may be set.
///
/// keys  whether the terminal may ask for a stop, too
/// throws  Cancelled when a stop was requested
void wait_until(WallTime moment, bool keys, Console& console);

/// Acts, again and again for `patience_s` while that throws a DeviceError; then throws the last
/// one. A choice between several devices is not waited for.
///
/// keys  as above
/// throws  Cancelled when a stop was requested, and whatever `act` throws
void until_there_is_a_device(double patience_s, bool keys, Console& console,
                             const std::function<void()>& act);

}  // namespace bbplay::app
