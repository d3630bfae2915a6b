// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/track.h"
#include "bbplay/playback/performance.h"

#include "service/library.h"
#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// What is to be played.
struct Wish {
  std::string id;    // in the library, or the path of a trusted file; empty: `json`
  std::string json;  // text of a track
  std::shared_ptr<const Track> track{};  // of the command line, read already
  PartOptions part;
  std::optional<double> start_s{};  // where it begins, apart from the part
};

/// A track on its way to the player, on threads of its own: read, then planned. Between the two
/// somebody has to say at which rate. All functions are for the control thread; none waits.
class Preparation {
 public:
  Preparation(Wish wish, const Library& library, const Options& options, Unreadable unreadable);
  /// Gives up, and waits for that; is_done() says whether it takes time.
  ~Preparation();
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  const Wish& wish() const noexcept { return wish_; }
  /// Whether it is read.
  /// throws  what reading throws, once
  bool has_read();
  /// Null before has_read().
  const std::shared_ptr<const Track>& track() const noexcept { return track_; }
  /// What reading has told.
  const Diagnostics& findings() const noexcept { return findings_; }

  bool is_planning() const noexcept { return rate_ != 0; }
  int rate() const noexcept { return rate_; }  // Hz, or 0
  /// After has_read(); also once more, at another rate.
  void plan(int rate);
  /// Null until it could play.
  /// throws  what planning throws, once
  std::unique_ptr<Performance> performance();
  /// Of the analysis, 0..1; nothing where nobody counts.
  std::optional<double> done() const noexcept;

  void give_up() noexcept { cancel_ = true; }
  /// Nothing is under way on another thread.
  bool is_done() const;

 private:
  std::shared_ptr<const Track> read();
  std::unique_ptr<Performance> planned(int rate);

  Wish wish_;
  const Library& library_;
  const Options& options_;
  Unreadable unreadable_;
  std::atomic<bool> cancel_{false};
  std::atomic<double> done_{-1};
  Diagnostics findings_;
  std::shared_ptr<const Track> track_;
  int rate_ = 0;
  std::future<std::shared_ptr<const Track>> reading_;
  std::future<std::unique_ptr<Performance>> planning_;
};

}  // namespace bbplay::app
