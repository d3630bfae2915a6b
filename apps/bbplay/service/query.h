// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>

#include "service/http_message.h"

namespace bbplay::app {

/// throws  RequestError for what is no query, or asks for something else
void check_query(const Query& query, std::initializer_list<std::string_view> known);

/// Seconds; nothing where none are given.
/// throws  UsageError
std::optional<double> seconds_in(const Query& query, std::string_view name);

}  // namespace bbplay::app
