// SPDX-License-Identifier: MIT
/// The saturating curve of the shaped voices, compiled for every vector unit.  [audio thread]
#pragma once

#include <span>

#include "bbplay/model/params.h"

namespace bbplay::dsp {

/// inout[i] = tanh(inout[i]); absolute error < 1e-14.
void hyperbolic_tangent(std::span<double> inout) noexcept;

/// inout[i] = tanh(drive inout[i]) / tanh(drive): level 1 stays 1 whatever the drive. A drive of
/// 1e-6 and less gives silence (format voices-modulation 3). `alpha` is the place of every
/// frame on the way of the drive; empty: it stays at its `from`. Absolute error < 1e-9 for |inout|
/// <= 1.
void saturate(std::span<double> inout, Ramp drive, std::span<const double> alpha) noexcept;

}  // namespace bbplay::dsp
