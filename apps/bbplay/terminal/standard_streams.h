// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::app {

/// A file that is opened while stdin, stdout or stderr is closed would become it. What takes the
/// place of a closed stream fails when it is used, as the closed one would. Before all else.
void occupy_standard_streams();

}  // namespace bbplay::app
