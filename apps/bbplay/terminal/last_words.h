// SPDX-License-Identifier: MIT
/// What is said for machines by a program that ends on the spot. Signal handlers may call these:
/// they make system calls and nothing else.
#pragma once

#include <string_view>

namespace bbplay::app {

/// An `error` event. Its message is written as it is: no quotes, no backslashes.
void write_error_event(int descriptor, std::string_view message) noexcept;

/// The `exit` event, the last one, as Console::exit() writes it.
void write_exit_event(int descriptor, std::string_view reason, int code) noexcept;

}  // namespace bbplay::app
