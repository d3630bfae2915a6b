// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/noise/notch_ops.h"

namespace bbplay::dsp {

/// A second-order notch, z-domain b = (g, c, g), a = (1, c, 2g - 1) with c = -2 g cos W and
/// g = 1 / (1 + tan(W / 2Q)); its gain at frequency 0 is 1 (format noise 4.2).
struct NotchSection {
  double g = 1, c = 0;
  // What g and c lack the digits for in single precision, where the notch is narrow or low.
  double half_width = 0;  // tan(W / 2Q)
  double stiffness = 0;   // c + 2g = 4g sin^2(W / 2)

  /// Q is at least 0.1 and the bandwidth such that the section is stable.
  static NotchSection at(double hz, double q, double rate) noexcept;
};

enum class Ear : std::uint8_t { left, right };
inline constexpr Ear kBothEars[] = {Ear::left, Ear::right};

/// The ears that there are: both, or one that stands for both.
inline std::span<const Ear> first_ears(std::size_t count) noexcept {
  return std::span(kBothEars).first(count);
}

/// Notch sections in series, a chain for either ear. `Sample` is float or double.
template <class Sample>
class NotchCascade {
 public:
  /// Every stage is bypassed and has never run.
  ///
  /// ears  1 or 2
  NotchCascade(std::size_t stages, std::size_t ears);

  std::size_t stages() const noexcept { return layout_.stages(); }
  std::size_t ears() const noexcept { return layout_.ears(); }

  /// From now on the stage filters with `section`. A stage that was bypassed goes on from the state
  /// it was left in; one that has never run waits for settle().
  void tune(std::size_t stage, Ear ear, NotchSection section) noexcept {
    tune(stage, 1, ear, section);
  }
  /// The same for `count` stages in a row.
  void tune(std::size_t first, std::size_t count, Ear ear, NotchSection section) noexcept;
  /// From now on the stage passes its input; its state is kept.
  void bypass(std::size_t stage, Ear ear) noexcept;
  /// Bypasses the stage and forgets that it ever ran.
  void remove(std::size_t stage, Ear ear) noexcept;
  /// Every stage as the constructor left it.
  void clear() noexcept;

  bool is_bypassed(std::size_t stage, Ear ear) const noexcept;
  bool has_run(std::size_t stage, Ear ear) const noexcept;

  /// Puts the tuned stages that have never run into the steady state for their input, given the
  /// first frame that will go into the cascade. To be called before process().
  void settle(std::span<const Sample> frame) noexcept;

  /// Filters samples in place, those of both ears being interleaved: left, right, left, ...
  /// [audio thread]
  void process(std::span<Sample> samples) noexcept;

  /// The same with stages that are only partly there: out = in + depth (notch(in) - in), `depth`
  /// moving by `step` per frame from its value at the start.  [audio thread]
  struct Depth {
    std::size_t stage = 0;
    double from = 1, step = 0;
  };
  void process(std::span<Sample> samples, std::span<const Depth> depths) noexcept;

 private:
  enum class Stage : std::uint8_t { never_run, parked, fresh, running };
  std::size_t lane(std::size_t stage, Ear ear) const noexcept {
    return layout_.place(stage, static_cast<std::size_t>(ear));
  }

  /// Lets a stage run that does not yet.
  void wake(std::size_t lane) noexcept;
  NotchLanes<Sample> lanes() noexcept;

  NotchLayout layout_;
  // One value per lane: coefficients, states, and the states of parked stages.
  std::vector<Sample> g_, c_, half_width_, stiffness_, z1_, z_sum_, parked_z1_, parked_z_sum_;
  std::vector<Sample> depth_, depth_step_;
  std::vector<Stage> state_;
  bool any_fresh_ = false;
};

extern template class NotchCascade<float>;
extern template class NotchCascade<double>;

}  // namespace bbplay::dsp
