// SPDX-License-Identifier: MIT
#include "service/error_body.h"

#include <algorithm>
#include <new>
#include <optional>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/read_error.h"
#include "bbplay/reader/read_track.h"
#include "bbplay/reference/json_writer.h"
#include "bbplay/sinks/errors.h"

#include "terminal/exit_code.h"
#include "terminal/json_parts.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

HttpResponse response_of(int status, std::optional<std::int64_t> code, std::string_view message,
                         const std::vector<Finding>& findings) {
  JsonWriter json(JsonWriter::Layout::one_line);
  json.begin_object().key("error").begin_object().member("status", std::int64_t{status});
  json.member("code", code).member("message", message).key("findings").begin_array();
  for (const Finding& finding : findings) put_finding(json, finding);
  json.end_array().end_object().end_object();
  return json_response(status, json.text());
}

int status_of(int exit_code) {
  switch (exit_code) {
    case kUsage:
      return 400;
    case kBadTrack:
      return 422;
    case kNoInput:
      return 404;
    case kNoDevice:
      return 503;
    case kNoOutput:
      return 409;
    default:
      return 500;
  }
}

/// The first error says what is wrong; the others come with it.
std::string message_of(const std::vector<Finding>& findings, std::string_view otherwise) {
  const auto first = std::ranges::find(findings, Severity::error, &Finding::severity);
  std::string text = first == findings.end() ? std::string(otherwise) : first->text();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

Failure failed(int code, std::string message, std::vector<Finding> findings = {}) {
  return {status_of(code), code, std::move(message), std::move(findings)};
}

}  // namespace

HttpResponse error_response(int status, std::string_view message) {
  return response_of(status, std::nullopt, message, {});
}

HttpResponse error_response(const Failure& failure) {
  HttpResponse response = response_of(
      failure.status, failure.code == 0 ? std::nullopt : std::optional<std::int64_t>(failure.code),
      failure.message, failure.findings);
  if (failure.status == 503) response.fields.emplace_back("Retry-After", "5");
  return response;
}

Failure failure_of(std::exception_ptr error, const Diagnostics& findings) {
  const std::vector<Finding>& told = findings.findings();
  try {
    std::rethrow_exception(error);
  } catch (const Cancelled&) {
    throw;
  } catch (const RequestError& wrong) {
    return {wrong.status(), 0, wrong.what(), {}};
  } catch (const ForbiddenFileError& wrong) {
    Failure failure = failed(kBadTrack, message_of(wrong.diagnostics().findings(), wrong.what()),
                             wrong.diagnostics().findings());
    failure.status = 403;
    return failure;
  } catch (const TrackError& wrong) {
    const auto& all = findings.has_errors() ? told : wrong.diagnostics().findings();
    return failed(kBadTrack, message_of(all, wrong.what()), all);
  } catch (const InputError& wrong) {
    return failed(kNoInput, message_of(told, wrong.what()), told);
  } catch (const ReadError& wrong) {
    return failed(kIoError, wrong.what());
  } catch (const UsageError& wrong) {
    return failed(kUsage, wrong.what());
  } catch (const FormatError& wrong) {
    return failed(kUsage, wrong.what());
  } catch (const DeviceError& wrong) {
    return failed(kNoDevice, wrong.what());
  } catch (const std::bad_alloc&) {
    return failed(kInternal, "out of memory");
  } catch (const std::exception& wrong) {
    return failed(kInternal, std::string("internal error: ") + wrong.what());
  }
}

}  // namespace bbplay::app
