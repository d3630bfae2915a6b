// SPDX-License-Identifier: MIT
#include "engine/track_input.h"

#include <utility>

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

std::string utf8_of(const py::str& text) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) throw py::error_already_set();
  return {bytes, static_cast<std::size_t>(size)};
}

std::filesystem::path path_of(py::handle path) {
  const py::bytes encoded = py::module_::import("os").attr("fsencode")(path);
  const auto name = py::cast<std::string>(encoded);
  if (name.find('\0') != name.npos) throw py::value_error("a path with a zero byte in it");
  return name;
}

TrackInput input_of(py::handle track, py::handle base) {
  TrackInput input;
  input.base = base.is_none() ? std::filesystem::current_path() : path_of(base);
  if (py::isinstance<py::dict>(track)) {
    input.text = dumped(track);
  } else if (py::isinstance<py::bytes>(track)) {
    input.text = py::cast<std::string>(track);
  } else if (py::isinstance<py::str>(track) &&
             is_json(utf8_of(py::reinterpret_borrow<py::str>(track)))) {
    input.text = utf8_of(py::reinterpret_borrow<py::str>(track));
  } else if (py::isinstance<py::str>(track) || py::hasattr(track, "__fspath__")) {
    input.file = path_of(track);
  } else {
    throw py::type_error(
        "a track is a dict, JSON text (str or bytes), or the path of a file, not " +
        std::string(py::str(py::type::handle_of(track).attr("__name__"))));
  }
  return input;
}

std::shared_ptr<const Track> read(const TrackInput& input, const ReadOptions& options,
                                  Diagnostics& findings) {
  Track track = input.file.empty()
                    ? read_track_text(input.text, input.name(), input.base, options, findings)
                    : read_track(input.file, options, findings);
  if (track.name.empty()) track.name = "track";
  return std::make_shared<const Track>(std::move(track));
}

}  // namespace bbplay::python
