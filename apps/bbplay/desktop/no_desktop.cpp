// SPDX-License-Identifier: MIT
// In place of desktop.cpp where libsystemd was missing when this was built.
#include "desktop/desktop.h"

namespace bbplay::app {

class Desktop::Impl {};

Desktop::Desktop(const Services&) {}
Desktop::~Desktop() = default;

void Desktop::show(const NowPlaying&) {}
void Desktop::await_told() {}
std::vector<MediaCommand> Desktop::take_commands() { return {}; }

}  // namespace bbplay::app
