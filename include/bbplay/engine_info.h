// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace bbplay {

/// Version of the engine, "0.1.0".
std::string_view engine_version();

/// Vector unit the inner loops run on here: "AVX3", "AVX2", "SSE4", "NEON", ... Samples are the
/// same on every run of one machine; between units their last bits may differ.
std::string_view engine_vector_unit();

}  // namespace bbplay
