// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::dsp {

/// A complex array as two real ones.
template <class Real>
struct Split {
  Real* re;
  Real* im;
};

}  // namespace bbplay::dsp
