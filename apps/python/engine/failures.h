// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <pybind11/pybind11.h>

#include "bbplay/model/diagnostics.h"

namespace bbplay::python {

/// A finding as the arguments of bbplay.Finding: severity, pointer, line, column, message, file.
pybind11::tuple tuple_of(const Finding& finding);
pybind11::list list_of(const Diagnostics& findings);

/// Turns what the engine throws into the exceptions of the package, with their exit codes and
/// findings.
void register_failures();

}  // namespace bbplay::python
