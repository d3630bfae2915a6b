# SPDX-License-Identifier: MIT
# Installs the build into a folder of its own, looks for everything that belongs there, then builds
# and runs a program that finds the engine in it.
set(prefix ${WORK}/prefix)
set(consumer ${WORK}/consumer)
file(REMOVE_RECURSE ${prefix} ${prefix}.moved ${consumer})

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: ${status}\n${out}\n${err}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

function(expect_equal what actual expected)
  if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "${what}: expected \"${expected}\", found \"${actual}\"")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
foreach(file
    bin/bbplay
    share/man/man1/bbplay.1
    share/man/man5/bbplay-track.5
    share/bash-completion/completions/bbplay
    share/zsh/vendor-completions/_bbplay
    share/fish/vendor_completions.d/bbplay.fish
    share/bbplay/parameters.md
    share/bbplay/track.schema.json
    share/bbplay/tracks/demo.json
    share/doc/bbplay/README.md
    share/doc/bbplay/copyright
    include/bbplay/reader/read_track.h
    include/bbplay/scheduler/track_scheduler.h)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()

file(READ ${prefix}/share/systemd/user/bbplay@.service unit)
if(NOT unit MATCHES "ExecStart=${prefix}/bin/bbplay ")
  message(FATAL_ERROR "the unit does not start the installed program:\n${unit}")
endif()

run(${prefix}/bin/bbplay --version)
expect_equal("installed program" "${output}" "bbplay ${VERSION}\n")
run(${prefix}/bin/bbplay --check --no-cache ${prefix}/share/bbplay/tracks/demo.json)

# Moved: the folder of the installation is not part of what was built.
file(RENAME ${prefix} ${prefix}.moved)
run(${CMAKE_COMMAND} -E rm -rf ${consumer})
run(${CMAKE_COMMAND} -S ${SOURCE}/consumer -B ${consumer} -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${prefix}.moved
  -D CMAKE_CXX_COMPILER=${COMPILER}
  "-DCMAKE_CXX_FLAGS=${FLAGS}"
  -D CMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${consumer})
run(${consumer}/consumer ${SOURCE}/consumer/track.json)
expect_equal("program with the engine" "${output}" "${VERSION} 16000 0.25\n")
file(REMOVE_RECURSE ${prefix}.moved)
