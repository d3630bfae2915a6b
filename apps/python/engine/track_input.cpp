// SPDX-License-Identifier: MIT
#include "engine/track_input.h"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

namespace bbplay::python {
namespace {

namespace py = pybind11;

bool is_json(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != text.npos && text[begin] == '{';
}

/// What the json module cannot write: NumPy's numbers know what they are.
py::object plain_number(const py::object& value) {
  if (py::hasattr(value, "item") && !py::isinstance<py::dict>(value)) return value.attr("item")();
  if (py::hasattr(value, "__fspath__")) return value.attr("__fspath__")();
  throw py::type_error("a track cannot hold a " +
                       std::string(py::str(py::type::handle_of(value).attr("__name__"))));
}

std::string dumped(py::handle track) {
  const py::object dumps = py::module_::import("json").attr("dumps");
  return py::cast<std::string>(dumps(track, py::arg("default") = py::cpp_function(&plain_number)));
}

}  // namespace

TrackInput input_of(py::handle track, py::handle base) {
  TrackInput input;
  input.base =
      base.is_none() ? std::filesystem::current_path() : py::cast<std::filesystem::path>(base);
  if (py::isinstance<py::dict>(track)) {
    input.text = dumped(track);
  } else if (py::isinstance<py::bytes>(track)) {
    input.text = py::cast<std::string>(track);
  } else if (py::isinstance<py::str>(track) && is_json(py::cast<std::string>(track))) {
    input.text = py::cast<std::string>(track);
  } else if (py::isinstance<py::str>(track) || py::hasattr(track, "__fspath__")) {
    input.file = py::cast<std::filesystem::path>(track);
  } else {
    throw py::type_error(
        "a track is a dict, JSON text (str or bytes), or the path of a file, not " +
        std::string(py::str(py::type::handle_of(track).attr("__name__"))));
  }
  return input;
}

std::shared_ptr<const Track> read(const TrackInput& input, const ReadOptions& options,
                                  Diagnostics& findings) {
  return std::make_shared<const Track>(
      input.file.empty() ? read_track_text(input.text, input.name(), input.base, options, findings)
                         : read_track(input.file, options, findings));
}

}  // namespace bbplay::python
