// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dsp/filter/zero_phase.h"
#include "dsp/noise/noise_level.h"
#include "dsp/noise/noise_source.h"
#include "dsp/noise/notch_chain.h"
#include "dsp/noise/notch_modulation.h"

namespace bbplay::dsp {

/// A noise source behind its notches, in quanta, before any gain.
///
/// Notch filters remember for ever, which would make seeking take as long as playing. Therefore
/// the time line is cut into segments (6 s, longer for very slow filters), and at the start of each
/// the filters are exchanged for ones that began from silence just early enough to have forgotten
/// it. Nothing of that is audible (3e-7 of full scale), but every sample depends on a bounded past,
/// and seeking gives the bits that playing gives. While both sets of filters run the notches cost
/// twice; else each quantum costs the same.
///
/// `Sample` is what the notches are computed in: double, or float where single_precision_suffices().
template <class Sample>
class SweptNoise {
 public:
  /// frames  of the whole signal
  SweptNoise(NoiseSource source, const NotchMotion& motion, std::span<const StaticNotch> fixed,
             std::int64_t frames, Fidelity fidelity);

  /// Continues at `frame`, a multiple of kQuantum. At most a segment's work.
  /// throws  what reading a recording throws                        [not the audio thread]
  void seek(std::int64_t frame);

  /// Reads what a recording needs for the next `frames` frames; see ReadAhead::service(). May run
  /// beside render().  [not the audio thread]
  void service(std::int64_t frames) { source_.service(frames); }

  /// The quantum that begins at `first`, which is the next one.  [audio thread]
  void render(std::int64_t first, StereoDoubles out) noexcept;

  /// Both ears hear the source as it is.
  bool passes_through() const noexcept { return heard_.passes_through(); }
  /// Both ears hear the same.
  bool is_mono() const noexcept { return heard_.ears() == 1; }

  const NotchMotion& motion() const noexcept { return motion_; }
  /// Hops per segment.
  std::int64_t segment() const noexcept { return segment_; }

 private:
  /// All of the work for output hop `hop`, piece by piece.
  void work(std::int64_t hop, int piece) noexcept;
  void change_strands(std::int64_t hop) noexcept;
  /// The hop at whose work the strand of a segment begins to settle.
  std::int64_t first_work_for(std::int64_t segment_start) const noexcept;
  std::span<Sample> out(std::int64_t hop) noexcept;

  NoiseSource source_;
  NotchMotion motion_;
  NotchChain<Sample> heard_, coming_;  // coming_: of the next segment, settling
  bool heard_runs_ = false, coming_runs_ = false;
  std::int64_t segment_;
  std::int64_t frame_ = 0;
  std::vector<Sample> out_;      // the hop that is played and the one that is made
  std::vector<Sample> unheard_;  // of the strand that settles
};

extern template class SweptNoise<float>;
extern template class SweptNoise<double>;

/// No notch is so narrow that single precision would change its width by a thousandth, and notches
/// leave so much that what it rounds off stays far below that.
///
/// level  of what they leave
bool single_precision_suffices(const NotchMotion& motion, std::span<const StaticNotch> fixed,
                               const NoiseLevel& level) noexcept;

}  // namespace bbplay::dsp
