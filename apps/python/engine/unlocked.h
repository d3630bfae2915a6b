// SPDX-License-Identifier: MIT
#pragma once

#include <pybind11/pybind11.h>
#include <unistd.h>

namespace bbplay::python {

/// The interpreter's lock is released while in scope.
///
/// While the interpreter ends, it ends every thread that wants its lock back by unwinding its stack,
/// and C++ ends the process where that meets a destructor. A thread that comes back so late stays
/// here instead, until the process is over.
class Unlocked {
 public:
  Unlocked() : state_(PyEval_SaveThread()) {}
  ~Unlocked() noexcept(false) {
#if PY_VERSION_HEX >= 0x030D0000
    const bool ends = Py_IsFinalizing() != 0;
#else
    const bool ends = _Py_IsFinalizing() != 0;
#endif
    while (ends) ::pause();
    PyEval_RestoreThread(state_);
  }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  PyThreadState* state_;
};

}  // namespace bbplay::python
