// SPDX-License-Identifier: MIT
#include "live/wait.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bbplay/analysis/analyze.h"
#include "bbplay/sinks/errors.h"

#include "terminal/interrupt.h"
#include "terminal/keyboard.h"
#include "terminal/stats.h"
#include "terminal/values.h"

namespace bbplay::app {
namespace {

/// A signal, or a clock that was set, is noticed so soon; short enough for a start on time.
constexpr std::chrono::duration<double> kNap(0.05);
constexpr double kRetrySeconds = 0.5;

/// Only stopping makes sense while nothing plays yet.
void obey(const std::vector<Stroke>& strokes) {
  const auto stops = [](const Stroke& stroke) { return stroke.key == Key::stop; };
  if (std::ranges::any_of(strokes, stops)) ask_to_stop();
}

void sleep_briefly(Keyboard& keyboard) {
  if (stop_requested()) throw Cancelled();
  std::this_thread::sleep_for(kNap);
  obey(keyboard.poll());
  if (stop_requested()) throw Cancelled();
}

double seconds_to(WallTime moment) {
  return std::chrono::duration<double>(moment - std::chrono::system_clock::now()).count();
}

}  // namespace

void wait_until(WallTime moment, bool keys, Console& console) {
  Keyboard keyboard(keys);
  const std::string name = "the clock to reach " + text_of(moment);
  console.note("waiting for " + name);
  // Looked at rather than slept for: the one way that holds when the clock is set.
  for (double left_s = seconds_to(moment); left_s > 0; left_s = seconds_to(moment)) {
    if (take_status_request()) console.note(clock_text(left_s) + " until " + text_of(moment));
    if (console.status_is_due()) {
      console.show(TaskProgress{.task = "waiting for", .awaited = name, .left_s = left_s});
    }
    if (left_s < kNap.count()) {
      std::this_thread::sleep_for(std::chrono::duration<double>(left_s));
    } else {
      sleep_briefly(keyboard);
    }
  }
  console.clear_status();
}

void until_there_is_a_device(double patience_s, bool keys, Console& console,
                             const std::function<void()>& act) {
  std::optional<Keyboard> keyboard;
  const Stopwatch watch;
  for (bool told = false;; told = true) {
    const double begun_s = watch.seconds();
    try {
      act();
      return;
    } catch (const DeviceChoiceError&) {
      throw;
    } catch (const DeviceError& error) {
      if (watch.seconds() >= patience_s) throw;
      if (!keyboard) keyboard.emplace(keys);
      if (!told) console.note("waiting for the audio device: " + std::string(error.what()));
    }
    const double retry_s = std::min(begun_s + kRetrySeconds, patience_s);
    do {
      sleep_briefly(*keyboard);
      if (console.status_is_due()) {
        console.show(TaskProgress{.task = "waiting for",
                                  .awaited = "the audio device",
                                  .left_s = patience_s - watch.seconds()});
      }
    } while (watch.seconds() < retry_s);
  }
}

}  // namespace bbplay::app
