// SPDX-License-Identifier: MIT
#include "analysis/step_levels.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "bbplay/audio/renewal.h"
#include "bbplay/dsp/block_ops.h"

#include "analysis/parallel.h"
#include "analysis/step_tasks.h"
#include "analysis/taped_peaks.h"
#include "analysis/way_marks.h"
#include "scheduler/step_mix.h"
#include "scheduler/voice_relay.h"

namespace bbplay::analysis {
namespace {

constexpr std::int64_t kBlock = EarlyExit::kBlockFrames;
constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
constexpr double kNearEnough = 1 - 1.0 / (1 << 17);
constexpr double kSilence = 1e-9;

float peak_of(ConstStereoBlock block) {
  return std::max(dsp::peak(block.left), dsp::peak(block.right));
}

/// How far apart the stretches of a step begin: where its voices can be entered, and far enough that
/// building them anew does not matter.
std::int64_t frames_of_stretch(StepEntry entry, std::int64_t step_frames) {
  constexpr std::int64_t kStretch = std::int64_t{1} << 21;
  static_assert(kStretch % kBlock == 0 && kRenewalFrames % kBlock == 0);
  switch (entry) {
    case StepEntry::anywhere:
      return kStretch;
    case StepEntry::at_renewals:
      return kRenewalFrames;
    case StepEntry::behind_a_few: {
      // Each stretch follows them from the beginning again.
      constexpr std::int64_t kMostStretches = 4;
      const std::int64_t renewals = step_frames / (kMostStretches * kRenewalFrames) + 1;
      return renewals * kRenewalFrames;
    }
    case StepEntry::from_beginning:
      break;
  }
  return std::max<std::int64_t>(1, step_frames);
}

/// The same of what is recorded: no further than the threads need it, for every stretch has to find out
/// anew what is loud.
std::int64_t frames_of_recording(StepEntry entry, std::int64_t step_frames, unsigned threads) {
  // Where a few are followed, each stretch would do so from the beginning.
  if (threads == 1 || entry != StepEntry::at_renewals)
    return std::max<std::int64_t>(1, step_frames);
  const std::int64_t renewals = step_frames / (2 * std::int64_t{threads} * kRenewalFrames) + 1;
  return renewals * kRenewalFrames;
}

}  // namespace

StepScan::StepScan(const Track& track, const StepPlan& placed,
                   const scheduler::RenderContext& context, std::vector<Span> core,
                   unsigned threads)
    : track_(track), placed_(placed), context_(context), core_(std::move(core)) {
  const scheduler::StepVoices voices(track, placed, context);
  nominal_peaks_.resize(voices.size());
  is_noise_.resize(voices.size());
  for (std::size_t v = 0; v < voices.size(); ++v) {
    if (voices.bus(v) == Bus::binaural) {
      bound_ += voices.voice(v).peak_bound();
    } else {
      is_noise_[v] = true;
      nominal_peaks_[v] = voices.voice(v).nominal_peak();
      measures_noise_ = measures_noise_ || !nominal_peaks_[v];
    }
  }
  has_noise_ = voices.has(Bus::noise);
  entry_ = voices.entry();
  // Far enough to hear some of the core.
  opening_ = kOpening + (core_.empty() ? 0 : core_.front().begin / kBlock * kBlock);
  const bool is_long = placed.frames > 2 * opening_;
  const bool could_be_shared = threads > 1 && scheduler::keeps_a_thread(entry_, placed.frames);
  tapes_ = is_long && TapedPeaks::are_of_use(voices, placed.frames, could_be_shared);
  stretch_frames_ = tapes_ ? frames_of_recording(entry_, placed.frames, threads)
                           : frames_of_stretch(entry_, placed.frames);
  stretches_.resize(static_cast<std::size_t>(
      std::max<std::int64_t>(1, (placed.frames + stretch_frames_ - 1) / stretch_frames_)));
  if (is_long && opening_ < stretch_frames_) {
    sparse_ = SparsePeaks::of(voices, placed.frames, core_);
  }
}

void StepScan::scan(std::size_t stretch, unsigned runners, const Tick& tick) {
  const std::int64_t begin = static_cast<std::int64_t>(stretch) * stretch_frames_;
  const std::int64_t end =
      stretch + 1 == stretches_.size() ? placed_.frames : begin + stretch_frames_;
  Stretch& heard = stretches_[stretch];
  heard.noise.assign(nominal_peaks_.size(), 0.0);
  if (decided_before(stretch)) return tick(end - begin);

  scheduler::StepVoices voices(track_, placed_, context_);
  if (!sparse_) return listen_in_order(stretch, {begin, end}, voices, runners, tick);
  if (begin == 0 && listen(stretch, {0, opening_}, voices, 1, tick)) return tick(end - opening_);
  const Span rest{begin > 0 ? begin : opening_, end};
  if (begin == 0) sparse_->know(heard.binaural, heard.in_core);
  sparse_->hear(rest, voices, tick);
  tick(rest.length());
}

void StepScan::listen_in_order(std::size_t stretch, const Span& frames,
                               scheduler::StepVoices& voices, unsigned runners, const Tick& tick) {
  const bool is_whole = stretches_.size() == 1;
  if (is_whole) voices.note_marks();
  if (frames.begin > 0) voices.seek(frames.begin);
  if (tapes_) {
    listen_to_tapes(stretch, frames, voices, runners, tick);
  } else {
    listen(stretch, frames, voices, runners, tick);
  }
  // What is heard behind the exit is chance, and marks of half a way are of little use.
  const bool is_heard_out = is_whole && decided_by_.load(std::memory_order_relaxed) == SIZE_MAX;
  if (is_heard_out) marks_ = voices.noted_marks();
}

bool StepScan::listen(std::size_t stretch, const Span& frames, scheduler::StepVoices& voices,
                      unsigned runners, const Tick& tick) {
  Stretch& heard = stretches_[stretch];
  const auto add_to_bus = [&](std::size_t v, StereoBlock sum) {
    if (v == 0) {
      std::ranges::fill(sum.left, 0.0f);
      std::ranges::fill(sum.right, 0.0f);
    }
    const bool is_noise = voices.bus(v) == Bus::noise;
    if (is_noise && !measures_noise_) return;
    QuantumBuffer voice;
    voices.render_voice(v, voice.block());
    if (!is_noise) {
      dsp::add_scaled(sum.left, voice.left, 1.0f);
      dsp::add_scaled(sum.right, voice.right, 1.0f);
    } else if (!nominal_peaks_[v]) {
      heard.noise[v] = std::max<double>(heard.noise[v], peak_of(voice.block()));
    }
  };
  std::optional<scheduler::VoiceRelay> relay;
  runners = scheduler::VoiceRelay::runners_for(voices, runners);
  if (runners > 1) relay.emplace(voices, placed_.frames, add_to_bus, runners).seek(frames.begin);
  QuantumBuffer bus;
  std::fill_n(bus.left, kQuantum, 0.0f);  // for steps without voices
  std::fill_n(bus.right, kQuantum, 0.0f);
  for (std::int64_t block = frames.begin; block < frames.end; block += kBlock) {
    const std::int64_t block_end = std::min(block + kBlock, frames.end);
    for (std::int64_t first = block; first < block_end; first += kQuantumFrames) {
      if (relay) {
        relay->render(bus.block());
      } else {
        voices.service(kQuantumFrames);
        for (std::size_t v = 0; v < voices.size(); ++v) add_to_bus(v, bus.block());
      }
      heard.binaural = std::max<double>(heard.binaural, peak_of(bus.block()));
      heard.in_core = std::max<double>(heard.in_core, peak_within(core_, first, bus.block()));
    }
    tick(block_end - block);
    const double decisive = core_.empty() ? heard.binaural : heard.in_core;
    const bool decided = !measures_noise_ && decisive >= kNearEnough * bound_;
    if (decided) decide(stretch);
    if (decided || decided_before(stretch)) {
      tick(frames.end - block_end);
      return true;
    }
  }
  return false;
}

void StepScan::listen_to_tapes(std::size_t stretch, const Span& frames,
                               scheduler::StepVoices& voices, unsigned runners, const Tick& tick) {
  std::int64_t begin = frames.begin;
  if (begin == 0) {
    begin = std::min(opening_, frames.end);
    if (listen(stretch, {0, begin}, voices, 1, tick)) return tick(frames.end - begin);
  }
  Stretch& heard = stretches_[stretch];
  TapedPeaks peaks(voices, core_, {kNearEnough * bound_});
  peaks.know(heard.binaural, heard.in_core);
  const auto [end, is_decided] =
      peaks.hear({begin, frames.end}, runners, tick, [&] { return decided_before(stretch); });
  heard.binaural = peaks.whole();
  heard.in_core = peaks.in_core();
  if (is_decided) decide(stretch);
  if (is_decided || decided_before(stretch)) return tick(frames.end - end);
  if (end == frames.end) return;
  voices.seek(end);
  listen(stretch, {end, frames.end}, voices, runners, tick);
}

bool StepScan::decided_before(std::size_t stretch) const noexcept {
  return decided_by_.load(std::memory_order_relaxed) < stretch;
}

void StepScan::decide(std::size_t stretch) noexcept {
  std::size_t earliest = decided_by_.load(std::memory_order_relaxed);
  while (stretch < earliest &&
         !decided_by_.compare_exchange_weak(earliest, stretch, std::memory_order_relaxed)) {
  }
}

BusPeaks StepScan::peaks() const {
  BusPeaks peaks;
  peaks.entry = entry_;
  // What was heard beyond the deciding stretch is left out: how much of it was is chance.
  const std::size_t last = std::min(decided_by_.load(), stretches_.size() - 1);
  double loudest_noise = 0;
  for (std::size_t v = 0; v < nominal_peaks_.size(); ++v) {
    double peak = nominal_peaks_[v].value_or(0.0);
    for (std::size_t i = 0; i <= last; ++i) peak = std::max(peak, stretches_[i].noise[v]);
    loudest_noise = std::max(loudest_noise, peak);
    if (is_noise_[v] && peak <= kSilence) loudest_noise = std::max(loudest_noise, 1.0);
  }
  for (std::size_t i = 0; i <= last; ++i) {
    peaks.binaural = std::max(peaks.binaural, stretches_[i].binaural);
    peaks.binaural_in_core = std::max(peaks.binaural_in_core, stretches_[i].in_core);
  }
  if (sparse_ && decided_by_.load() > 0) {
    peaks.binaural = std::max(peaks.binaural, sparse_->whole());
    peaks.binaural_in_core = std::max(peaks.binaural_in_core, sparse_->in_core());
  }
  if (has_noise_) peaks.noise = loudest_noise;
  return peaks;
}

namespace {

/// As what a step counts where threads are shared out. Of one that is recorded only the recording could
/// be shared, and beside other steps that need not be.
StepEntry counted_entry(const StepScan& scan, bool is_only_step) {
  if (!scan.records_in_order()) return scan.entry();
  return is_only_step ? StepEntry::from_beginning : StepEntry::at_renewals;
}

}  // namespace

std::vector<BusPeaks> scan_steps(const Track& track, const std::vector<StepPlan>& steps,
                                 const scheduler::RenderContext& context, unsigned jobs,
                                 const Tick& tick) {
  std::vector<std::unique_ptr<StepScan>> scans(steps.size());
  const SpansOfSteps cores = core_spans(steps, context.fidelity, context.rate);
  parallel_for(steps.size(), jobs, [&](std::size_t i) {
    scans[i] = std::make_unique<StepScan>(track, steps[i], context, cores[i], thread_count(jobs));
  });
  // The beginnings first: most steps are decided there.
  struct Task {
    std::size_t step, stretch;
  };
  std::vector<Task> tasks;
  for (std::size_t stretch = 0, added = 1; added > 0; ++stretch) {
    added = 0;
    for (std::size_t i = 0; i < scans.size(); ++i) {
      if (stretch >= scans[i]->stretches()) continue;
      tasks.push_back({i, stretch});
      ++added;
    }
  }
  std::vector<StepEntry> entries;
  for (const auto& scan : scans) entries.push_back(counted_entry(*scan, scans.size() == 1));
  const std::vector<bool> chosen = steps_for_all_threads(track, steps, entries, jobs);
  for_each_task(
      tasks.size(), jobs, [&](std::size_t i) { return bool{chosen[tasks[i].step]}; },
      [&](std::size_t i, unsigned runners) {
        scans[tasks[i].step]->scan(tasks[i].stretch, runners, tick);
      });
  std::vector<BusPeaks> peaks;
  peaks.reserve(scans.size());
  for (const auto& scan : scans) {
    peaks.push_back(scan->peaks());
    peaks.back().marks = scan->marks();
  }
  return peaks;
}

void set_bus_gains(const Step& step, const BusPeaks& peaks, StepPlan& placed) {
  const double level = step.normalization_level;
  placed.binaural_peak = peaks.binaural;
  placed.noise_peak = peaks.noise;
  placed.entry = peaks.entry;
  if (!peaks.marks.empty()) add_marks(peaks.marks, placed);
  placed.gain_binaural =
      peaks.binaural > kSilence ? level / peaks.binaural * step.binaural_volume : 1.0;
  placed.gain_noise = peaks.noise ? level / *peaks.noise * step.noise_volume : 1.0;
}

void set_ceiling(double peak, StepPlan& placed) {
  constexpr double kCeiling = 0.99;
  if (peak > kCeiling) placed.gain_ceiling = kCeiling / peak;
}

namespace {

MixPeaks scan_mix(const Track& track, const StepPlan& placed,
                  const scheduler::RenderContext& context, const std::vector<Span>& core,
                  const Span& stretch, const Tick& tick) {
  scheduler::StepMix voices(track, placed, context,
                            static_cast<float>(placed.gain_binaural * placed.gain_continuity),
                            static_cast<float>(placed.gain_noise * placed.gain_continuity));
  voices.seek(stretch.begin);
  MixPeaks peaks;
  QuantumBuffer mix;
  for (std::int64_t first = stretch.begin; first < stretch.end; first += kQuantumFrames) {
    voices.service(kQuantumFrames);
    voices.render(mix.block());
    peaks.whole = std::max<double>(peaks.whole, peak_of(mix.block()));
    peaks.core = std::max<double>(peaks.core, peak_within(core, first, mix.block()));
    if (first % kBlock == 0) tick(std::min(kBlock, stretch.end - first));
  }
  return peaks;
}

}  // namespace

std::vector<std::optional<MixPeaks>> scan_mixes(const Track& track,
                                                const std::vector<StepPlan>& steps,
                                                const scheduler::RenderContext& context,
                                                unsigned jobs, const Tick& tick) {
  struct Task {
    std::size_t placed;
    Span stretch;
    MixPeaks peaks;
  };
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].noise_peak) continue;
    const std::int64_t length = frames_of_stretch(steps[i].entry, steps[i].frames);
    for (std::int64_t at = 0; at < steps[i].frames; at += length) {
      tasks.push_back({i, {at, std::min(at + length, steps[i].frames)}, {}});
    }
  }
  const SpansOfSteps cores = core_spans(steps, context.fidelity, context.rate);
  const std::vector<bool> chosen = steps_for_all_threads(track, steps, entries_of(steps), jobs);
  for_each_task(
      tasks.size(), jobs, [&](std::size_t t) { return bool{chosen[tasks[t].placed]}; },
      [&](std::size_t t, unsigned runners) {
        Task& task = tasks[t];
        scheduler::RenderContext shared = context;
        shared.runners = runners;
        task.peaks =
            scan_mix(track, steps[task.placed], shared, cores[task.placed], task.stretch, tick);
      });
  std::vector<std::optional<MixPeaks>> peaks(steps.size());
  for (const Task& task : tasks) {
    MixPeaks& sum = peaks[task.placed] ? *peaks[task.placed] : peaks[task.placed].emplace();
    sum.whole = std::max(sum.whole, task.peaks.whole);
    sum.core = std::max(sum.core, task.peaks.core);
  }
  return peaks;
}

}  // namespace bbplay::analysis
