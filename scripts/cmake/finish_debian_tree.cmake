# SPDX-License-Identifier: MIT
# Does to the files of a package what Debian's own tools do, before CPack packs them: manual pages and changelogs are
# compressed the same way every time, and compilers' notes are left out.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  set(usr ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr)
  file(GLOB documents ${usr}/share/man/man*/*.[0-9] ${usr}/share/doc/*/changelog)
  foreach(document IN LISTS documents)
    run(gzip --best --no-name ${document})
  endforeach()
  file(GLOB programs ${usr}/bin/*)
  foreach(program IN LISTS programs)
    run(strip --remove-section=.comment --remove-section=.note ${program})
  endforeach()
  file(GLOB_RECURSE modules ${usr}/lib/python3/*.so)
  foreach(module IN LISTS modules)
    run(strip --remove-section=.comment --remove-section=.note ${module})
  endforeach()
  file(GLOB_RECURSE libraries ${usr}/lib/*.a)
  foreach(library IN LISTS libraries)
    run(strip --strip-debug --enable-deterministic-archives
      --remove-section=.comment --remove-section=.note ${library})
  endforeach()
endforeach()
