// SPDX-License-Identifier: MIT
/// Filters that run over a signal twice, forwards and backwards, and so leave no phase shift
/// (format dsp 8, voices-modulation 6, voices-tonal 1.7).
///
/// The whole signal does not have to exist for that: what is more than the settling time of the
/// filter ahead no longer matters. Both ends of the signal are exact.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/audio/stereo_block.h"

#include "dsp/filter/biquad_cascade.h"

namespace bbplay::dsp {

/// Planar stereo in double.
using StereoDoubles = BasicStereoBlock<double>;

/// Work memory of one quantum, for the stack of a render function.
struct StereoDoublesQuantum {
  alignas(64) double left[kQuantum];
  alignas(64) double right[kQuantum];
  StereoDoubles block() noexcept { return {left, right}; }
};

/// A filter to be run both ways.
struct ZeroPhaseFilter {
  BiquadCascade cascade;
  /// Frames by which both ends of the signal are extended before filtering, mirrored in time and
  /// level. A signal of no more frames than this passes unchanged. < kQuantum.
  std::size_t padding = 0;
  std::int64_t look_ahead = 0;  // frames after which the future counts for less than 1e-8
  std::int64_t memory = 0;      // frames after which the past counts for less than 1e-12
  /// No sample of the filtered signal is larger than this times the largest of the signal.
  double gain_bound = 1;

  /// Leaves every signal as it is.
  ZeroPhaseFilter() = default;
  /// order          of the Butterworth filter the sections came from; the padding is 3 (order + 1)
  /// longest_ahead  limits look_ahead and memory of a filter that takes very long to settle
  ZeroPhaseFilter(std::span<const Section> sections, int order,
                  std::int64_t longest_ahead = 1 << 19);
};

/// Smallest L for which |h_L| + |h_{L+1}| + ... <= tolerance, h being the impulse response; at most
/// `longest`. Allocates.
std::int64_t settling_frames(const BiquadCascade& cascade, double tolerance, std::int64_t longest);

/// The definition, for a signal that is at hand as a whole. Allocates.
std::vector<double> zero_phase_whole(const ZeroPhaseFilter& filter, std::span<const double> signal);

/// Memory and bookkeeping of a filter that is fed with the future of a signal in quanta.
///
/// The signal is cut into blocks. While block k is played, one quantum at a time, the forward pass
/// takes in one quantum (of block k + 2 plus the look-ahead), and the backward pass through block
/// k + 1 gets done bit by bit: it starts from silence a look-ahead beyond the block, or from the
/// exact end of the signal if that is nearer. Every quantum therefore costs about the same.
///
/// The state of the forward pass is renewed now and then by a second pass that started from silence
/// `memory` frames earlier. This changes nothing audible, but makes every sample a function of a
/// bounded past, so that playing can start anywhere in short time and give the same bits.
class ZeroPhaseLine {
 public:
  /// frames  of the signal, > filter.padding
  ZeroPhaseLine(const ZeroPhaseFilter& filter, std::int64_t frames);

  /// Forgets everything, in order to play on from `frame`, a multiple of kQuantum. Returns the
  /// frame from which push() has to be fed until is_primed().  [not the audio thread]
  std::int64_t restart(std::int64_t frame);
  bool is_primed() const noexcept;
  /// Ends the priming: prepares the block that plays next and returns its first frame, which can
  /// lie up to a block before the frame asked for.  [not the audio thread]
  std::int64_t finish_restart() noexcept;

  /// Next frame that push() takes; a multiple of kQuantum.
  std::int64_t wanted() const noexcept { return pushed_; }
  /// Takes in the next quantum of the signal; what lies past its end is not read.  [audio thread]
  void push(BasicStereoBlock<const double> quantum) noexcept;
  /// Gives out the next quantum of the filtered signal and goes on with the block that follows.
  /// Zeros past the end.  [audio thread]
  void pull(StereoDoubles quantum) noexcept;

  std::int64_t frames() const noexcept { return frames_; }

 private:
  static constexpr std::size_t kMaxPadding = 32;

  /// A block on its way through the backward pass.
  struct Backward {
    std::int64_t begin = 0, end = 0;  // of the block
    std::int64_t at = 0;              // everything from here on is done
    std::int64_t length = 0;          // of the whole pass
    CascadeState state;
  };

  StereoFrame* ring_at(std::int64_t frame) noexcept {
    return ring_.data() + static_cast<std::size_t>(frame % ring_frames_);
  }
  void enter_signal(std::span<const StereoFrame> beginning) noexcept;
  void leave_signal() noexcept;
  void keep_recent(std::span<const StereoFrame> input) noexcept;
  void begin_backward(std::int64_t block) noexcept;
  void go_back(std::int64_t down_to) noexcept;

  BiquadCascade cascade_;
  std::size_t padding_;
  std::int64_t frames_;
  // All multiples of kQuantum.
  std::int64_t look_ahead_, block_, ring_frames_, memory_, renewal_;

  std::vector<StereoFrame> ring_;  // filtered both ways up to a point, then forwards only
  std::int64_t pulled_ = 0, pushed_ = 0;
  std::int64_t primed_at_ = 0;  // what has to be pushed before the first pull
  CascadeState forward_, renewing_;
  Backward backward_;
  std::array<StereoFrame, kMaxPadding + 1> recent_;  // last inputs, newest last
  std::array<StereoFrame, kMaxPadding> beyond_;      // forward pass past the end of the signal
};

}  // namespace bbplay::dsp
