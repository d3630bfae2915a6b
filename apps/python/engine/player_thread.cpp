// SPDX-License-Identifier: MIT
#include "engine/player_thread.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/playback/planning.h"
#include "bbplay/playback/steps.h"

#include "terminal/status.h"

namespace bbplay::python {
namespace {

std::chrono::duration<double> seconds(double count) { return std::chrono::duration<double>(count); }

ChoosePart whole_track(bool loop) {
  return [loop](const RenderPlan& plan) {
    PlayRange range;
    range.end = plan.frames;
    range.repeats = loop ? PlayRange::kForEver : 1;
    return range;
  };
}

}  // namespace

/// A lock that a thread without pauses makes room for.
class PlayerThread::Turn {
 public:
  explicit Turn(PlayerThread& of) : of_(of) {
    ++of_.wanting_;
    of_.mutex_.lock();
    --of_.wanting_;
  }
  ~Turn() { of_.mutex_.unlock(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  PlayerThread& of_;
};

PlayerThread::PlayerThread(Playing playing, std::unique_ptr<Output> output,
                           const std::atomic<bool>& cancel)
    : output_(std::move(output)), loop_(playing.loop) {
  PlanRequest request;
  request.track = playing.track;
  request.analysis = playing.analysis;
  request.first_frame = frames_in(playing.start_s, playing.analysis.rate);
  request.cache = PlanCache::of_user();
  request.stop = &cancel;
  auto planning = std::make_unique<Planning>(std::move(request));
  StagedPlan staged = playing.exact ? StagedPlan{planning->exact()} : planning->first();
  const std::int64_t first = frames_in(playing.start_s, staged.plan->rate);
  const ChoosePart part = whole_track(playing.loop);
  const std::int64_t played =
      playing.loop ? first % part(*staged.plan).frames() : std::min(first, staged.plan->frames);
  auto performance = std::make_unique<Performance>(playing.track, std::move(staged),
                                                   std::move(planning), part, Unreadable(), played);
  PlayerSettings settings = playing.settings;
  settings.ramps_in = settings.ramps_in || played > 0;
  player_ = std::make_unique<Player>(std::move(performance), *output_, settings,
                                     static_cast<PlayerListener&>(*this));
  player_->start();
  thread_ = std::thread([this] { run(); });
}

PlayerThread::~PlayerThread() { close(); }

void PlayerThread::close() {
  {
    const Turn turn(*this);
    quit_ = true;
  }
  changed_.notify_all();
  const std::lock_guard lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void PlayerThread::run() {
  std::unique_lock lock(mutex_);
  try {
    while (!quit_ && !player_->over()) {
      player_->service();
      if (player_->waits()) {
        lock.unlock();
        do std::this_thread::yield();
        while (wanting_ > 0);
        lock.lock();
      } else {
        changed_.wait_for(lock, seconds(Player::kRoundSeconds), [this] { return quit_; });
      }
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  if (!quit_) {
    PlayStatus status = player_->status();
    status.ended_by = failure_ ? "failure" : player_->stopping() ? "stop" : "done";
    happened("end", status);
  }
  lock.unlock();
  State last = state();
  lock.lock();
  last.name = "ended";
  last_ = std::move(last);
  player_->close();
  player_.reset();
  ended_ = true;
  changed_.notify_all();
  event_came_.notify_all();
}

void PlayerThread::pause() {
  const Turn turn(*this);
  if (player_ && !player_->paused()) player_->pause();
}

void PlayerThread::resume() {
  const Turn turn(*this);
  if (player_ && player_->paused()) player_->resume();
}

std::int64_t PlayerThread::frame_at(double seconds) const {
  return std::clamp<std::int64_t>(frames_in(seconds, player_->rate()), 0, player_->range().end);
}

void PlayerThread::seek(double to_s) {
  const Turn turn(*this);
  if (player_ && !std::isnan(to_s)) player_->seek(frame_at(to_s));
}

void PlayerThread::seek_step(std::size_t step) {
  const Turn turn(*this);
  if (!player_) return;
  for (const StepPlan& placed : player_->plan().steps) {
    if (placed.step != step) continue;
    player_->seek(placed.start);
    return;
  }
}

void PlayerThread::set_volume_linear(double gain) {
  const Turn turn(*this);
  if (player_) player_->set_volume_linear(gain);
}

void PlayerThread::set_volume_db(double decibels) {
  const Turn turn(*this);
  if (player_) player_->set_volume(decibels);
}

void PlayerThread::set_muted(bool muted) {
  const Turn turn(*this);
  if (player_) player_->set_muted(muted);
}

void PlayerThread::update(std::shared_ptr<const Track> track, const AnalyzeOptions& analysis) {
  PlanRequest request;
  request.track = std::move(track);
  request.analysis = analysis;
  request.cache = PlanCache::of_user();
  request.stop = &cancel_;
  const Turn turn(*this);
  if (player_) player_->update(std::move(request), whole_track(loop_));
}

void PlayerThread::stop(double fade_s) {
  const Turn turn(*this);
  if (player_) player_->stop(fade_s);
}

bool PlayerThread::wait(double timeout_s) {
  std::unique_lock lock(mutex_);
  const auto over = [this] { return ended_.load(); };
  if (timeout_s < 0) {
    changed_.wait(lock, over);
  } else if (!changed_.wait_for(lock, seconds(std::min(timeout_s, 1e6)), over)) {
    return false;
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return true;
}

PlayerThread::State PlayerThread::state() {
  const Turn turn(*this);
  if (!player_) return last_;
  const PlayStatus now = player_->status();
  State state;
  const bool waits = now.state == "lost" || now.state == "stalled";
  state.name = waits ? "waiting" : std::string(now.state);
  state.position_s = now.position_s;
  state.duration_s = now.end_s;
  state.step = now.step;
  state.beat_hz = now.beat_hz;
  state.gain_db = now.gain_db;
  state.muted = now.muted;
  state.underruns = now.underruns;
  state.rate = player_->rate();
  state.is_exact = now.is_exact;
  return state;
}

std::optional<PlayerThread::Event> PlayerThread::next_event(double timeout_s) {
  std::unique_lock lock(events_mutex_);
  event_came_.wait_for(lock, seconds(std::clamp(timeout_s, 0.0, 1e6)),
                       [this] { return !events_.empty() || ended_; });
  if (events_.empty()) return std::nullopt;
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

void PlayerThread::with_output(const std::function<void(Output&)>& look) {
  const Turn turn(*this);
  look(*output_);
}

void PlayerThread::put_event(std::string line) {
  const std::size_t frame = player_ ? static_cast<std::size_t>(player_->counters().frames) : 0;
  {
    const std::lock_guard lock(events_mutex_);
    if (events_.size() == kMaxEvents) events_.pop_front();
    events_.push_back({frame, std::move(line)});
  }
  event_came_.notify_all();
}

void PlayerThread::happened(std::string_view event, const PlayStatus& status) {
  put_event(app::as_json(event, status));
}

void PlayerThread::warn(const std::string& message) { put_event(app::as_json("warning", message)); }

void PlayerThread::note(const std::string& message) { put_event(app::as_json("note", message)); }

}  // namespace bbplay::python
