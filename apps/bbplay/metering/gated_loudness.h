// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/k_weighting.h"

namespace bbplay::app {

/// How often what power occurred, in classes of 0.01 LU from -70 LUFS on; less is left out, as the
/// absolute gate wants it.
class PowerClasses {
 public:
  PowerClasses();

  void add(double power);
  bool empty() const noexcept { return count_ == 0; }
  /// Mean of all classes of that power or more; they are not to be empty.
  double mean_from(double power) const;
  /// Power of the class that has the share 0 .. 1 of those of `power` or more below it.
  double percentile(double share, double power) const;

 private:
  struct Class {
    std::int64_t count = 0;
    double sum = 0;
    double mean() const noexcept { return sum / static_cast<double>(count); }
  };
  std::vector<Class> classes_;
  std::int64_t count_ = 0;
};

/// Loudness of a whole as EBU R 128 has it: the mean over blocks of 0.4 s that are not much quieter
/// than the rest, and how far what is heard within 3 s varies. Memory does not grow.
///
/// source  ITU-R BS.1770-4, annex 1; EBU Tech 3342
class GatedLoudness {
 public:
  /// rate  Hz
  explicit GatedLoudness(int rate);

  /// How the whole is cut into blocks changes no digit of the results.
  void hear(ConstStereoBlock block);
  /// LUFS; absent: silence, or shorter than 0.4 s.
  std::optional<double> integrated() const;
  /// LU
  double range() const;

 private:
  void hear_tenth(ConstStereoBlock tenth);
  /// Power of the last `count` tenths of a second.
  double power_of(std::size_t count) const;

  dsp::KWeighting weighting_;
  // The weighting is given whole tenths, those that blocks cut put together again.
  StereoBuffer tenth_;
  std::size_t heard_ = 0;      // frames of the tenth of a second that is going on
  std::deque<double> tenths_;  // energies, the latest last
  std::int64_t count_ = 0;     // of tenths, all told
  PowerClasses momentary_, short_term_;
};

}  // namespace bbplay::app
