// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "dsp/filter/butterworth.h"

namespace bbplay::dsp {

/// One section run over a mono signal there and back, as zero_phase_whole() does, bit for bit.
///
/// padding  as that of ZeroPhaseFilter
void zero_phase_in_place(const Section& section, std::size_t padding, std::span<double> signal);

}  // namespace bbplay::dsp
