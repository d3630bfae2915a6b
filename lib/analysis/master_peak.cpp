// SPDX-License-Identifier: MIT
#include "analysis/master_peak.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

#include "bbplay/dsp/block_ops.h"
#include "bbplay/scheduler/track_scheduler.h"

#include "analysis/parallel.h"
#include "dsp/level/expected_largest.h"
#include "plan/stretches.h"
#include "scheduler/clip_extents.h"

namespace bbplay::analysis {
namespace {

constexpr std::size_t kBlock = 4096;

/// Frames of a piece from a step that can be entered somewhere, at most.
constexpr std::int64_t kLongest = 1 << 20;

double peak_of_span(TrackScheduler& scheduler, const Span& span, std::size_t block_frames,
                    const Tick& tick) {
  StereoBuffer buffer(block_frames);
  double largest = 0;
  if (scheduler.position() != span.begin) scheduler.seek(span.begin);
  for (std::int64_t at = span.begin; at < span.end;) {
    const auto count = static_cast<std::size_t>(
        std::min<std::int64_t>(static_cast<std::int64_t>(block_frames), span.end - at));
    const StereoBlock block = buffer.block().first(count);
    scheduler.service();
    scheduler.process_block(block);
    largest = std::max<double>({largest, dsp::peak(block.left), dsp::peak(block.right)});
    at += static_cast<std::int64_t>(count);
    tick(static_cast<std::int64_t>(count));
  }
  return largest;
}

/// Cuts spans into pieces that keep all threads busy, where a step can be entered.
std::vector<Span> pieces_of(const std::vector<Span>& spans, const RenderPlan& plan) {
  std::vector<Span> pieces;
  for (const Span& span : spans) {
    std::int64_t begin = span.begin;
    for (const std::int64_t end : plan::stretch_ends(plan, span.begin, span.end, kLongest)) {
      pieces.push_back({begin, end});
      begin = end;
    }
  }
  return pieces;
}

}  // namespace

double peak_of_spans(std::shared_ptr<const Track> track, const RenderPlan& plan,
                     const std::vector<Span>& spans, unsigned jobs, const Tick& tick,
                     const Unreadable& unreadable) {
  auto at_unit_gain = std::make_shared<RenderPlan>(plan);
  at_unit_gain->master_gain = 1;
  const std::vector<Span> pieces = pieces_of(spans, plan);
  const unsigned threads = scheduler::threads_for_clips(plan, thread_count(jobs));
  const std::size_t workers = std::min<std::size_t>(threads, pieces.size());
  // Where less is long than there are threads, those that are left share the voices of it.
  const auto long_pieces = static_cast<std::size_t>(
      std::ranges::count_if(pieces, [](const Span& piece) { return piece.length() > kLongest; }));
  const unsigned runners = long_pieces < threads ? threads : 1;
  const std::size_t block = scheduler::frames_at_a_time(plan, kBlock);
  std::vector<double> peaks(workers, 0.0);
  std::atomic<std::size_t> next{0};
  parallel_for(workers, jobs, [&](std::size_t worker) {
    std::optional<TrackScheduler> scheduler;
    for (std::size_t i = next++; i < pieces.size(); i = next++) {
      if (!scheduler) {
        scheduler.emplace(track, at_unit_gain, pieces[i].begin, Selection{}, unreadable,
                          static_cast<std::int64_t>(block), runners);
      }
      peaks[worker] = std::max(peaks[worker], peak_of_span(*scheduler, pieces[i], block, tick));
    }
  });
  return peaks.empty() ? 0.0 : *std::ranges::max_element(peaks);
}

double expected_peak_of_spans(std::shared_ptr<const Track> track, const RenderPlan& plan,
                              const std::vector<Span>& spans, const SampleBudget& budget,
                              const Unreadable& unreadable) {
  std::int64_t frames = 0;
  for (const Span& span : spans) frames += span.length();
  if (frames == 0) return 0;
  auto at_unit_gain = std::make_shared<RenderPlan>(plan);
  at_unit_gain->master_gain = 1;
  TrackScheduler scheduler(std::move(track), std::move(at_unit_gain), spans.front().begin,
                           Selection{}, unreadable, std::int64_t{kQuantum});

  constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
  const std::int64_t all = std::max<std::int64_t>(1, frames / kQuantumFrames);
  const auto wanted = std::min<std::int64_t>(all, static_cast<std::int64_t>(budget.most));
  std::vector<float> peaks;
  QuantumBuffer buffer;
  auto span = spans.begin();
  std::int64_t before = 0;  // frames of the spans that are over
  for (std::int64_t i = 0; i < wanted; ++i) {
    if (peaks.size() >= budget.fewest && budget.enough && budget.enough()) break;
    // Forwards, for the players of a step are built anew where it is entered again.
    const double jitter = std::fmod(static_cast<double>(i) * std::numbers::phi, 1.0);
    const double place = (static_cast<double>(i) + jitter) / static_cast<double>(wanted);
    const auto at = static_cast<std::int64_t>(place * static_cast<double>(frames));
    while (at - before >= span->length() && std::next(span) != spans.end()) {
      before += span->length();
      ++span;
    }
    scheduler.seek(span->begin + at - before);
    scheduler.process_block(buffer.block());
    peaks.push_back(std::max(dsp::peak(buffer.block().left), dsp::peak(buffer.block().right)));
  }
  return dsp::expected_largest(peaks, static_cast<double>(all),
                               std::numeric_limits<double>::infinity());
}

}  // namespace bbplay::analysis
