// SPDX-License-Identifier: MIT
#include "bbplay/scheduler/track_scheduler.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/flush_denormals.h"
#include "dsp/block/silence_non_finite.h"
#include "scheduler/clip_extents.h"
#include "scheduler/clip_files.h"
#include "scheduler/clip_player.h"
#include "scheduler/noise_layer_player.h"
#include "scheduler/player_pool.h"
#include "scheduler/step_player.h"
#include "scheduler/tolerating.h"

namespace bbplay {
namespace {

/// What all clips that sound at once hold ahead of being heard: 24 MB. Up to a dozen have all that
/// ClipPlayer::kReadAheadSeconds allows, hundreds a quarter of a second each.
constexpr std::int64_t kClipFrames = 3'000'000;
constexpr double kLeastAheadSeconds = 0.1;

std::vector<scheduler::Extent> step_extents(const RenderPlan& plan, const Selection& heard) {
  std::vector<scheduler::Extent> extents;
  if (!heard.voices) return extents;
  for (const StepPlan& placed : plan.steps) extents.push_back({placed.start, placed.end()});
  return extents;
}

std::vector<scheduler::Extent> clip_extents(const RenderPlan& plan, const Selection& heard) {
  return heard.clips ? scheduler::clip_extents(plan) : std::vector<scheduler::Extent>();
}

/// How far ahead clips are read where they are played live.
std::int64_t clip_lookahead(const RenderPlan& plan, const Selection& heard) {
  const auto at_once =
      static_cast<std::int64_t>(scheduler::most_at_once(clip_extents(plan, heard)));
  return std::max(frames_in(kLeastAheadSeconds, plan.rate),
                  kClipFrames / std::max<std::int64_t>(1, at_once));
}

}  // namespace

class TrackScheduler::Impl {
 public:
  Impl(std::shared_ptr<const Track> track, std::shared_ptr<const RenderPlan> plan,
       std::int64_t first_frame, const Selection& heard, Unreadable unreadable,
       std::int64_t lookahead, unsigned runners)
      : track_(std::move(track)),
        plan_(std::move(plan)),
        unreadable_(std::move(unreadable)),
        lookahead_(lookahead > 0 ? lookahead : frames_in(kLookaheadSeconds, plan_->rate)),
        clip_files_(std::make_shared<scheduler::ClipFiles>(
            plan_->rate, plan_->fidelity, scheduler::most_at_once(clip_extents(*plan_, heard)))),
        clip_lookahead_(lookahead > 0 ? lookahead : clip_lookahead(*plan_, heard)),
        steps_(
            step_extents(*plan_, heard),
            [this, heard, runners](std::size_t index) {
              const scheduler::RenderContext context{.rate = plan_->rate,
                                                     .fidelity = plan_->fidelity,
                                                     .seed = plan_->seed,
                                                     .runners = runners,
                                                     .master_gain = plan_->master_gain,
                                                     .heard = heard,
                                                     .unreadable = unreadable_};
              return std::make_unique<scheduler::StepPlayer>(*track_, plan_->steps[index], context);
            },
            plan_->rate / 2),
        clips_(
            clip_extents(*plan_, heard),
            [this](std::size_t index) {
              const Clip& clip = track_->clips[plan_->clips[index].clip];
              std::unique_ptr<scheduler::ClipPlayer> player;
              scheduler::tolerating(unreadable_, [&] {
                player =
                    std::make_unique<scheduler::ClipPlayer>(clip, clip_files_, plan_->master_gain);
              });
              return player;
            },
            plan_->rate / 2) {
    if (track_->noise && heard.noise) {
      scheduler::tolerating(unreadable_, [&] {
        if (track_->noise->sound_file.empty()) {
          noise_.emplace(*track_->noise, *plan_, plan_->master_gain);
        } else {
          sound_under_.emplace(*track_->noise, scheduler::layer_context(*plan_),
                               plan_->master_gain);
        }
      });
    }
    seek(first_frame);
  }

  std::size_t process_block(StereoBlock out) noexcept {
    const dsp::FlushDenormals flush;
    const std::int64_t position = position_.load(std::memory_order_relaxed);
    const auto before_end = static_cast<std::size_t>(std::clamp<std::int64_t>(
        plan_->frames - position, 0, static_cast<std::int64_t>(out.frames())));
    std::ranges::fill(out.left, 0.0f);
    std::ranges::fill(out.right, 0.0f);
    if (before_end > 0) {
      const StereoBlock audible = out.first(before_end);
      std::size_t missing = steps_.add(position, audible);
      if (noise_) noise_->add(position, audible);
      if (sound_under_) sound_under_->add(position, audible);
      missing += clips_.add(position, audible);
      if (missing > 0) late_blocks_.fetch_add(1, std::memory_order_relaxed);
      // Gains a file may name can still overflow.
      dsp::silence_non_finite(audible);
    }
    position_.store(position + static_cast<std::int64_t>(before_end), std::memory_order_release);
    return before_end;
  }

  void service() {
    const dsp::FlushDenormals flush;
    const std::int64_t position = position_.load(std::memory_order_acquire);
    steps_.service(position, position + lookahead_);
    clips_.service(position, position + lookahead_);
    service_voices();
    service_clips(position);
  }

  void seek(std::int64_t frame) {
    const dsp::FlushDenormals flush;
    frame = std::clamp<std::int64_t>(frame, 0, plan_->frames);
    steps_.seek(frame, frame + lookahead_);
    if (noise_) {
      const bool found = scheduler::tolerating(unreadable_, [&] { noise_->seek(frame); });
      if (!found) noise_->seek(frame);  // without its file
    }
    if (sound_under_) sound_under_->seek(frame);
    clips_.seek(frame, frame + lookahead_);
    service_voices();
    service_clips(frame);
    position_.store(frame, std::memory_order_release);
  }

  std::int64_t position() const noexcept { return position_.load(std::memory_order_acquire); }
  const RenderPlan& plan() const noexcept { return *plan_; }
  std::uint64_t late_blocks() const noexcept {
    return late_blocks_.load(std::memory_order_relaxed);
  }

 private:
  void service_voices() {
    steps_.for_each_built([&](scheduler::StepPlayer& step) { step.service(lookahead_); });
    if (noise_) scheduler::tolerating(unreadable_, [&] { noise_->service(lookahead_); });
  }

  void service_clips(std::int64_t position) {
    if (sound_under_) service_clip(*sound_under_, position);
    clips_.for_each_built([&](scheduler::ClipPlayer& clip) { service_clip(clip, position); });
  }

  void service_clip(scheduler::ClipPlayer& clip, std::int64_t position) {
    const bool served =
        scheduler::tolerating(unreadable_, [&] { clip.service(position, clip_lookahead_); });
    if (!served) clip.give_up();
  }

  std::shared_ptr<const Track> track_;
  std::shared_ptr<const RenderPlan> plan_;
  Unreadable unreadable_;
  std::int64_t lookahead_;
  std::shared_ptr<scheduler::ClipFiles> clip_files_;
  std::int64_t clip_lookahead_;
  scheduler::PlayerPool<scheduler::StepPlayer> steps_;
  std::optional<scheduler::NoiseLayerPlayer> noise_;
  std::optional<scheduler::ClipPlayer> sound_under_;  // a layer that is a sound file
  scheduler::PlayerPool<scheduler::ClipPlayer> clips_;
  std::atomic<std::int64_t> position_{0};
  std::atomic<std::uint64_t> late_blocks_{0};
};

TrackScheduler::TrackScheduler(std::shared_ptr<const Track> track,
                               std::shared_ptr<const RenderPlan> plan, std::int64_t first_frame,
                               const Selection& heard, Unreadable unreadable,
                               std::int64_t lookahead_frames, unsigned runners)
    : impl_(std::make_unique<Impl>(std::move(track), std::move(plan), first_frame, heard,
                                   std::move(unreadable), lookahead_frames, runners)) {}
TrackScheduler::~TrackScheduler() = default;

std::size_t TrackScheduler::process_block(StereoBlock out) noexcept {
  return impl_->process_block(out);
}
void TrackScheduler::service() { impl_->service(); }
void TrackScheduler::seek(std::int64_t frame) { impl_->seek(frame); }
std::int64_t TrackScheduler::position() const noexcept { return impl_->position(); }
std::int64_t TrackScheduler::frames() const noexcept { return impl_->plan().frames; }
int TrackScheduler::rate() const noexcept { return impl_->plan().rate; }
std::uint64_t TrackScheduler::late_blocks() const noexcept { return impl_->late_blocks(); }

}  // namespace bbplay
