// SPDX-License-Identifier: MIT
#include "bbplay/engine_info.h"

#include "bbplay/dsp/block_ops.h"

namespace bbplay {

std::string_view engine_version() { return BBPLAY_VERSION; }
std::string_view engine_vector_unit() { return dsp::vector_unit(); }

}  // namespace bbplay
