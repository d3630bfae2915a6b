// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bbplay/voices/voice.h"

#include "analysis/spans.h"
#include "analysis/taped_voices.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// What the sum of a step's voices cannot exceed, from a few frames of each.
///
/// A tone is seen as a vector of its sine and cosine part. Tones that are close together beat
/// slowly: the sum of a cluster of them, seen from their common frequency, changes so little that
/// its length at every stride-th frame bounds it in between. Slow tones are summed as they are; a
/// tone that has no neighbours counts with its level: |x(t)| <= sum over clusters |z_c(t)|. Voices
/// of which nothing is known are listened to once, and count with the peak of their sum in every
/// quantum.
///
/// Between two frames that are S apart, z differs from the straight line between them by no more
/// than (|z''| S^2 + 4 |slope of what is bent| S) / 8. For the same reason a tone need be rendered
/// only once in a while: seen from its own frequency it is nearly a straight line in between.
class ToneClusters {
 public:
  /// Frames between two that are looked at, from afar to close by.
  static constexpr std::array<std::int64_t, 4> kStrides{256, 64, 16, 4};
  static constexpr std::size_t kIntervals = 256;  // of a survey

  /// voices   of which those that are followed are recorded in the stretch
  /// stretch  frames that can be surveyed; begins with a quantum. Renders its tones sparsely and
  ///          other voices in full, and leaves the voices anywhere.
  /// throws   std::bad_alloc
  ToneClusters(TapedVoices& voices, const Span& stretch);

  /// bounds[i] is what no sample of frames first + i S .. first + (i + 1) S - 1 exceeds, for S =
  /// kStrides[look]; `first` is a multiple of kStrides[0] frames from the stretch's beginning.
  void survey(std::size_t look, std::int64_t first, std::span<float, kIntervals> bounds);

  /// Whether so much varies in the sum that a closer look can leave out some of it. Followed voices are
  /// left aside: many have no bound, or a loose one, before they are heard.
  static bool is_of_use(const scheduler::StepVoices& voices, const Span& stretch);

 private:
  static constexpr std::size_t kPoints = kIntervals + 1;

  /// How far a tone has turned at every frame that is looked at between two rendered points.
  struct Turns {
    std::vector<float> sine, cosine;
  };
  /// One channel of a voice.
  struct Tone {
    std::size_t voice = 0;
    ToneBound bound;
    double centre = 0;  // turns per frame it is seen from
    // Frames between rendered points that can be joined, one of kStrides; 0: each look renders anew.
    std::int64_t every = 0;
    // Of a tone whose points can be joined:
    std::vector<float> sine, cosine;  // rendered points
    std::array<Turns, kStrides.size()> turns;
    float back_sine = 0, back_cosine = 0;  // turned back by the frames between them
  };
  /// Tones that are summed before the length is taken; `is_slow`: their sine parts only.
  struct Cluster {
    bool is_slow = false;
    std::vector<std::size_t> tones;  // in the channel
  };
  /// The clusters of a channel for one stride.
  struct Grouping {
    std::vector<Cluster> clusters;
    double constant = 0;  // levels of tones in no cluster, and what the others may differ
    double varying = 0;   // levels of all others
  };
  struct Channel {
    std::vector<Tone> tones;
    double unknown = 0;           // what voices reach of which no more is known
    std::vector<float> loudness;  // the peak of their sum in every quantum; empty without any
    double negligible = 0;        // levels of tones that are not worth a look
    std::array<Grouping, kStrides.size()> groupings;
  };
  using Channels = std::array<Channel, 2>;

  static Channels tones_of(const scheduler::StepVoices& voices, const Span& stretch,
                           std::vector<std::size_t>& unknown);
  static void group(Channels& channels);
  static Grouping grouped(const Channel& channel, std::int64_t stride);
  static void prepare_turns(Tone& tone);
  void render_points(std::size_t voice, std::int64_t every);
  void listen_to_unknown();
  void add_followed();
  void add_joined(const Tone& tone, std::size_t look, std::int64_t first, bool needs_cosine);
  void add_rendered(const Tone& tone, bool is_left, std::int64_t stride, std::int64_t first);

  TapedVoices& voices_;
  Span stretch_;
  std::vector<std::size_t> unknown_;  // voices that can be entered
  Channels channels_;
  // Work memory of a survey.
  std::array<float, kPoints> sine_{}, cosine_{}, sum_{};
};

}  // namespace bbplay::analysis
