// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "metering/level_meter.h"

namespace bbplay::app {

/// "-23.1 LUFS, range 3.2 LU, true peak -9.8 dBTP"
std::string loudness_text(const Levels& levels);

}  // namespace bbplay::app
