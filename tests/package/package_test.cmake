# SPDX-License-Identifier: MIT
# Installs the build into a folder of its own, looks for everything that belongs there, lets the tools of desktops look
# at what is theirs, then builds and runs a program that finds the engine in it.
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)
set(prefix ${WORK}/prefix)
set(consumer ${WORK}/consumer)
file(REMOVE_RECURSE ${prefix} ${prefix}.moved ${consumer} ${consumer}.pkg-config)

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
expect_files(${prefix}
  bin/bbplay
  share/man/man1/bbplay.1
  share/man/man5/bbplay-track.5
  share/bash-completion/completions/bbplay
  share/zsh/site-functions/_bbplay
  share/fish/vendor_completions.d/bbplay.fish
  share/applications/bbplay.desktop
  share/icons/hicolor/scalable/apps/bbplay.svg
  share/mime/packages/bbplay.xml
  share/metainfo/invalid.bbplay.bbplay.metainfo.xml
  share/bbplay/cron/crontab.example
  share/bbplay/track.schema.json
  share/bbplay/tracks/demo.json
  share/doc/bbplay/README.md
  share/doc/bbplay/copyright
  share/doc/bbplay/parameters.md
  include/bbplay/reader/read_track.h
  include/bbplay/scheduler/track_scheduler.h)

foreach(name bbplay@ bbplay-serve)
  file(READ ${prefix}/share/systemd/user/${name}.service unit)
  if(NOT unit MATCHES "ExecStart=${prefix}/bin/bbplay ")
    message(FATAL_ERROR "the unit does not start the installed program:\n${unit}")
  endif()
endforeach()

# Every link of the documents leads somewhere.
file(GLOB_RECURSE documents RELATIVE ${prefix}/share/doc/bbplay ${prefix}/share/doc/bbplay/*.md)
foreach(document IN LISTS documents)
  file(READ ${prefix}/share/doc/bbplay/${document} text)
  cmake_path(GET document PARENT_PATH folder)
  string(REPLACE "](" "<link:" text "${text}")  # brackets would hold the list together
  string(REGEX MATCHALL "<link:[^):#]*" links "${text}")
  foreach(link IN LISTS links)
    string(REPLACE "<link:" "" link "${link}")
    if(NOT link MATCHES "^https?$")
      expect_files(${prefix}/share/doc/bbplay/${folder} ${link})
    endif()
  endforeach()
endforeach()

run_if_there(desktop-file-validate ${prefix}/share/applications/bbplay.desktop)
run_if_there(appstreamcli validate --no-net ${prefix}/share/metainfo/invalid.bbplay.bbplay.metainfo.xml)

# Files are taken for what they are, and other JSON stays JSON.
find_program(gio gio)
find_program(update_mime_database update-mime-database)
if(gio AND update_mime_database AND EXISTS /usr/share/mime/mime.cache)
  set(files ${WORK}/recognised)
  file(REMOVE_RECURSE ${files})
  function(expect_type name text type)
    file(WRITE ${files}/${name} "${text}")
    run(${CMAKE_COMMAND} -E env XDG_DATA_HOME=${prefix}/share
      ${gio} info --attributes=standard::content-type ${files}/${name})
    string(REGEX REPLACE ".*content-type: ([^\n]*)\n.*" "\\1" found "${output}")
    expect_equal("type of ${name}" "${found}" "${type}")
  endfunction()
  file(READ ${prefix}/share/bbplay/tracks/demo.json demo)
  expect_type(track.json "${demo}" application/x-binaural-track+json)
  string(REGEX REPLACE "[\n ]" "" tight "${demo}")
  expect_type(tight.json "${tight}" application/x-binaural-track+json)
  expect_type(evening.session "{\"steps\": []}" application/x-binaural-session+json)
  expect_type(session.json "{\"steps\": [{\"binaural_preset_id\": \"a\"}]}" application/x-binaural-session+json)
  expect_type(rain.noise "{\"version\": 1}" application/x-binaural-preset+json)
  expect_type(package.json "{\"name\": \"x\", \"steps\": [], \"global\": {}}" application/json)
  expect_type(list.json "[\"synth_function_name\"]" application/json)
endif()

run(${prefix}/bin/bbplay --version)
expect_equal("installed program" "${output}" "bbplay ${VERSION}\n")
run(${prefix}/bin/bbplay --check --no-cache ${prefix}/share/bbplay/tracks/demo.json)

# Moved: the folder of the installation is not part of what was built.
file(RENAME ${prefix} ${prefix}.moved)
run(${CMAKE_COMMAND} -S ${SOURCE}/consumer -B ${consumer} -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${prefix}.moved
  -D CMAKE_CXX_COMPILER=${COMPILER}
  "-DCMAKE_CXX_FLAGS=${FLAGS}"
  -D CMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${consumer})
run(${consumer}/consumer ${SOURCE}/consumer/track.json)
expect_equal("program with the engine" "${output}" "${VERSION} 16000 0.25\n")

# The same without CMake.
file(GLOB_RECURSE pkgconfig ${prefix}.moved/lib/bbplay.pc)
cmake_path(GET pkgconfig PARENT_PATH pkgconfig)
run(${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${pkgconfig} pkg-config --cflags --libs bbplay)
separate_arguments(options UNIX_COMMAND "${FLAGS} -std=c++20 ${SOURCE}/consumer/main.cpp ${output}")
run(${COMPILER} ${options} -o ${consumer}.pkg-config)
run(${consumer}.pkg-config ${SOURCE}/consumer/track.json)
expect_equal("program with the engine, by pkg-config" "${output}" "${VERSION} 16000 0.25\n")
file(REMOVE_RECURSE ${prefix}.moved)
