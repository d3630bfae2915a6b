// SPDX-License-Identifier: MIT
// Measures how exact a rendered pair of tones is:
//
//   tone_accuracy FILE LEFT_HZ RIGHT_HZ
//
// Each second of either channel is fitted with a sine of the frequency asked for. The slope of the
// fitted phases is the error of the frequency, the difference of both slopes that of the beat; what
// the fit leaves over is noise and distortion.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <vector>

#include <sndfile.h>

namespace {

/// Sine of known frequency in one second of audio: in-phase, quadrature, offset, by least squares.
class ToneFit {
 public:
  explicit ToneFit(double turns_per_frame) : turns_per_frame_(turns_per_frame) {}

  void add(long long frame, double y) {
    const double angle = angle_of(frame);
    const double basis[3] = {std::sin(angle), std::cos(angle), 1};
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) matrix_[i][j] += basis[i] * basis[j];
      right_[i] += basis[i] * y;
    }
  }

  /// Solves for the sine; afterwards at() is its value.
  void solve() {
    double m[3][4];
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) m[i][j] = matrix_[i][j];
      m[i][3] = right_[i];
    }
    for (int i = 0; i < 3; ++i) {
      for (int k = 0; k < 3; ++k) {
        if (k == i) continue;
        const double factor = m[k][i] / m[i][i];
        for (int j = 0; j < 4; ++j) m[k][j] -= factor * m[i][j];
      }
    }
    for (int i = 0; i < 3; ++i) part_[i] = m[i][3] / m[i][i];
  }

  double at(long long frame) const {
    const double angle = angle_of(frame);
    return part_[0] * std::sin(angle) + part_[1] * std::cos(angle) + part_[2];
  }
  double phase() const { return std::atan2(part_[1], part_[0]); }
  double power() const { return (part_[0] * part_[0] + part_[1] * part_[1]) / 2; }

 private:
  double angle_of(long long frame) const {
    return 2 * std::numbers::pi *
           std::remainder(static_cast<double>(frame) * turns_per_frame_, 1.0);
  }

  double turns_per_frame_;
  double matrix_[3][3] = {}, right_[3] = {}, part_[3] = {};
};

/// Straight line through phases that are one second apart.
double slope_hz(const std::vector<double>& phases) {
  const double middle = 0.5 * static_cast<double>(phases.size() - 1);
  double above = 0, below = 0, unwrapped = phases[0];
  for (std::size_t i = 0; i < phases.size(); ++i) {
    unwrapped += std::remainder(phases[i] - unwrapped, 2 * std::numbers::pi);
    const double t = static_cast<double>(i) - middle;
    above += t * unwrapped;
    below += t * t;
  }
  return above / below / (2 * std::numbers::pi);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: tone_accuracy FILE LEFT_HZ RIGHT_HZ\n");
    return 64;
  }
  SF_INFO info{};
  SNDFILE* file = sf_open(argv[1], SFM_READ, &info);
  if (file == nullptr || info.channels != 2) {
    std::fprintf(stderr, "%s: not a stereo sound file\n", argv[1]);
    return 66;
  }
  const double hz[2] = {std::atof(argv[2]), std::atof(argv[3])};
  std::vector<double> second(2 * static_cast<std::size_t>(info.samplerate));
  std::vector<double> phases[2];
  double signal[2] = {}, rest[2] = {};
  const long long seconds = info.frames / info.samplerate;
  for (long long s = 0; s < seconds; ++s) {
    sf_readf_double(file, second.data(), info.samplerate);
    if (s == 0 || s + 1 == seconds) continue;  // fades
    for (int channel = 0; channel < 2; ++channel) {
      const auto sample = [&](int i) {
        return second[2 * static_cast<std::size_t>(i) + static_cast<std::size_t>(channel)];
      };
      ToneFit fit(hz[channel] / info.samplerate);
      const long long first = s * info.samplerate;
      for (int i = 0; i < info.samplerate; ++i) fit.add(first + i, sample(i));
      fit.solve();
      double squares = 0;
      for (int i = 0; i < info.samplerate; ++i) {
        const double off = sample(i) - fit.at(first + i);
        squares += off * off;
      }
      phases[channel].push_back(fit.phase());
      signal[channel] += fit.power();
      rest[channel] += squares / info.samplerate;
    }
  }
  sf_close(file);
  const double left = slope_hz(phases[0]), right = slope_hz(phases[1]);
  std::printf(
      "frequency error %+.1e Hz left, %+.1e Hz right; beat error %+.1e Hz; "
      "SINAD %.1f dB left, %.1f dB right\n",
      left, right, right - left, 10 * std::log10(signal[0] / rest[0]),
      10 * std::log10(signal[1] / rest[1]));
  return 0;
}
