// SPDX-License-Identifier: MIT
/// Signals that change slowly beside a quantum: known at a few places, and drawn through them as
/// curves, polynomials of the seventh degree over half a quantum each. Compiled for every vector
/// unit like dsp/block/phase_ops.h. Phases are in turns and in double.  [audio thread]
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace bbplay::dsp {

inline constexpr std::size_t kCurveFrames = 128;  // of one curve; two make a quantum
inline constexpr std::size_t kCurvePlaces = 8;    // at which one has to be known

/// c[0] + c[1] x + ... + c[7] x^7; x goes from -1, half a frame before the first frame, to 1, half a
/// frame after the last.
using Curve = std::array<double, kCurvePlaces>;

/// The places of a quantum in frames after its first one, those of the first half before those of
/// the second: between frames, where Chebyshev's polynomials have their zeros.
std::span<const double, 2 * kCurvePlaces> curve_places() noexcept;

/// The curve that has these values at its places.
Curve curve_through(std::span<const double, kCurvePlaces> values) noexcept;

/// Whether a curve tells what lies between its places: of a signal as smooth as sines are, what it
/// leaves out is below 1e-9 then.
bool is_resolved(const Curve& curve) noexcept;

/// out[k] = start + factor times the sum of all frames of the quantum before place k and half of
/// that at the place itself, of a signal with these values at the places.
void sums_at_places(double start, double factor, std::span<const double, 2 * kCurvePlaces> values,
                    std::span<double, 2 * kCurvePlaces> out) noexcept;

/// left[i] = gain sin(2 pi phase), right likewise: kCurveFrames frames of curves whose phases are
/// below 2^50. Absolute error < 3e-7 gain.
void sines_of_curves(const Curve& left_phase, const Curve& right_phase, float gain,
                     std::span<float> left, std::span<float> right) noexcept;
void sines_of_curves(const Curve& left_phase, const Curve& right_phase, const Curve& gain,
                     std::span<float> left, std::span<float> right) noexcept;

}  // namespace bbplay::dsp
