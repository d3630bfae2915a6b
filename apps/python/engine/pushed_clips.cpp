// SPDX-License-Identifier: MIT
#include "engine/pushed_clips.h"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <utility>

#include <pybind11/stl.h>

namespace bbplay::python {
namespace {

namespace py = pybind11;

py::object loaded(const std::string& json) {
  return py::module_::import("json").attr("loads")(json);
}

py::object clips_of(const py::object& track) {
  if (!py::isinstance<py::dict>(track)) return py::none();
  for (const char* name : {"clips", "overlay_clips"}) {
    const py::object clips = track.attr("get")(name);
    if (py::isinstance<py::list>(clips) && py::len(clips) > 0) return clips;
  }
  return py::none();
}

void put_number(std::string& bytes, std::uint32_t number, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(number >> (8 * i) & 0xFFu));
}

/// A WAV file of 32-bit floats.
std::string wav_of(const std::vector<float>& samples, std::uint32_t rate) {
  constexpr std::uint32_t kChannels = 2, kFloatFormat = 3, kHeaderBytes = 36;
  const auto bytes_of_data = static_cast<std::uint32_t>(samples.size() * sizeof(float));
  std::string bytes = "RIFF";
  put_number(bytes, kHeaderBytes + bytes_of_data, 4);
  bytes += "WAVEfmt ";
  put_number(bytes, 16, 4);
  put_number(bytes, kFloatFormat, 2);
  put_number(bytes, kChannels, 2);
  put_number(bytes, rate, 4);
  put_number(bytes, rate * kChannels * 4, 4);
  put_number(bytes, kChannels * 4, 2);
  put_number(bytes, 32, 2);
  bytes += "data";
  put_number(bytes, bytes_of_data, 4);
  const std::size_t header = bytes.size();
  bytes.resize(header + bytes_of_data);
  if (bytes_of_data > 0) std::memcpy(bytes.data() + header, samples.data(), bytes_of_data);
  return bytes;
}

std::uint32_t rate_of(const py::object& track) {
  for (const char* name : {"global_settings", "globalSettings", "global"}) {
    const py::object settings = track.attr("get")(name);
    if (!py::isinstance<py::dict>(settings)) continue;
    for (const char* key : {"sample_rate", "sampleRate"}) {
      const py::object rate = settings.attr("get")(key);
      if (!rate.is_none()) return static_cast<std::uint32_t>(py::cast<double>(rate));
    }
  }
  return 44'100;
}

template <class Number>
void append(std::vector<float>& out, const py::buffer_info& buffer) {
  // Contiguous, as asked for: rows one after the other.
  const auto* from = static_cast<const Number*>(buffer.ptr);
  for (py::ssize_t i = 0; i < buffer.size; ++i) out.push_back(static_cast<float>(from[i]));
}

}  // namespace

void PushedClips::begin(const std::string& track_json) {
  std::string clips;
  try {
    clips = py::cast<std::string>(py::repr(clips_of(loaded(track_json))));
  } catch (py::error_already_set&) {
    // Not JSON: whoever reads it says so.
  }
  if (clips != clips_) {
    clips_pushed_.clear();
    files_before_ = std::exchange(files_, {});
  }
  clips_ = std::move(clips);
  json_ = track_json;
}

bool PushedClips::push(std::size_t index, const std::vector<float>& samples, bool finished) {
  Clip& clip = clips_pushed_[index];
  if (clip.finished) return false;
  clip.samples.insert(clip.samples.end(), samples.begin(), samples.end());
  clip.finished = finished;
  if (!finished && clip.samples.size() < 2 * clip.told) return false;
  if (clip.samples.size() == clip.told) return false;
  clip.told = clip.samples.size();
  return true;
}

/// Of a file that nobody else sees, and that is gone with the process.
std::string PushedClips::path_of(Clip& clip, std::uint32_t rate) {
  if (clip.saved == clip.samples.size()) return clip.path;
  const py::object number = py::module_::import("os").attr("memfd_create")("bbplay-clip");
  const py::object file = py::module_::import("io").attr("open")(number, "wb");
  file.attr("write")(py::bytes(wav_of(clip.samples, rate)));
  file.attr("flush")();
  files_.push_back(file);
  clip.saved = clip.samples.size();
  clip.path = "/proc/self/fd/" + py::cast<std::string>(py::str(number));
  return clip.path;
}

std::string PushedClips::text() {
  if (clips_pushed_.empty()) return json_;
  const py::object track = loaded(json_);
  const py::object clips = clips_of(track);
  if (clips.is_none()) return json_;
  const py::object exists = py::module_::import("os.path").attr("exists");
  const std::uint32_t rate = rate_of(track);
  for (auto& [index, pushed] : clips_pushed_) {
    if (index >= py::len(clips) || pushed.samples.empty()) continue;
    const py::object clip = clips[py::int_(index)];
    if (!py::isinstance<py::dict>(clip)) continue;
    for (const char* key : {"path", "file_path", "file"}) {
      const py::object path = clip.attr("get")(key);
      if (!py::isinstance<py::str>(path) || py::len(path) == 0) continue;
      if (py::cast<bool>(exists(path))) continue;
      clip[key] = path_of(pushed, rate);
    }
  }
  return py::cast<std::string>(py::module_::import("json").attr("dumps")(track));
}

std::vector<float> floats_of(const py::object& samples) {
  std::vector<float> floats;
  if (PyObject_CheckBuffer(samples.ptr()) != 0 && !py::isinstance<py::bytes>(samples)) {
    const py::buffer_info buffer = py::reinterpret_borrow<py::buffer>(samples).request();
    py::ssize_t expected = buffer.itemsize;
    for (py::ssize_t i = buffer.ndim; i-- > 0;) {
      if (buffer.shape[std::size_t(i)] > 1 && buffer.strides[std::size_t(i)] != expected) {
        throw py::type_error("samples: a contiguous array of float32 or float64");
      }
      expected *= buffer.shape[std::size_t(i)];
    }
    if (buffer.format == py::format_descriptor<float>::format()) {
      append<float>(floats, buffer);
    } else if (buffer.format == py::format_descriptor<double>::format()) {
      append<double>(floats, buffer);
    } else {
      throw py::type_error("samples: a sequence of numbers, or an array of float32 or float64");
    }
    return floats;
  }
  try {
    return py::cast<std::vector<float>>(samples);
  } catch (const py::cast_error&) {
    throw py::type_error("samples: a sequence of numbers, or an array of float32 or float64");
  }
}

}  // namespace bbplay::python
