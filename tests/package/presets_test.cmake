# SPDX-License-Identifier: MIT
# Presets that are used rarely configure.
include(${SOURCE}/support.cmake)

foreach(preset asan-ubsan tsan bench)
  run(${CMAKE_COMMAND} --preset ${preset} -S ${SOURCE}/../.. -B ${WORK}/presets/${preset} -D BUILD_TESTING=OFF)
endforeach()
