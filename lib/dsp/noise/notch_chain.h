// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/swept_notches.h"

#include "dsp/noise/modulated_notches.h"
#include "dsp/noise/noise_source.h"
#include "dsp/noise/notch_modulation.h"
#include "dsp/noise/overlap_add_notches.h"

namespace bbplay::dsp {

/// The filters between a noise source and its level: all passes of the moving notches in either
/// fidelity, then the fixed notches. Works hop by hop, each hop in kHopPieces equal pieces.
///
/// A frame is the samples of both ears, interleaved, or one for both where these hear the same.
template <class Sample>
class NotchChain {
 public:
  /// fixed   notches run twice in one direction each, which has the magnitude of the reference's
  ///         way there and back
  /// frames  of the whole signal
  NotchChain(const NotchMotion& motion, std::span<const StaticNotch> fixed, std::int64_t frames,
             Fidelity fidelity);

  /// There is nothing to filter with: the output is the source in both ears, whatever came before.
  bool passes_through() const noexcept;
  /// The very first frame is silent, as where the windows of the reference's blocks are 0.
  bool begins_silent() const noexcept { return passes_.empty() && !continuous_; }

  /// Samples of a frame: 1 or 2.
  std::size_t ears() const noexcept { return ears_; }

  /// Hops of the source that have to be there beyond the one to be worked on.
  std::int64_t look_ahead() const noexcept;
  /// Hops by which the work on the first block begins before the first output.
  std::int64_t latency() const noexcept;
  /// Hops after which it no longer matters that the states were unknown.
  std::int64_t settling() const noexcept { return settling_; }

  /// Forgets everything; block `hop` is the first to be filtered. The next work() is for the hop
  /// latency() before it.
  void restart(std::int64_t hop) noexcept;

  /// out  hop `hop` of the output; what belongs to this piece (a part of 1 / kHopPieces) is
  ///      finished, the rest is not to be touched between the pieces
  void work(const NotchMotion& motion, const NoiseSource& source, std::int64_t hop, int piece,
            std::span<Sample> out) noexcept;

 private:
  void work_blocks(const NotchMotion& motion, const NoiseSource& source, std::int64_t hop,
                   int piece, std::span<Sample> out) noexcept;
  std::span<Sample> between(std::int64_t hop) noexcept;

  std::vector<OverlapAddNotches<Sample>> passes_;       // reference fidelity
  std::optional<ModulatedNotches<Sample>> continuous_;  // corrected fidelity
  std::size_t ears_;
  NotchCascade<Sample> fixed_;
  bool fixed_begins_ = true;
  std::vector<NotchSection> fixed_sections_;
  std::vector<Sample> between_;  // output of the first of two passes, four hops
  std::int64_t first_block_ = 0;
  std::int64_t settling_;
};

extern template class NotchChain<float>;
extern template class NotchChain<double>;

}  // namespace bbplay::dsp
