// SPDX-License-Identifier: MIT
/// Modes that print on stdout and make no sound.
#pragma once

#include <string>

#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

int list_devices(const Options& options, Console& console);
/// data/devices.schema.json
/// throws  DeviceError
std::string devices_as_json();

/// `--info`: what is in the tracks.
int info(const Options& options, Console& console);

}  // namespace bbplay::app
