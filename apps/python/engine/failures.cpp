// SPDX-License-Identifier: MIT
#include "engine/failures.h"

#include <exception>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/read_error.h"
#include "bbplay/sinks/errors.h"

#include "terminal/exit_code.h"

namespace bbplay::python {
namespace {

namespace py = pybind11;

/// Raises bbplay.`name`(message, exit_code, findings).
void raise(const char* name, const std::string& message, int exit_code,
           const Diagnostics& findings = Diagnostics()) {
  try {
    const py::object type = py::module_::import("bbplay._errors").attr(name);
    const py::object error = type.attr("made")(message, exit_code, list_of(findings));
    PyErr_SetObject(type.ptr(), error.ptr());
  } catch (py::error_already_set& failed) {
    failed.restore();
  }
}

/// The first error says what is wrong; the others come with it.
std::string message_of(const Diagnostics& findings) {
  for (const Finding& finding : findings.findings()) {
    if (finding.severity == Severity::error) return finding.text();
  }
  return findings.file() + ": not a track";
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const TrackError& error) {
    raise("TrackError", message_of(error.diagnostics()), app::kBadTrack, error.diagnostics());
  } catch (const InputError& error) {
    raise("MissingFile", error.what(), app::kNoInput);
  } catch (const ReadError& error) {
    raise("FileError", error.what(), app::kIoError);
  } catch (const DeviceError& error) {
    raise("DeviceError", error.what(), app::kNoDevice);
  } catch (const CreateError& error) {
    raise("FileError", error.what(), app::kNoOutput);
  } catch (const WriteError& error) {
    raise("FileError", error.what(), app::kIoError);
  } catch (const FormatError& error) {
    raise("UsageError", error.what(), app::kUsage);
  } catch (const app::UsageError& error) {
    raise("UsageError", error.what(), app::kUsage);
  } catch (const Cancelled&) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
  }
}

}  // namespace

py::tuple tuple_of(const Finding& finding) {
  return py::make_tuple(name_of(finding.severity), finding.pointer, finding.position.line,
                        finding.position.column, finding.message, finding.file);
}

py::list list_of(const Diagnostics& findings) {
  py::list list;
  for (const Finding& finding : findings.findings()) list.append(tuple_of(finding));
  return list;
}

void register_failures() { py::register_local_exception_translator(&translate); }

}  // namespace bbplay::python
