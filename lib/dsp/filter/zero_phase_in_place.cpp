// SPDX-License-Identifier: MIT
#include "dsp/filter/zero_phase_in_place.h"

#include <vector>

namespace bbplay::dsp {
namespace {

/// The section on its way, transposed direct form II.
class Pass {
 public:
  /// As after an endless constant input.
  Pass(const Section& section, double constant) : c_(section) {
    const double gain = (c_.b0 + c_.b1 + c_.b2) / (1 + c_.a1 + c_.a2);
    s1_ = (gain - c_.b0) * constant;
    s2_ = (c_.b2 - c_.a2 * gain) * constant;
  }
  double operator()(double x) noexcept {
    const double y = c_.b0 * x + s1_;
    s1_ = c_.b1 * x - c_.a1 * y + s2_;
    s2_ = c_.b2 * x - c_.a2 * y;
    return y;
  }

 private:
  const Section c_;
  double s1_, s2_;
};

}  // namespace

void zero_phase_in_place(const Section& section, std::size_t padding, std::span<double> signal) {
  if (signal.size() <= padding) return;
  const std::size_t last = signal.size() - 1;
  const auto before = [&](std::size_t i) { return 2 * signal[0] - signal[i]; };
  std::vector<double> beyond;
  for (std::size_t i = 1; i <= padding; ++i) beyond.push_back(2 * signal[last] - signal[last - i]);

  Pass there(section, before(padding));
  for (std::size_t i = padding; i > 0; --i) there(before(i));
  for (double& x : signal) x = there(x);
  for (double& x : beyond) x = there(x);

  Pass back(section, beyond.empty() ? signal[last] : beyond.back());
  for (std::size_t i = padding; i > 0; --i) back(beyond[i - 1]);
  for (std::size_t i = signal.size(); i > 0; --i) signal[i - 1] = back(signal[i - 1]);
}

}  // namespace bbplay::dsp
