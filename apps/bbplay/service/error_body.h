// SPDX-License-Identifier: MIT
/// What is told about a request that fails.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "service/http_message.h"

namespace bbplay::app {

/// An answer with {"error": {"status", "code", "message", "findings"}}; `code` is an exit code of the
/// program where the trouble has one.
HttpResponse error_response(int status, std::string_view message);

/// A request that cannot be granted for a reason of the service alone.
class RequestError : public std::runtime_error {
 public:
  RequestError(int status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  int status() const noexcept { return status_; }

 private:
  int status_;
};

/// What went wrong with a track or a device, for an answer and for events.
struct Failure {
  int status = 500;
  int code = 70;  // exit code
  std::string message;
  std::vector<Finding> findings;
};

/// findings  what reading has told; of them the errors are taken where the exception has none
/// throws    Cancelled alone goes through
Failure failure_of(std::exception_ptr error, const Diagnostics& findings = Diagnostics());

HttpResponse error_response(const Failure& failure);

}  // namespace bbplay::app
