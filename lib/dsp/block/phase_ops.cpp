// SPDX-License-Identifier: MIT
#include "dsp/block/phase_ops.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/block/phase_ops.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Plain loops: the compiler vectorises them for the target it is compiling. Indices are int because
// their conversion to double has to stay inside the vector unit.
HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

void PhaseLine(double start, double step, double* turns, int count) {
  for (int i = 0; i < count; ++i) turns[i] = start + step * i;
}

void SweptPhase(double start, double step, double step_change, const double* HWY_RESTRICT sums,
                double* HWY_RESTRICT turns, int count) {
  for (int i = 0; i < count; ++i) turns[i] = start + step * (i + 1) + step_change * sums[i];
}

void SparseSweptPhase(double start, double step, double step_change, int stride,
                      const double* HWY_RESTRICT sums, double* HWY_RESTRICT turns, int count) {
  for (int i = 0; i < count; ++i) {
    turns[i] = start + step * (i * stride + 1) + step_change * sums[i];
  }
}

void SparseSweptPhaseBefore(double start, double step, double step_change, int stride,
                            const double* HWY_RESTRICT alpha, const double* HWY_RESTRICT sums,
                            double* HWY_RESTRICT turns, int count) {
  for (int i = 0; i < count; ++i) {
    turns[i] = start + step * (i * stride) + step_change * (sums[i] - alpha[i]);
  }
}

void SweptPhaseBefore(double start, double step, double step_change,
                      const double* HWY_RESTRICT alpha, const double* HWY_RESTRICT sums,
                      double* HWY_RESTRICT turns, int count) {
  for (int i = 0; i < count; ++i) {
    turns[i] = start + step * i + step_change * (sums[i] - alpha[i]);
  }
}

void MovingSteps(Ramp hz, const double* alpha, double frame_s, double* HWY_RESTRICT steps,
                 int count) {
  const double change = hz.to - hz.from;
  for (int i = 0; i < count; ++i) {
    const double f = hz.from + change * alpha[i];
    steps[i] = (f > 0 ? f : 0) * frame_s;
  }
}

void DeviatingSteps(Ramp hz, double lowest_hz, const double* HWY_RESTRICT alpha, double frame_s,
                    double* HWY_RESTRICT inout, int count) {
  const double change = hz.to - hz.from;
  for (int i = 0; i < count; ++i) {
    const double carrier = hz.from + change * alpha[i];
    const double f = (carrier > lowest_hz ? carrier : lowest_hz) + inout[i];
    inout[i] = (f > 0 ? f : 0) * frame_s;
  }
}

void StillDeviatingSteps(double hz, double frame_s, double* inout, int count) {
  for (int i = 0; i < count; ++i) {
    const double f = hz + inout[i];
    inout[i] = (f > 0 ? f : 0) * frame_s;
  }
}

// A sum waits for the sum before it, so four quarters run side by side and are joined afterwards.
template <bool kOwn>
HWY_INLINE double RunningSum(double start, double* x, int count) {
  const int quarter = count / 4;
  double sum[4] = {start, 0, 0, 0};
  for (int i = 0; i < quarter; ++i) {
    for (int q = 0; q < 4; ++q) {
      double& value = x[q * quarter + i];
      const double next = sum[q] + value;
      value = kOwn ? next : sum[q];
      sum[q] = next;
    }
  }
  double before = start;
  for (int q = 1; q < 4; ++q) {
    before = q == 1 ? sum[0] : before + sum[q - 1];
    double* part = x + q * quarter;
    for (int i = 0; i < quarter; ++i) part[i] += before;
  }
  return before + sum[3];
}
double RunningSumWithOwn(double start, double* x, int count) {
  return RunningSum<true>(start, x, count);
}
double RunningSumBefore(double start, double* x, int count) {
  return RunningSum<false>(start, x, count);
}

void ScaleRamp(double* HWY_RESTRICT inout, Ramp factor, const double* HWY_RESTRICT alpha,
               int count) {
  const double change = factor.to - factor.from;
  for (int i = 0; i < count; ++i) inout[i] *= factor.from + change * alpha[i];
}

void ScaleConstant(double* inout, double factor, int count) {
  for (int i = 0; i < count; ++i) inout[i] *= factor;
}

void AddRamp(double* HWY_RESTRICT inout, Ramp addend, const double* HWY_RESTRICT alpha, int count) {
  const double change = addend.to - addend.from;
  for (int i = 0; i < count; ++i) inout[i] += addend.from + change * alpha[i];
}

void AddConstant(double* inout, double addend, int count) {
  for (int i = 0; i < count; ++i) inout[i] += addend;
}

void AddOpposed(double* HWY_RESTRICT first, double* HWY_RESTRICT second,
                const double* HWY_RESTRICT x, Ramp depth, const double* HWY_RESTRICT alpha,
                int count) {
  const double change = depth.to - depth.from;
  for (int i = 0; i < count; ++i) {
    const double d = (depth.from + change * alpha[i]) * x[i];
    first[i] -= d;
    second[i] += d;
  }
}

void AddOpposedStill(double* HWY_RESTRICT first, double* HWY_RESTRICT second,
                     const double* HWY_RESTRICT x, double depth, int count) {
  for (int i = 0; i < count; ++i) {
    first[i] -= depth * x[i];
    second[i] += depth * x[i];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {
namespace {

HWY_EXPORT(PhaseLine);
HWY_EXPORT(SweptPhase);
HWY_EXPORT(SparseSweptPhase);
HWY_EXPORT(SparseSweptPhaseBefore);
HWY_EXPORT(SweptPhaseBefore);
HWY_EXPORT(MovingSteps);
HWY_EXPORT(DeviatingSteps);
HWY_EXPORT(StillDeviatingSteps);
HWY_EXPORT(RunningSumWithOwn);
HWY_EXPORT(RunningSumBefore);
HWY_EXPORT(ScaleRamp);
HWY_EXPORT(ScaleConstant);
HWY_EXPORT(AddRamp);
HWY_EXPORT(AddConstant);
HWY_EXPORT(AddOpposed);
HWY_EXPORT(AddOpposedStill);

template <class T>
int length_of(std::span<T> x) noexcept {
  return static_cast<int>(x.size());
}
bool still(Ramp ramp, std::span<const double> alpha) noexcept {
  return alpha.empty() || !ramp.moves();
}

}  // namespace

void phase_line(double start, double step, std::span<double> turns) noexcept {
  HWY_DYNAMIC_DISPATCH(PhaseLine)(start, step, turns.data(), length_of(turns));
}

void ramped_phase(double start, Ramp hz, double frame_s, const Progress& progress,
                  std::span<double> turns) noexcept {
  const double step = hz.from * frame_s, step_change = (hz.to - hz.from) * frame_s;
  if (still(hz, progress.alpha)) {
    return phase_line(start + step, static_cast<double>(progress.stride) * step, turns);
  }
  if (progress.stride != 1) {
    HWY_DYNAMIC_DISPATCH(SparseSweptPhase)
    (start, step, step_change, static_cast<int>(progress.stride), progress.sums.data(),
     turns.data(), length_of(turns));
    return;
  }
  HWY_DYNAMIC_DISPATCH(SweptPhase)
  (start, step, step_change, progress.sums.data(), turns.data(), length_of(turns));
}
void ramped_phase_before(double start, Ramp hz, double frame_s, const Progress& progress,
                         std::span<double> turns) noexcept {
  const double step = hz.from * frame_s, step_change = (hz.to - hz.from) * frame_s;
  if (still(hz, progress.alpha)) {
    return phase_line(start, static_cast<double>(progress.stride) * step, turns);
  }
  if (progress.stride != 1) {
    HWY_DYNAMIC_DISPATCH(SparseSweptPhaseBefore)
    (start, step, step_change, static_cast<int>(progress.stride), progress.alpha.data(),
     progress.sums.data(), turns.data(), length_of(turns));
    return;
  }
  HWY_DYNAMIC_DISPATCH(SweptPhaseBefore)
  (start, step, step_change, progress.alpha.data(), progress.sums.data(), turns.data(),
   length_of(turns));
}

void frequency_steps(Ramp hz, std::span<const double> alpha, double frame_s,
                     std::span<double> steps) noexcept {
  if (still(hz, alpha)) return phase_line(std::fmax(0.0, hz.from) * frame_s, 0, steps);
  HWY_DYNAMIC_DISPATCH(MovingSteps)(hz, alpha.data(), frame_s, steps.data(), length_of(steps));
}

void deviating_steps(Ramp hz, double lowest_hz, std::span<const double> alpha, double frame_s,
                     std::span<double> inout) noexcept {
  if (still(hz, alpha)) {
    HWY_DYNAMIC_DISPATCH(StillDeviatingSteps)
    (std::fmax(lowest_hz, hz.from), frame_s, inout.data(), length_of(inout));
  } else {
    HWY_DYNAMIC_DISPATCH(DeviatingSteps)
    (hz, lowest_hz, alpha.data(), frame_s, inout.data(), length_of(inout));
  }
}

double running_sum(double start, std::span<double> inout) noexcept {
  return HWY_DYNAMIC_DISPATCH(RunningSumWithOwn)(start, inout.data(), length_of(inout));
}
double running_sum_before(double start, std::span<double> inout) noexcept {
  return HWY_DYNAMIC_DISPATCH(RunningSumBefore)(start, inout.data(), length_of(inout));
}

void scale(std::span<double> inout, Ramp factor, std::span<const double> alpha) noexcept {
  if (still(factor, alpha)) {
    HWY_DYNAMIC_DISPATCH(ScaleConstant)(inout.data(), factor.from, length_of(inout));
  } else {
    HWY_DYNAMIC_DISPATCH(ScaleRamp)(inout.data(), factor, alpha.data(), length_of(inout));
  }
}

void add_ramp(std::span<double> inout, Ramp addend, std::span<const double> alpha) noexcept {
  if (still(addend, alpha)) {
    HWY_DYNAMIC_DISPATCH(AddConstant)(inout.data(), addend.from, length_of(inout));
  } else {
    HWY_DYNAMIC_DISPATCH(AddRamp)(inout.data(), addend, alpha.data(), length_of(inout));
  }
}

void add_opposed(std::span<double> first, std::span<double> second, std::span<const double> x,
                 Ramp depth, std::span<const double> alpha) noexcept {
  if (still(depth, alpha)) {
    HWY_DYNAMIC_DISPATCH(AddOpposedStill)
    (first.data(), second.data(), x.data(), depth.from, length_of(x));
  } else {
    HWY_DYNAMIC_DISPATCH(AddOpposed)
    (first.data(), second.data(), x.data(), depth, alpha.data(), length_of(x));
  }
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
