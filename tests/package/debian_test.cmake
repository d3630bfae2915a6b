# SPDX-License-Identifier: MIT
# Makes the Debian packages, lets lintian look at them, and unpacks and uses what is in them.
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)
set(packages ${WORK}/debian)
set(root ${WORK}/debian-root)
file(REMOVE_RECURSE ${packages} ${root})

set(names bbplay libbbplay-dev)
if(PYTHON)
  list(APPEND names python3-bbplay)
endif()
run(cpack --config ${BUILD}/CPackConfig.cmake -B ${packages})
foreach(name IN LISTS names)
  file(GLOB ${name} ${packages}/${name}_*.deb)
  if(NOT ${name})
    message(FATAL_ERROR "no package ${name}: ${output}")
  endif()
endforeach()
run_if_there(lintian --allow-root --fail-on error,warning ${bbplay} ${libbbplay-dev} ${python3-bbplay})

run(dpkg-deb --field ${bbplay} Version Depends Suggests)
foreach(line "Version: ${VERSION}" "Depends: .*libportaudio2" "Depends: .*libsndfile1" "Suggests: ")
  string(REPLACE "+" "\\+" line "${line}")
  if(NOT output MATCHES "${line}")
    message(FATAL_ERROR "the package does not say \"${line}\":\n${output}")
  endif()
endforeach()

run(dpkg-deb --extract ${bbplay} ${root})
expect_files(${root}/usr
  share/man/man1/bbplay.1.gz
  share/man/man5/bbplay-track.5.gz
  share/doc/bbplay/changelog.gz
  share/doc/bbplay/copyright
  share/bash-completion/completions/bbplay
  share/zsh/vendor-completions/_bbplay
  share/fish/vendor_completions.d/bbplay.fish)
run(gzip --decompress --stdout ${root}/usr/share/doc/bbplay/changelog.gz)
if(NOT output MATCHES "^bbplay \\(([^)]*)\\)" OR NOT CMAKE_MATCH_1 STREQUAL VERSION)
  message(FATAL_ERROR "the changelog does not begin with ${VERSION}:\n${output}")
endif()
foreach(name bbplay@ bbplay-serve)
  file(READ ${root}/usr/share/systemd/user/${name}.service unit)
  if(NOT unit MATCHES "ExecStart=/usr/bin/bbplay ")
    message(FATAL_ERROR "the unit does not start the packaged program:\n${unit}")
  endif()
endforeach()
run(${root}/usr/bin/bbplay --check --no-cache ${root}/usr/share/bbplay/tracks/demo.json)

if(PYTHON)
  run(dpkg-deb --extract ${python3-bbplay} ${root})
  run(${CMAKE_COMMAND} -E env PYTHONPATH=${root}/usr/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1
    ${PYTHON} -c "import bbplay, realtime_backend; assert bbplay.info('${root}/usr/share/bbplay/tracks/demo.json')['duration_s'] > 0")
endif()
file(REMOVE_RECURSE ${packages} ${root})
