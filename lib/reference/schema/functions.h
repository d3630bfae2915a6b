// SPDX-License-Identifier: MIT
/// Synth functions as JSON Schema: their parameters, and which of them a voice has.
#pragma once

#include <vector>

#include "bbplay/reference/json_writer.h"
#include "bbplay/reference/synth_tables.h"

namespace bbplay::reference::schema {

// Members of the schema of a voice:

/// Which parameters a voice has depends on its function.
void put_functions(JsonWriter& json, const std::vector<ParamTable>& tables);

// Definitions:

void put_names_of_functions(JsonWriter& json, const std::vector<ParamTable>& tables);

/// The parameters of a function, and all else that may stand beside them.
void put_function(JsonWriter& json, const ParamTable& table);

/// Parameters that stand among others, so that more keys are nothing wrong.
void put_open(JsonWriter& json, const ParamTable& table);

/// The name of a noise colour, or its parameters.
void put_color_definition(JsonWriter& json);

/// Name of the definition of its parameters.
std::string params_of(const ParamTable& table);

}  // namespace bbplay::reference::schema
