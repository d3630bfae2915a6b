// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay {

/// Loudness of a voice over its whole step, which it has to know before it plays, to bring itself
/// down to full scale (format sam 1.6).
struct OwnPeak {
  double largest = 0;  // |sample|, before it is brought down
  double bound = 0;    // never exceeded, at least `largest`
  bool operator==(const OwnPeak&) const = default;
};

}  // namespace bbplay
