// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device/device_sink.h"

#include <algorithm>

#include "sinks/device/audio_thread.h"
#include "sinks/device/device_stream.h"
#include "sinks/device/one_at_a_time.h"
#include "sinks/device/stream_callback.h"

namespace bbplay {
class DeviceSink::Impl {
 public:
  Impl(const AudioSystem& system, AudioSource& source, const StreamRequest& request)
      : callback_(source, request.rate, std::min(request.device.channels, 2)),
        stream_(system.open(callback_, request)) {}

  void start() {
    callback_.forget_thread();
    prioritised_ = false;
    stream_->start();
  }

  void halt() { stream_->halt(); }

  void service() noexcept {
    const auto thread = callback_.thread();
    // An inactive stream's thread may be gone.
    if (prioritised_ || !thread || !active()) return;
    sinks::ask_for_real_time(*thread);
    prioritised_ = true;
  }

  bool active() const { return stream_->active(); }
  double latency_s() const noexcept { return stream_->latency_s(); }
  const sinks::StreamCallback& callback() const noexcept { return callback_; }

 private:
  sinks::StreamCallback callback_;
  std::unique_ptr<sinks::DeviceStream> stream_;
  bool prioritised_ = false;
};

DeviceSink::DeviceSink(const AudioSystem& system, AudioSource& source, const StreamRequest& request)
    : impl_(std::make_unique<Impl>(system, source, request)) {}
DeviceSink::~DeviceSink() {
  const sinks::OneAtATime turn;
  impl_.reset();
}

void DeviceSink::start() {
  const sinks::OneAtATime turn;
  impl_->start();
}

void DeviceSink::halt() {
  const sinks::OneAtATime turn;
  impl_->halt();
}

void DeviceSink::service() { impl_->service(); }
bool DeviceSink::active() const { return impl_->active(); }
bool DeviceSink::played_out() const { return impl_->callback().played_out(); }
double DeviceSink::latency_s() const { return impl_->latency_s(); }
StreamCounters DeviceSink::counters() const { return impl_->callback().counters(); }
double DeviceSink::load() const { return impl_->callback().load(); }

}  // namespace bbplay
