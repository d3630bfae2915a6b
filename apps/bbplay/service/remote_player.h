// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bbplay/playback/player.h"

#include "desktop/desktop.h"
#include "live/audio_output.h"
#include "service/commands.h"
#include "service/error_body.h"
#include "service/http_message.h"
#include "service/http_server.h"
#include "service/library.h"
#include "service/preparation.h"
#include "service/sound.h"
#include "terminal/clock.h"
#include "terminal/console.h"
#include "terminal/options.h"
#include "terminal/stats.h"

namespace bbplay::app {

/// What a player tells the service around it. Called on the control thread, and must not wait.
struct RemoteListeners {
  std::function<void(Ticket, HttpResponse)> answer;
  std::function<void(std::string_view event, std::string data)> tell;
};

/// The one player of the service: commands of all clients in the order in which they arrive, each with
/// an answer at once; what it does meanwhile as a snapshot for whoever looks. One control thread has
/// it, which no client can make wait.
class RemotePlayer final : private PlayerListener {
 public:
  RemotePlayer(const Library& library, const Options& options, Console& console,
               RemoteListeners listeners);
  ~RemotePlayer() override;

  /// Plays tracks of the command line, one after the other, before run().
  void play_first(std::vector<std::shared_ptr<const Track>> tracks);
  /// Until a stop is requested, and what plays has faded out.  [control thread]
  void run();

  // [any thread]
  void give(Ticket ticket, Command command);
  /// The status as it is told to clients, one line.
  std::string status() const;
  /// What is heard, or was last; null for none.
  std::shared_ptr<const Track> track() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Order {
    Ticket ticket;
    Command command;
  };
  /// A moment at which it has to be silent.
  struct SleepTimer {
    WallTime at;
    double fade_s = 0;
    bool is_of_track = false;  // asked for with what plays, and over with it
  };
  /// A track that is to play, and who waits to hear whether it does.
  struct Next {
    std::unique_ptr<Preparation> preparation;
    PlayCommand command;
    std::optional<WallTime> at, until;
    Ticket ticket = 0;  // 0: answered
    Clock::time_point answered_by, given_up_by, tried_at;
    std::unique_ptr<Performance> ready;
    bool waits_for_device = false;
    int wanted_rate = 0;
  };

  // Commands. What they throw is told to the client.
  void obey(Order order);
  void obey(const PlayCommand& play, Ticket ticket);
  void obey(const StopCommand& stop, Ticket ticket);
  void obey(PauseCommand pause, Ticket ticket);
  void obey(const SeekCommand& seek, Ticket ticket);
  void obey(const GainCommand& gain, Ticket ticket);
  void obey(const TimerCommand& timer, Ticket ticket);
  Player& player_that_plays();
  void set_gain(double gain_db);
  void answer(Ticket ticket, int status = 200);
  void fail(Ticket ticket, const Failure& failure);

  // What comes next.
  void advance_next();
  bool has_been_read();
  bool may_begin();
  void begin();
  void begin_with(int rate);
  void fail_next(const Failure& failure);
  void wait_for_device(const DeviceError& error);
  void give_up_next(const std::string& why);
  void retire(std::unique_ptr<Preparation> preparation);

  // What plays.
  void service_player();
  void obey_clock();
  void end(std::string_view reason);
  void report();
  void tell_regularly();
  void show_on_desktop();

  void happened(std::string_view event, const PlayStatus& status) override;
  void warn(const std::string& message) override;
  void note(const std::string& message) override;
  std::string line_of(std::string_view event, const PlayStatus& status) const;
  std::string quiet_line(std::string_view state, const std::string& id,
                         const std::string& title) const;
  std::string status_line();
  PlayStatus player_status();
  void put_service(EventLine& line, const std::string& id) const;
  std::string situation();
  void publish();
  void obey_signals();
  /// What plays is what is shown, until what follows can begin.
  bool shows_player() const { return player_ && (!next_ || next_->at || next_->ready); }
  bool next_is_waiting() const {
    return next_->waits_for_device || (next_->at && next_->ready != nullptr);
  }
  bool is_idle() const { return !player_ && !next_; }
  /// What the listener adds to the gain of the command line, with which tracks are played as there.
  double volume_db() const { return gain_db_ - options_.part.gain_db; }

  const Library& library_;
  const Options& options_;
  Console& console_;
  RemoteListeners listeners_;
  Sound sound_;
  std::optional<Desktop> desktop_;
  Unreadable unreadable_;
  double most_gain_db_;

  // Of the control thread.
  double gain_db_;
  bool muted_ = false;
  std::optional<SleepTimer> timer_;
  std::deque<std::shared_ptr<const Track>> upcoming_;  // of the command line
  std::optional<Wish> last_;                           // that was played
  std::unique_ptr<Next> next_;
  std::list<std::unique_ptr<Preparation>> retired_;  // until their threads have noticed
  std::unique_ptr<Preparation> preparation_;         // of what plays, which outlives it
  std::unique_ptr<Player> player_;
  int wanted_rate_ = 0;  // of what plays
  Stopwatch watch_;      // since it began
  std::string_view stop_reason_;
  std::optional<PlayStatus> ended_;           // how the last one did
  std::shared_ptr<const Track> ended_track_;  // whose texts that has
  double peak_ = 0;                           // since the last event with one
  std::string told_situation_;
  Clock::time_point told_at_{}, published_at_{};

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable ordered_;
  std::deque<Order> orders_;
  std::string published_;
  std::shared_ptr<const Track> published_track_;
};

}  // namespace bbplay::app
