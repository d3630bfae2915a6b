// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

#include "analysis/spans.h"
#include "analysis/sparse_peaks.h"
#include "scheduler/step_voices.h"

namespace bbplay::analysis {

/// Peaks of the buses of one step before their gains.
struct BusPeaks {
  double binaural = 0;          // whole step
  double binaural_in_core = 0;  // within the spans given
  std::optional<double> noise;  // largest single voice; absent without noise voices
  StepEntry entry = StepEntry::from_beginning;
  std::vector<std::shared_ptr<const WayMarks>> marks{};  // by voice, as far as they were passed
};

/// Listens to the voices of one step, stretch by stretch, until the peak is as good as known: the
/// scan of a step with only one bus ends at the first block of 4096 frames after which the peak
/// within the core is at most 2^-17 below the sum of what its voices can reach. Where the voices can
/// be entered anywhere, that is tried with the first seconds only, and the rest heard sparsely. Where
/// some of them cannot, those are recorded on the way, and the others heard sparsely beside them.
///
/// Stretches may be scanned beside each other and in any order; which block ends the scan, and so
/// what the scan finds, does not depend on it. One call per stretch.
class StepScan {
 public:
  /// core     step frames that are heard alone
  /// threads  that there are, for all steps
  StepScan(const Track& track, const StepPlan& placed, const scheduler::RenderContext& context,
           std::vector<Span> core, unsigned threads);

  /// 1 when the voices have to be heard from the beginning.
  std::size_t stretches() const noexcept { return stretches_.size(); }
  /// runners  threads that may share the voices, where they keep one to themselves
  void scan(std::size_t stretch, unsigned runners, const Tick& tick);

  StepEntry entry() const noexcept { return entry_; }
  /// One thread records some of the voices from the beginning on, and hears little of the others.
  bool records_in_order() const noexcept { return tapes_ && stretches() == 1; }

  /// After all stretches.
  BusPeaks peaks() const;
  /// Marks that the voices have passed, one for each, where they were heard from beginning to end.
  const std::vector<std::shared_ptr<const WayMarks>>& marks() const noexcept { return marks_; }

 private:
  static constexpr std::int64_t kOpening = std::int64_t{1} << 16;  // frames of the core, about
  struct Stretch {
    double binaural = 0, in_core = 0;
    std::vector<double> noise;  // by voice
  };
  /// One stretch, from its beginning on.
  void listen_in_order(std::size_t stretch, const Span& frames, scheduler::StepVoices& voices,
                       unsigned runners, const Tick& tick);
  /// Listens to every frame; whether it gave up because the peak is known.
  bool listen(std::size_t stretch, const Span& frames, scheduler::StepVoices& voices,
              unsigned runners, const Tick& tick);
  /// Goes on in a stretch, of which the voices stand at the beginning, by recording some of them.
  void listen_to_tapes(std::size_t stretch, const Span& frames, scheduler::StepVoices& voices,
                       unsigned runners, const Tick& tick);
  bool decided_before(std::size_t stretch) const noexcept;
  void decide(std::size_t stretch) noexcept;

  const Track& track_;
  const StepPlan& placed_;
  const scheduler::RenderContext& context_;
  std::vector<Span> core_;
  double bound_ = 0;                                  // of the binaural bus
  std::vector<char> is_noise_;                        // by voice
  std::vector<std::optional<double>> nominal_peaks_;  // of noise that need not be measured
  bool measures_noise_ = false, has_noise_ = false;
  StepEntry entry_ = StepEntry::from_beginning;
  std::int64_t stretch_frames_ = 0;
  std::vector<Stretch> stretches_;
  std::unique_ptr<SparsePeaks> sparse_;
  std::vector<std::shared_ptr<const WayMarks>> marks_;
  bool tapes_ = false;                             // records what cannot be entered
  std::int64_t opening_ = 0;                       // frames that are all heard nevertheless
  std::atomic<std::size_t> decided_by_{SIZE_MAX};  // earliest stretch that ends the scan
};

/// The peaks of every step, in parallel over steps and stretches.
std::vector<BusPeaks> scan_steps(const Track& track, const std::vector<StepPlan>& steps,
                                 const scheduler::RenderContext& context, unsigned jobs,
                                 const Tick& tick);

/// Bus gains of format track 4.2, from the peaks.
void set_bus_gains(const Step& step, const BusPeaks& peaks, StepPlan& placed);

/// Ceiling gain of format track 4.4, from the peak of the step at its other gains.
void set_ceiling(double peak, StepPlan& placed);

/// Peaks of the mix of a step at the step's gains.
struct MixPeaks {
  double whole = 0;
  double core = 0;
};
/// Of the steps with noise voices; nothing for the others, whose peak follows from that of their
/// only bus.
std::vector<std::optional<MixPeaks>> scan_mixes(const Track& track,
                                                const std::vector<StepPlan>& steps,
                                                const scheduler::RenderContext& context,
                                                unsigned jobs, const Tick& tick);

}  // namespace bbplay::analysis
