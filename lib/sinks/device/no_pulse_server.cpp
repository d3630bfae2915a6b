// SPDX-License-Identifier: MIT
// In place of pulse_server.cpp where the library was missing when this was built.
#include "bbplay/sinks/errors.h"

#include "sinks/device/pulse_server.h"

namespace bbplay::sinks {

class PulseServer::Impl {
 public:
  std::vector<OutputDevice> outputs;
};

PulseServer::PulseServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PulseServer::~PulseServer() = default;

std::unique_ptr<PulseServer> PulseServer::find() { return nullptr; }

const std::vector<OutputDevice>& PulseServer::outputs() const noexcept { return impl_->outputs; }

std::unique_ptr<DeviceStream> PulseServer::open(StreamCallback&, const StreamRequest&) const {
  throw DeviceError("built without PulseAudio");
}

}  // namespace bbplay::sinks
