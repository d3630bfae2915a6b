// SPDX-License-Identifier: MIT
#include "sinks/device/pulse_stream.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "bbplay/model/text.h"
#include "bbplay/sinks/errors.h"

#include "sinks/device/pulse_library.h"

namespace bbplay::sinks {
namespace {

constexpr unsigned kBlockFrames = 1'024;
/// A server that needs longer for it stands still.
constexpr std::chrono::seconds kMaxStart(5);

pa_stream* new_stream(pa_context* context, const std::string& title, const pa_sample_spec& format,
                      const pa_channel_map& map) {
  pa_proplist* const properties = pulse().proplist_new();
  pulse().proplist_sets(properties, PA_PROP_MEDIA_ROLE, "music");
  pulse().proplist_sets(properties, PA_PROP_MEDIA_TITLE, title.c_str());
  pa_stream* const stream =
      pulse().stream_new_with_proplist(context, title.c_str(), &format, &map, properties);
  pulse().proplist_free(properties);
  return stream;
}

}  // namespace

PulseStream::PulseStream(const PulseConnection& connection, StreamCallback& callback,
                         const StreamRequest& request, const pa_channel_map& map)
    : connection_(connection),
      callback_(callback),
      request_(request),
      map_(map),
      block_frames_(request.block_frames > 0 ? request.block_frames : kBlockFrames),
      latency_s_(request.latency_s > 0 ? request.latency_s : kSafeLatencySeconds),
      left_(block_frames_),
      right_(block_frames_) {
  map_.channels = std::min<std::uint8_t>(map_.channels, 2);
  format_.format = PA_SAMPLE_FLOAT32NE;
  format_.rate = static_cast<std::uint32_t>(request.rate);
  format_.channels = map_.channels;
  callback_.set_latency(latency_s_);
}

PulseStream::~PulseStream() { halt(); }

void PulseStream::start() {
  connect();
  pa_stream_state_t state = PA_STREAM_UNCONNECTED;
  std::string reason = "the sound server does not respond";
  connection_.wait(kMaxStart, [&] {
    state = pulse().stream_get_state(stream_);
    if (PA_STREAM_IS_GOOD(state) && !lost_) return state == PA_STREAM_READY;
    reason = pulse().strerror(pulse().context_errno(connection_.context()));
    return true;
  });
  if (state == PA_STREAM_READY && !lost_) return;
  halt();
  throw DeviceError("cannot open " + named(request_.device) + " at " +
                    std::to_string(request_.rate) + " Hz: " + reason);
}

void PulseStream::connect() {
  halt();
  lost_ = complete_ = false;
  ran_dry_ = false;
  const PulseConnection::Lock lock(connection_);
  const std::string title = request_.title.empty() ? "bbplay" : model::valid_utf8(request_.title);
  stream_ = new_stream(connection_.context(), title, format_, map_);
  if (stream_ == nullptr) {
    throw DeviceError("cannot open " + named(request_.device) + ": " +
                      pulse().strerror(pulse().context_errno(connection_.context())));
  }
  pulse().stream_set_state_callback(
      stream_,
      [](pa_stream* stream, void* self) noexcept {
        if (PA_STREAM_IS_GOOD(pulse().stream_get_state(stream))) return;
        static_cast<PulseStream*>(self)->lost_ = true;
      },
      this);
  pulse().stream_set_write_callback(
      stream_,
      [](pa_stream*, std::size_t bytes, void* self) noexcept {
        static_cast<PulseStream*>(self)->write(bytes);
      },
      this);
  pulse().stream_set_underflow_callback(
      stream_,
      [](pa_stream*, void* self) noexcept { static_cast<PulseStream*>(self)->ran_dry_ = true; },
      this);

  constexpr auto kServersChoice = static_cast<std::uint32_t>(-1);
  const auto frames = static_cast<std::size_t>(latency_s_ * request_.rate);
  const std::size_t bytes = frames * format_.channels * sizeof(float);
  const pa_buffer_attr buffer{.maxlength = kServersChoice,
                              .tlength = static_cast<std::uint32_t>(bytes),
                              .prebuf = kServersChoice,
                              .minreq = kServersChoice,
                              .fragsize = kServersChoice};
  int flags =
      PA_STREAM_INTERPOLATE_TIMING | PA_STREAM_AUTO_TIMING_UPDATE | PA_STREAM_ADJUST_LATENCY;
  // Two channels would be spread over all of the sink's otherwise.
  if (request_.device.channels > 2) flags |= PA_STREAM_NO_REMIX_CHANNELS;
  // A stream that names no sink follows the one that the listener makes the default.
  const char* const sink = request_.device.follows_default ? nullptr : request_.device.name.c_str();
  if (pulse().stream_connect_playback(stream_, sink, &buffer, static_cast<pa_stream_flags_t>(flags),
                                      nullptr, nullptr) < 0) {
    lost_ = true;
  }
}

void PulseStream::halt() {
  const PulseConnection::Lock lock(connection_);
  if (stream_ == nullptr) return;
  pulse().stream_set_state_callback(stream_, nullptr, nullptr);
  pulse().stream_set_write_callback(stream_, nullptr, nullptr);
  pulse().stream_set_underflow_callback(stream_, nullptr, nullptr);
  pulse().stream_disconnect(stream_);
  pulse().stream_unref(stream_);
  stream_ = nullptr;
}

bool PulseStream::active() const { return stream_ != nullptr && !complete_ && !lost_; }

void PulseStream::write(std::size_t bytes) noexcept {
  std::size_t frames = bytes / (format_.channels * sizeof(float));
  while (frames > 0 && !complete_) {
    const std::size_t count = std::min(frames, block_frames_);
    if (!write_block(count)) return;
    frames -= count;
  }
}

/// [audio thread]
bool PulseStream::write_block(std::size_t frames) noexcept {
  const std::array<float*, 2> channels{left_.data(), right_.data()};
  const bool ran_dry = std::exchange(ran_dry_, false);
  if (callback_.fill(channels.data(), frames, times(), ran_dry) == StreamCallback::Next::complete) {
    complete_ = true;
  }
  std::size_t done = 0;
  while (done < frames) {
    void* data = nullptr;
    std::size_t bytes = (frames - done) * format_.channels * sizeof(float);
    if (pulse().stream_begin_write(stream_, &data, &bytes) < 0 || data == nullptr) return false;
    const std::size_t count = std::min(bytes / (format_.channels * sizeof(float)), frames - done);
    if (count == 0) return false;
    auto* out = static_cast<float*>(data);
    for (std::size_t i = done; i < done + count; ++i) {
      *out++ = left_[i];
      if (format_.channels == 2) *out++ = right_[i];
    }
    pulse().stream_write(stream_, data, count * format_.channels * sizeof(float), nullptr, 0,
                         PA_SEEK_RELATIVE);
    done += count;
  }
  return true;
}

/// [audio thread]
StreamCallback::Times PulseStream::times() const noexcept {
  const double now_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  pa_usec_t latency_us = 0;
  int negative = 0;
  const bool known = pulse().stream_get_latency(stream_, &latency_us, &negative) == 0;
  return {now_s,
          now_s + (known && negative == 0 ? static_cast<double>(latency_us) * 1e-6 : latency_s_)};
}

}  // namespace bbplay::sinks
