// SPDX-License-Identifier: MIT
#include "live/audio_output.h"

#include <utility>

#include "live/wait.h"
#include "live/watchdog.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

/// What takes longer waits for a server that is gone.
constexpr double kMaxOpenSeconds = 10, kMaxCloseSeconds = 3;

/// A stream that is not waited for when its library does not let go of the device.
class WatchedStream final : public OutputStream {
 public:
  WatchedStream(std::unique_ptr<OutputStream> stream, Console& console)
      : stream_(std::move(stream)), console_(console) {}
  ~WatchedStream() override {
    const Watchdog dog(console_, kMaxCloseSeconds,
                       "the audio device was lost, and its library does not let go of it",
                       kNoDevice);
    stream_.reset();
  }

  void start() override { stream_->start(); }
  void halt() override { stream_->halt(); }
  void service() override { stream_->service(); }
  bool active() const override { return stream_->active(); }
  bool played_out() const override { return stream_->played_out(); }
  double latency_s() const override { return stream_->latency_s(); }
  StreamCounters counters() const override { return stream_->counters(); }
  double load() const override { return stream_->load(); }

 private:
  std::unique_ptr<OutputStream> stream_;
  Console& console_;
};

DeviceRequest request_of(const Options& options, const Console& console) {
  DeviceRequest request;
  request.device = options.device.device;
  request.latency_s = options.device.latency_ms / 1'000;
  request.block_frames = options.engine.block_frames;
  request.patience_s = options.device.wait_s.value_or(request.patience_s);
  request.chatter = console.verbose();
  return request;
}

}  // namespace

AudioOutput::AudioOutput(const Options& options, Console& console, bool waits)
    : options_(options),
      console_(console),
      device_(request_of(options, console),
              [&console](const std::string& message) { console.warning(message); }),
      patience_s_(waits ? options.device.wait_s.value_or(0) : 0) {}

AudioOutput::~AudioOutput() { forget(); }

void AudioOutput::forget() {
  const Watchdog dog(console_, kMaxCloseSeconds, "the audio system does not respond", kNoDevice);
  device_.forget();
}

int AudioOutput::rate_for(int wanted) {
  int rate = wanted;
  until_there_is_a_device(patience_s_, options_.keys, console_,
                          [&] { rate = device_.rate_for(wanted); });
  if (!std::exchange(is_found_, true)) console_.detail("device: " + device_.name());
  return rate;
}

std::unique_ptr<OutputStream> AudioOutput::open(AudioSource& source, int rate,
                                                const std::string& title) {
  std::unique_ptr<OutputStream> stream;
  bool again = false;
  until_there_is_a_device(patience_s_, options_.keys, console_, [&] {
    const bool once_more = std::exchange(again, true);
    stream = once_more ? device_.reopen(source, rate, title) : device_.open(source, rate, title);
  });
  return std::make_unique<WatchedStream>(std::move(stream), console_);
}

std::unique_ptr<OutputStream> AudioOutput::reopen(AudioSource& source, int rate,
                                                  const std::string& title) {
  const Watchdog dog(console_, kMaxOpenSeconds, "the audio device was lost and does not respond",
                     kNoDevice);
  return std::make_unique<WatchedStream>(device_.reopen(source, rate, title), console_);
}

}  // namespace bbplay::app
