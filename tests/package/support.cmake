# SPDX-License-Identifier: MIT
# What the tests of installations share.

# run(COMMAND...): has to succeed; its standard output is in `output` then.
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: ${status}\n${out}\n${err}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

# run_if_there(PROGRAM ARGUMENT...): the same, or a line that says that it was left out.
function(run_if_there program)
  find_program(found_${program} ${program})
  if(NOT found_${program})
    message(STATUS "left out, for want of ${program}: ${ARGN}")
    return()
  endif()
  run(${found_${program}} ${ARGN})
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_equal what actual expected)
  if(NOT actual STREQUAL expected)
    message(FATAL_ERROR "${what}: expected \"${expected}\", found \"${actual}\"")
  endif()
endfunction()

# Files below `folder` that have to be there.
function(expect_files folder)
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${folder}/${file})
      message(FATAL_ERROR "not installed: ${file}")
    endif()
  endforeach()
endfunction()
