// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <memory>
#include <set>
#include <vector>

#include "dsp/filter/rate_converter.h"

namespace bbplay::media {

/// What streams that are converted to another rate share as long as they are read one after another: the
/// weights of their filters, some 85 KiB for each pair of rates and half a MiB for a usual pair, and the
/// memory that is worked in.
/// [not the audio thread]
class Conversions {
 public:
  /// Keeps its weights for the next one that needs them.
  void keep(const dsp::RateConverter& converter) { tables_.insert(converter.table()); }

  std::array<std::vector<float>, 2> in;  // whoever uses the planes makes them as long as need be

 private:
  std::set<std::shared_ptr<const dsp::PhaseTable>> tables_;
};

}  // namespace bbplay::media
