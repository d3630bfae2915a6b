// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay::sinks {

/// A device that calls a StreamCallback for audio: what the ways to a device have in common.
class DeviceStream {
 public:
  virtual ~DeviceStream() = default;

  /// Starts, or goes on after halt().
  /// throws  DeviceError
  virtual void start() = 0;
  /// Stops at once; what the device has not played yet is lost.
  virtual void halt() = 0;
  /// Until the callback has completed, or the device is gone.
  virtual bool active() const = 0;
  virtual double latency_s() const noexcept = 0;
};

}  // namespace bbplay::sinks
