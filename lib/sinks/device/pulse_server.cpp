// SPDX-License-Identifier: MIT
#include "sinks/device/pulse_server.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "bbplay/sinks/dynamic_library.h"
#include "bbplay/sinks/errors.h"

#include "sinks/device/pulse_connection.h"
#include "sinks/device/pulse_library.h"
#include "sinks/device/pulse_stream.h"

namespace bbplay::sinks {
namespace {

/// A server that takes longer to answer stands still.
constexpr std::chrono::seconds kMaxAnswer(5);
/// What a sink can be asked for without gaps on most machines.
constexpr double kLowLatencySeconds = 0.025;

struct Answers {
  std::string server, default_sink;
  std::vector<OutputDevice> sinks;
  std::map<std::string, pa_channel_map, std::less<>> maps;  // by the sink's name
};

std::string text_of(const char* text) { return text != nullptr ? text : ""; }

void take_server(pa_context*, const pa_server_info* info, void* to) noexcept {
  if (info == nullptr) return;
  auto& answers = *static_cast<Answers*>(to);
  answers.server = text_of(info->server_name);
  answers.default_sink = text_of(info->default_sink_name);
}

void take_sink(pa_context*, const pa_sink_info* info, int end, void* to) noexcept {
  if (end != 0 || info == nullptr) return;
  auto& answers = *static_cast<Answers*>(to);
  answers.maps[info->name] = info->channel_map;
  answers.sinks.push_back({.index = static_cast<int>(answers.sinks.size()),
                           .driver = OutputDevice::Driver::pulse,
                           .name = info->name,
                           .label = text_of(info->description),
                           .host_api = {},
                           .channels = info->sample_spec.channels,
                           .default_rate = static_cast<double>(info->sample_spec.rate),
                           .low_latency_s = kLowLatencySeconds,
                           .high_latency_s = kSafeLatencySeconds});
}

}  // namespace

class PulseServer::Impl {
 public:
  /// False when the server does not answer.
  bool ask() {
    if (!connection_.ready(kMaxAnswer)) return false;
    if (!asked([&] {
          return pulse().context_get_server_info(connection_.context(), &take_server, &answers_);
        }) ||
        !asked([&] {
          return pulse().context_get_sink_info_list(connection_.context(), &take_sink, &answers_);
        })) {
      return false;
    }
    const bool is_pipewire = answers_.server.find("PipeWire") != std::string::npos;
    for (OutputDevice& sink : answers_.sinks) {
      sink.host_api = is_pipewire ? "PipeWire" : "PulseAudio";
      sink.is_default = sink.name == answers_.default_sink;
    }
    return true;
  }

  const PulseConnection& connection() const noexcept { return connection_; }
  const Answers& answers() const noexcept { return answers_; }

 private:
  template <class Ask>
  bool asked(Ask ask) {
    pa_operation* operation = nullptr;
    {
      const PulseConnection::Lock lock(connection_);
      operation = ask();
    }
    return connection_.finish(operation, kMaxAnswer);
  }

  Answers answers_;  // outlives the thread that writes it
  PulseConnection connection_;
};

PulseServer::PulseServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PulseServer::~PulseServer() = default;

std::unique_ptr<PulseServer> PulseServer::find() {
  try {
    auto impl = std::make_unique<Impl>();
    if (!impl->ask()) return nullptr;
    return std::unique_ptr<PulseServer>(new PulseServer(std::move(impl)));
  } catch (const LibraryError&) {
    return nullptr;
  }
}

const std::vector<OutputDevice>& PulseServer::outputs() const noexcept {
  return impl_->answers().sinks;
}

std::unique_ptr<DeviceStream> PulseServer::open(StreamCallback& callback,
                                                const StreamRequest& request) const {
  const auto& maps = impl_->answers().maps;
  const auto found = maps.find(request.device.name);
  if (found == maps.end()) throw DeviceError(named(request.device) + " is gone");
  return std::make_unique<PulseStream>(impl_->connection(), callback, request, found->second);
}

}  // namespace bbplay::sinks
