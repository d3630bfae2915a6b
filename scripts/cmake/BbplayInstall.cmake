# SPDX-License-Identifier: MIT
# What `cmake --install` puts where: the component "program", and "engine" for other programs.
include(CMakePackageConfigHelpers)

# The program, and what it and its users read.
install(TARGETS bbplay RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY data/cron data/tracks DESTINATION ${CMAKE_INSTALL_DATADIR}/bbplay COMPONENT program)
file(GLOB schemas CONFIGURE_DEPENDS data/*.schema.json)
install(FILES ${schemas} DESTINATION ${CMAKE_INSTALL_DATADIR}/bbplay COMPONENT program)
install(DIRECTORY data/format data/pictures DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES data/parameters.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES data/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
# Its links lead to where the book is installed, beside it.
install(CODE "
  file(READ \"${PROJECT_SOURCE_DIR}/README.md\" readme)
  string(REPLACE \"](data/\" \"](\" readme \"\${readme}\")
  file(WRITE \"${PROJECT_BINARY_DIR}/README.md\" \"\${readme}\")" COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

# systemd, with the path that the program is installed to, which a package decides.
install(CODE "
  set(CMAKE_INSTALL_FULL_BINDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
  configure_file(\"${PROJECT_SOURCE_DIR}/data/systemd/bbplay@.service.in\"
    \"${PROJECT_BINARY_DIR}/bbplay@.service\" @ONLY)
  configure_file(\"${PROJECT_SOURCE_DIR}/data/systemd/bbplay-serve.service.in\"
    \"${PROJECT_BINARY_DIR}/bbplay-serve.service\" @ONLY)" COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/bbplay@.service data/systemd/bbplay@.timer
    ${PROJECT_BINARY_DIR}/bbplay-serve.service data/systemd/bbplay-serve.socket
  DESTINATION ${CMAKE_INSTALL_DATADIR}/systemd/user COMPONENT program)

# The desktop: what opens tracks, how they are recognised, what software centres show.
install(FILES data/desktop/bbplay.desktop
  DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT program)
install(FILES data/desktop/bbplay.svg
  DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps COMPONENT program)
install(FILES data/desktop/bbplay.xml
  DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages COMPONENT program)
install(FILES data/desktop/invalid.bbplay.bbplay.metainfo.xml
  DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT program)

# What desktops look up; in packages the system sees to it.
install(CODE "
  if(\"\$ENV{DESTDIR}\" STREQUAL \"\")
    set(share \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}\")
    execute_process(COMMAND update-mime-database \"\${share}/mime\" OUTPUT_QUIET ERROR_QUIET)
    execute_process(COMMAND update-desktop-database \"\${share}/applications\" OUTPUT_QUIET ERROR_QUIET)
  endif()" COMPONENT program)

# Manual pages and completions.
set(manual ${PROJECT_BINARY_DIR}/apps/bbplay/manual)
install(FILES ${manual}/bbplay.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${manual}/bbplay-track.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT program)
install(FILES ${manual}/bbplay.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME bbplay COMPONENT program)
install(FILES ${manual}/bbplay.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
# Debian's zsh looks for those of packages in one folder, and for those below /usr/local in another.
install(CODE "
  if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
    set(folder vendor-completions)
  else()
    set(folder site-functions)
  endif()
  file(INSTALL \"${manual}/_bbplay\"
    DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${folder}\")"
  COMPONENT program)

# The engine: find_package(bbplay), target bbplay::engine; pkg-config bbplay.
set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/bbplay)
set_target_properties(bbplay_engine PROPERTIES EXPORT_NAME engine)
install(TARGETS bbplay_engine EXPORT bbplayTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT engine
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/bbplay DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT engine
  PATTERN sinks EXCLUDE
  PATTERN playback EXCLUDE)
install(EXPORT bbplayTargets NAMESPACE bbplay:: DESTINATION ${config_folder} COMPONENT engine)
configure_package_config_file(scripts/cmake/bbplayConfig.cmake.in
  ${PROJECT_BINARY_DIR}/bbplayConfig.cmake INSTALL_DESTINATION ${config_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bbplayConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bbplayConfig.cmake
              ${PROJECT_BINARY_DIR}/bbplayConfigVersion.cmake
  DESTINATION ${config_folder} COMPONENT engine)
# Like the configuration of CMake, it finds the rest from where it is itself.
cmake_path(SET pkgconfig_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY ${pkgconfig_folder}
  OUTPUT_VARIABLE include_from_pkgconfig)
configure_file(scripts/cmake/bbplay.pc.in ${PROJECT_BINARY_DIR}/bbplay.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bbplay.pc DESTINATION ${pkgconfig_folder} COMPONENT engine)
install(FILES data/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libbbplay-dev
  COMPONENT engine)

# The Python modules, where Debian's Python looks for those of packages.
if(BBPLAY_PYTHON)
  set(BBPLAY_PYTHON_FOLDER lib/python3/dist-packages CACHE STRING "Where the Python modules are installed")
  install(TARGETS _engine LIBRARY DESTINATION ${BBPLAY_PYTHON_FOLDER}/bbplay COMPONENT python)
  install(TARGETS realtime_backend LIBRARY DESTINATION ${BBPLAY_PYTHON_FOLDER} COMPONENT python)
  install(DIRECTORY apps/python/bbplay DESTINATION ${BBPLAY_PYTHON_FOLDER} COMPONENT python
    FILES_MATCHING PATTERN *.py PATTERN *.pyi PATTERN py.typed PATTERN __pycache__ EXCLUDE)
  install(FILES apps/python/realtime_backend.pyi DESTINATION ${BBPLAY_PYTHON_FOLDER} COMPONENT python)
  install(FILES data/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/python3-bbplay COMPONENT python)
endif()
