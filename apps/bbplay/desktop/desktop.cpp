// SPDX-License-Identifier: MIT
#include "desktop/desktop.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "bbplay/sinks/dynamic_library.h"

#include "desktop/media_player.h"
#include "desktop/sleep_inhibitor.h"

namespace bbplay::app {
namespace {

/// A bus that hangs is left to the end of the process.
constexpr std::chrono::seconds kMaxFarewell(1);
/// What a suspended process has not told by then is told when it goes on.
constexpr std::chrono::milliseconds kMaxTelling(200);

/// Wakes a thread that polls.
class Bell {
 public:
  Bell() {
    if (::pipe2(ends_.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
      throw std::system_error(errno, std::generic_category());
    }
  }
  ~Bell() {
    for (const int end : ends_) ::close(end);
  }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() noexcept {
    const char sound = 0;
    // A full pipe wakes as well.
    if (::write(ends_[1], &sound, 1) < 0) return;
  }
  pollfd awaited() const noexcept { return {ends_[0], POLLIN, 0}; }
  void silence() noexcept {
    std::array<char, 64> sounds{};
    while (::read(ends_[0], sounds.data(), sounds.size()) > 0) {
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// A service of the desktop, or nothing where there is none.
template <class Service, class... Arguments>
void begin(std::optional<Service>& service, Arguments&&... arguments) {
  try {
    service.emplace(std::forward<Arguments>(arguments)...);
  } catch (const BusError&) {
  } catch (const LibraryError&) {
  }
}

/// Ends a service whose bus is gone.
template <class Service>
void process(std::optional<Service>& service) {
  if (service && !service->bus().process()) service.reset();
}

}  // namespace

class Desktop::Impl {
 public:
  explicit Impl(const Services& services) : services_(services) {}

  void show(const NowPlaying& now) {
    const std::lock_guard lock(mutex_);
    if (now.differs_from(now_)) {
      ++shown_;
      bell_.ring();
    }
    now_ = now;
  }
  /// Until all that was shown is told.
  void await_told(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [this] { return told_ == shown_ || gone_; });
  }

  std::vector<MediaCommand> take_commands() {
    const std::lock_guard lock(mutex_);
    return std::exchange(commands_, {});
  }

  /// Of the thread.
  void run() {
    std::optional<MediaPlayer> player;
    std::optional<SleepInhibitor> inhibitor;
    if (services_.stays_awake) begin(inhibitor);
    if (services_.media_keys) {
      begin(player, [this](const MediaCommand& command) {
        const std::lock_guard lock(mutex_);
        commands_.push_back(command);
      });
    }
    while ((player || inhibitor) && !is_over()) {
      bell_.silence();
      const auto [now, number] = shown();
      if (inhibitor) inhibitor->hold(now.state == NowPlaying::State::playing);
      if (player) player->show(now);
      process(inhibitor);
      process(player);
      told(number);
      wait_for(player, inhibitor);
    }
  }

  void end() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    bell_.ring();
  }

  /// The thread is about to end.
  void gone() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    changed_.notify_all();
  }
  bool is_gone_within(std::chrono::seconds longest) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [this] { return gone_; });
  }

 private:
  void wait_for(std::optional<MediaPlayer>& player,
                std::optional<SleepInhibitor>& inhibitor) const {
    std::vector<pollfd> polled{bell_.awaited()};
    int patience_ms = -1;
    const auto add = [&](const Bus& bus) {
      polled.push_back(bus.awaited());
      const int own_ms = bus.patience_ms();
      if (own_ms >= 0 && (patience_ms < 0 || own_ms < patience_ms)) patience_ms = own_ms;
    };
    if (player) add(player->bus());
    if (inhibitor) add(inhibitor->bus());
    ::poll(polled.data(), polled.size(), patience_ms);
  }

  bool is_over() const {
    const std::lock_guard lock(mutex_);
    return over_;
  }
  /// What plays, and how many changes led to it.
  std::pair<NowPlaying, std::uint64_t> shown() const {
    const std::lock_guard lock(mutex_);
    return {now_, shown_};
  }
  void told(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    told_ = number;
    changed_.notify_all();
  }

  const Services services_;
  Bell bell_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  NowPlaying now_;
  std::uint64_t shown_ = 0, told_ = 0;  // changes
  std::vector<MediaCommand> commands_;
  bool over_ = false, gone_ = false;
};

Desktop::Desktop(const Services& services) {
  if (!services.media_keys && !services.stays_awake) return;
  try {
    impl_ = std::make_shared<Impl>(services);
    std::thread([impl = impl_] {
      impl->run();
      impl->gone();
    }).detach();
  } catch (const std::system_error&) {
    impl_ = nullptr;  // it plays all the same
  }
}

Desktop::~Desktop() {
  if (!impl_) return;
  impl_->end();
  impl_->is_gone_within(kMaxFarewell);
}

void Desktop::show(const NowPlaying& now) {
  if (impl_) impl_->show(now);
}

void Desktop::await_told() {
  if (impl_) impl_->await_told(kMaxTelling);
}

std::vector<MediaCommand> Desktop::take_commands() {
  return impl_ ? impl_->take_commands() : std::vector<MediaCommand>();
}

}  // namespace bbplay::app
