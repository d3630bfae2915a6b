// SPDX-License-Identifier: MIT
#include "service/preparation.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "bbplay/analysis/analyze.h"
#include "bbplay/playback/planning.h"

#include "session/session.h"
#include "terminal/exit_code.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

template <class Result>
bool is_there(const std::future<Result>& future) {
  return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// The part, and how much of it is over when it begins.
struct Beginning {
  PartOptions part;
  double over_s = 0;
};

/// A fade-in belongs to where playing begins; without one, there is a way back from there.
Beginning beginning_of(const Wish& wish) {
  Beginning out{wish.part};
  if (!wish.start_s) return out;
  if (wish.part.fade_in_s > 0) {
    out.part.start_s = *wish.start_s;
  } else {
    out.over_s = *wish.start_s - wish.part.start_s.value_or(0);
  }
  return out;
}

}  // namespace

Preparation::Preparation(Wish wish, const Library& library, const Options& options,
                         Unreadable unreadable)
    : wish_(std::move(wish)),
      library_(library),
      options_(options),
      unreadable_(std::move(unreadable)),
      findings_(wish_.id.empty() ? "json" : wish_.id) {
  reading_ = std::async(std::launch::async, [this] { return read(); });
}

Preparation::~Preparation() {
  cancel_ = true;
  if (reading_.valid()) reading_.wait();
  if (planning_.valid()) planning_.wait();
}

std::shared_ptr<const Track> Preparation::read() {
  if (wish_.track) return wish_.track;
  ReadOptions reading = reading_of(options_);
  if (!wish_.id.empty()) return library_.read(wish_.id, std::move(reading), findings_);
  return library_.read_text(wish_.json, "json", {}, std::move(reading), findings_);
}

bool Preparation::has_read() {
  if (!track_ && is_there(reading_)) track_ = reading_.get();
  return track_ != nullptr;
}

void Preparation::plan(int rate) {
  rate_ = rate;
  done_ = -1;
  planning_ = std::async(std::launch::async, [this, rate] { return planned(rate); });
}

std::unique_ptr<Performance> Preparation::planned(int rate) {
  StagedPlan staged;
  std::unique_ptr<Planning> planning;
  if (options_.engine.loudness) {
    // Measured by rendering it: with a console that nobody hears, and that this can stop.
    ConsoleOptions silent;
    silent.quiet = true;
    silent.progress = Progress::never;
    silent.stop = &cancel_;
    Console console(silent);
    staged.plan = plan_of(*track_, rate, options_, console, unreadable_);
  } else {
    PlanRequest request = request_of(track_, rate, options_, unreadable_);
    request.first_frame = frames_in(wish_.start_s.value_or(wish_.part.start_s.value_or(0)), rate);
    request.stop = &cancel_;
    planning = std::make_unique<Planning>(std::move(request));
    if (options_.exact) {
      staged.plan = planning->exact([this](double done) { done_ = done; });
    } else {
      staged = planning->first();
    }
  }
  if (cancel_) throw Cancelled();
  const Beginning beginning = beginning_of(wish_);
  const PlayRange range = range_of(*staged.plan, beginning.part);
  const std::int64_t over = frames_in(beginning.over_s, rate);
  if (over < 0 || over >= range.frames()) {
    throw UsageError("/start_s: the track plays from " +
                     clock_text(static_cast<double>(range.start) / rate) + " to " +
                     clock_text(static_cast<double>(range.end) / rate));
  }
  const ChoosePart part = [part = beginning.part](const RenderPlan& plan) {
    return range_of(plan, part);
  };
  return std::make_unique<Performance>(track_, std::move(staged), std::move(planning), part,
                                       unreadable_, over);
}

std::unique_ptr<Performance> Preparation::performance() {
  return is_there(planning_) ? planning_.get() : nullptr;
}

std::optional<double> Preparation::done() const noexcept {
  const double done = done_;
  return done < 0 ? std::nullopt : std::optional(done);
}

bool Preparation::is_done() const {
  return (!reading_.valid() || is_there(reading_)) && (!planning_.valid() || is_there(planning_));
}

}  // namespace bbplay::app
