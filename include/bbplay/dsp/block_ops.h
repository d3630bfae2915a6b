// SPDX-License-Identifier: MIT
/// The inner loops of the engine: each sweeps once over a short array (typically a quantum) and is
/// compiled for every vector unit, the best one being chosen when the program starts.
///
/// Phases are in turns (1 = one cycle) and in double; they are reduced to a fraction of a turn
/// before any float arithmetic. Arrays may have any length and alignment; input and output may be
/// the same array but must not overlap otherwise.  [audio thread]
#pragma once

#include <span>

namespace bbplay::dsp {

/// out[i] = sin(2 pi (phase + step i)). |phase + step i| < 2^50 turns. Absolute error < 3e-7.
void sine(double phase, double step, std::span<float> out) noexcept;

/// out[i] = sin(2 pi turns[i]); |turns| < 2^50. Absolute error < 3e-7.
void sin_turns(std::span<const double> turns, std::span<float> out) noexcept;

/// The same in double; absolute error < 1e-15 after the reduction.
void sin_turns(std::span<const double> turns, std::span<double> out) noexcept;

/// inout[i] *= by[i]
void multiply(std::span<float> inout, std::span<const float> by) noexcept;

/// inout[i] *= gain
void scale(std::span<float> inout, float gain) noexcept;

/// sum[i] += gain x[i]
void add_scaled(std::span<float> sum, std::span<const float> x, float gain) noexcept;

/// Largest |x[i]|, 0 for an empty array. NaN never is the largest.
float peak(std::span<const float> x) noexcept;

/// True when no value is NaN or infinite.
bool all_finite(std::span<const float> x) noexcept;

/// Name of the vector unit in use ("AVX3_ZEN4", "AVX2", "SSE4", "NEON", ...), for --version and
/// benchmarks.
const char* vector_unit() noexcept;

}  // namespace bbplay::dsp
