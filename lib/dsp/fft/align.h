// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/sharing.h"

namespace bbplay::dsp {

/// Which lags an alignment may choose.
struct AlignmentSearch {
  std::int64_t farthest = std::numeric_limits<std::int64_t>::max();  // frames, either way
  bool never_delay = false;                                          // no positive lag
};

/// How much is correlated at a time. Windows of up to `whole` frames take one piece, whatever the
/// lags; memory is some 120 bytes per frame of it. Longer ones are cut into pieces, and take 48 bytes
/// per frame of a window.
struct AlignmentPieces {
  std::int64_t whole = std::int64_t{1} << 18;  // frames
  std::int64_t piece = std::int64_t{1} << 17;  // frames of `next`, and lags
};

/// Called many times a second while an alignment is searched for; throws to give it up.
using Interrupt = std::function<void()>;

struct Alignment {
  std::int64_t lag = 0;    // frames; positive delays `next`, negative skips its beginning
  double correlation = 0;  // at that lag, normalised by the energies: -1..1
  double margin = 0;       // correlation minus that of the second best lag
};

/// Finds the lag of one blend after the other, in memory that it keeps for the next one.
class Aligner {
 public:
  /// sharing  does what can be done beside each other, which changes no result; without it, it is done
  ///          one after the other
  explicit Aligner(Sharing sharing = {});
  ~Aligner();
  Aligner(const Aligner&) = delete;
  Aligner& operator=(const Aligner&) = delete;

  /// Lag that lines `next` up with `previous` before the two are blended
  /// (format dsp 7, track 5.2): the most negative lag k whose correlation, the sum over both
  /// channels and all m of previous[m + k] next[m], lies within a billionth of the largest. 0 when
  /// either side is silent.
  ///
  /// previous, next  the blend window of both, of equal length n
  /// interrupt       called by whoever shares the work
  /// throws          std::bad_alloc; what `interrupt` throws         [not the audio thread]
  /// source          argmax of the full cross-correlation, as the reference takes it; an FFT of
  ///                 floats finds the lags that come near, exact sums decide. Where more lags come
  ///                 near than there is time for sums, an FFT of doubles does, to 1e-13
  Alignment align(ConstStereoBlock previous, ConstStereoBlock next,
                  const AlignmentSearch& search = {}, const AlignmentPieces& pieces = {},
                  const Interrupt& interrupt = {});

  template <class Real>
  struct Workspace;

 private:
  Workspace<float>& workspace(std::size_t size);

  Sharing sharing_;
  std::unique_ptr<Workspace<float>> space_;
};

/// The same for a single blend.
inline Alignment align(ConstStereoBlock previous, ConstStereoBlock next,
                       const AlignmentSearch& search = {}, const AlignmentPieces& pieces = {},
                       const Interrupt& interrupt = {}) {
  return Aligner().align(previous, next, search, pieces, interrupt);
}

/// out[i] = signal[i - lag], 0 where that lies outside.
void shift(ConstStereoBlock signal, std::int64_t lag, StereoBlock out) noexcept;

}  // namespace bbplay::dsp
