// SPDX-License-Identifier: MIT
#include "bbplay/dsp/volume_envelope.h"

#include <algorithm>
#include <numeric>
#include <variant>

#include "bbplay/audio/frames.h"

namespace bbplay::dsp {

namespace {

constexpr double kDefaultFadeSeconds = 0.01;

/// Frame counts that do not fit into the voice are shortened in proportion; the last of them takes
/// what is left.
template <std::size_t count>
void fit(std::array<std::int64_t, count>& lengths, std::int64_t frames) {
  const std::int64_t wanted = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
  if (wanted <= frames) return;
  const double factor = static_cast<double>(frames) / static_cast<double>(wanted);
  std::int64_t left = frames;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    lengths[i] = static_cast<std::int64_t>(static_cast<double>(lengths[i]) * factor);
    left -= lengths[i];
  }
  lengths[count - 1] = std::max<std::int64_t>(0, left);
}

/// Frames per second as the reference derives it from its time axis. Where seconds * rate is not an
/// integer, or rounds badly, it differs from the sample rate by enough to change a frame count.
double effective_rate(double seconds, std::int64_t frames) {
  const auto n = static_cast<double>(frames);
  const double dt = seconds / n;
  const double length = (n - 1) * dt + dt;
  return length > 0 ? n / length : 44100;
}

/// The straight pieces of each shape; pieces without frames do no harm.
struct PiecesOf {
  using Pieces = std::array<LinearRamp, 4>;

  double seconds;
  std::int64_t frames;
  int rate;

  Pieces operator()(const envelope::DefaultFade&) const { return {}; }
  Pieces operator()(const envelope::Flat&) const { return {}; }

  Pieces operator()(const envelope::LinearFade& fade) const {
    const std::int64_t ramp = std::min(frames_in(fade.fade_s, rate), frames);
    return {LinearRamp::closed(fade.from, fade.to, ramp), hold(fade.to, frames - ramp)};
  }

  Pieces operator()(const envelope::FadeInOut& fades) const {
    std::array lengths{frames_in(fades.fade_in_s, rate), frames_in(fades.fade_out_s, rate)};
    fit(lengths, frames);
    const auto [in, out] = lengths;
    return {LinearRamp::closed(0, 1, in), hold(1, frames - in - out),
            LinearRamp::closed(1, 0, out)};
  }

  Pieces operator()(const envelope::Adsr& adsr) const {
    if (frames == 1) return {hold(0, 1)};
    const double q = effective_rate(seconds, frames);
    std::array lengths{frames_in(adsr.attack_s, q), frames_in(adsr.decay_s, q),
                       frames_in(adsr.release_s, q)};
    fit(lengths, frames);
    const auto [attack, decay, release] = lengths;
    const double level = std::clamp(adsr.sustain, 0.0, 1.0);
    return {LinearRamp::open(0, 1, attack), LinearRamp::open(1, level, decay),
            hold(level, frames - attack - decay - release), LinearRamp::closed(level, 0, release)};
  }

  Pieces operator()(const envelope::Linen& linen) const {
    if (frames == 1) return {hold(0, 1)};
    const double q = effective_rate(seconds, frames);
    std::array lengths{frames_in(linen.attack_s, q), frames_in(linen.release_s, q)};
    fit(lengths, frames);
    const auto [attack, release] = lengths;
    return {LinearRamp::open(0, 1, attack), hold(1, frames - attack - release),
            LinearRamp::closed(1, 0, release)};
  }

 private:
  static LinearRamp hold(double level, std::int64_t count) {
    return LinearRamp::closed(level, level, count);
  }
};

}  // namespace

VolumeEnvelopeGain::VolumeEnvelopeGain(const VolumeEnvelope& shape, double seconds,
                                       std::int64_t frames, int rate) {
  if (frames > 0) pieces_ = std::visit(PiecesOf{seconds, frames, rate}, shape);
}

double VolumeEnvelopeGain::at(std::int64_t frame) const noexcept {
  for (const LinearRamp& piece : pieces_) {
    if (frame < piece.count()) return piece.at(frame);
    frame -= piece.count();
  }
  return 1;
}

bool VolumeEnvelopeGain::is_unity() const noexcept {
  return std::all_of(pieces_.begin(), pieces_.end(), [](const LinearRamp& piece) {
    return piece.count() == 0 || piece.is_unity();
  });
}

void VolumeEnvelopeGain::apply(std::int64_t first, StereoBlock block) const noexcept {
  for (const LinearRamp& piece : pieces_) {
    piece.apply(first, block);
    first -= piece.count();
  }
}

double VolumeEnvelopeGain::peak() const noexcept {
  double largest = 0;
  bool has_frames = false;
  for (const LinearRamp& piece : pieces_) {
    largest = std::max(largest, piece.peak());
    has_frames = has_frames || piece.count() > 0;
  }
  return has_frames ? largest : 1;
}

DefaultFade::DefaultFade(std::int64_t frames, int rate) : out_begin_(frames) {
  const std::int64_t ramp = std::min(frames, frames_in(kDefaultFadeSeconds, rate));
  if (ramp <= 1) return;
  in_ = LinearRamp::closed(0, 1, ramp);
  out_ = LinearRamp::closed(1, 0, ramp);
  out_begin_ = frames - ramp;
}

double DefaultFade::at(std::int64_t frame) const noexcept {
  const std::int64_t into_out = frame - out_begin_;
  return (frame >= 0 && frame < in_.count() ? in_.at(frame) : 1.0) *
         (into_out >= 0 && into_out < out_.count() ? out_.at(into_out) : 1.0);
}

void DefaultFade::apply(std::int64_t first, StereoBlock block) const noexcept {
  in_.apply(first, block);
  out_.apply(first - out_begin_, block);
}

}  // namespace bbplay::dsp
