// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/carried_phases.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/synth_spec.h"

namespace bbplay {

/// What a voice knows besides its parameters.
struct VoiceContext {
  double seconds = 0;       // duration of the step
  std::int64_t frames = 0;  // trunc(seconds * rate); the time step of a voice is seconds / frames
  int rate = 44'100;        // Hz
  Fidelity fidelity = Fidelity::reference;
  std::uint64_t seed = 0;  // of this voice: derived from the render seed, step and voice index
  std::optional<CarriedPhases> carried;
  /// SOFA file with the head of the HRTF voice; empty: the set that comes with libmysofa.
  std::filesystem::path head;
  /// Standard-normal samples to use instead of generated noise, in order of use (glitch bursts).
  std::span<const double> injected_noise;
};

/// How fast the signal of an ear can change. Between its frames it is a function of time whose
/// second derivative stays within `curvature`; besides, its slope jumps now and then, but the jumps
/// of any stretch of time add up to `kink` at most. Per frame squared and per frame.
struct ChangeBound {
  double curvature = std::numeric_limits<double>::infinity();
  double kink = std::numeric_limits<double>::infinity();
};

/// The running state of one synth function over one step.
///
/// A voice is indexed by its own frames: 0 is the first frame of the step. It always renders whole
/// quanta in order from wherever it stands, so its output cannot depend on anybody's block length.
/// Frames at or past `context.frames` are unspecified; the owner cuts them off.
class Voice {
 public:
  virtual ~Voice() = default;
  Voice& operator=(const Voice&) = delete;

  /// Writes the next kQuantum frames. out.frames() == kQuantum.  [audio thread]
  virtual void render(StereoBlock out) noexcept = 0;

  /// Continues at `frame`, a multiple of kQuantum, exactly as if everything before had been
  /// rendered. [not the audio thread]
  virtual void seek(std::int64_t frame) = 0;

  /// seek() takes the same short time everywhere (the state is a closed form of the frame).
  virtual bool seeks_at_once() const noexcept = 0;

  virtual std::unique_ptr<Voice> clone() const = 0;

  /// No sample is larger than this; infinite when nothing is known.
  virtual double peak_bound() const noexcept { return std::numeric_limits<double>::infinity(); }

  /// How fast the samples can change; infinite when nothing is known. Where it is finite,
  /// render_sparse() may be called.
  virtual ChangeBound change_bound() const noexcept { return {}; }

  /// Writes kQuantum frames that lie `stride` apart: first, first + stride, ... (first >= 0). They
  /// are those of render() but for rounding; the voice stays where it is.
  virtual void render_sparse(std::int64_t /*first*/, std::int64_t /*stride*/,
                             StereoBlock /*out*/) noexcept {}

  /// The peak a random voice is meant to have, which counts where the peak of others is measured:
  /// that of a particular render is chance. Nothing for voices that are not random.
  virtual std::optional<double> nominal_peak() const noexcept { return std::nullopt; }

  /// Phases at the end of the step. May run a copy of the voice to its end.  [not the audio thread]
  virtual std::optional<CarriedPhases> final_phases() const { return std::nullopt; }

 protected:
  Voice() = default;
  Voice(const Voice&) = default;
};

/// Builds the voice of a synth function: all memory, tables and files are ready when it returns.
/// throws  std::bad_alloc; InputError for a file that cannot be read  [not the audio thread]
std::unique_ptr<Voice> make_voice(const SynthSpec& spec, const VoiceContext& context);

}  // namespace bbplay
