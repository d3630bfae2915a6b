# SPDX-License-Identifier: MIT
# What `cmake --install` puts where, and the Debian packages that CPack makes of it: "bbplay" with
# the program, "libbbplay-dev" with the engine for other programs.
include(CMakePackageConfigHelpers)

install(TARGETS bbplay RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bbplay COMPONENT program
  PATTERN systemd EXCLUDE)
# With the path that it is installed to, which a package decides.
install(CODE "
  set(CMAKE_INSTALL_FULL_BINDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
  configure_file(\"${PROJECT_SOURCE_DIR}/data/systemd/bbplay@.service.in\"
    \"${PROJECT_BINARY_DIR}/bbplay@.service\" @ONLY)" COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/bbplay@.service data/systemd/bbplay@.timer
  DESTINATION ${CMAKE_INSTALL_DATADIR}/systemd/user COMPONENT program)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT program)

set(manual ${PROJECT_BINARY_DIR}/apps/bbplay/manual)
install(FILES ${manual}/bbplay.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${manual}/bbplay-track.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT program)
install(FILES ${manual}/bbplay.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME bbplay COMPONENT program)
install(FILES ${manual}/_bbplay
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
install(FILES ${manual}/bbplay.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)

# The engine: find_package(bbplay), target bbplay::engine.
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
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libbbplay-dev RENAME copyright
  COMPONENT engine)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bbplay)
set(CPACK_PACKAGE_VERSION ${BBPLAY_VERSION})
set(CPACK_PACKAGE_CONTACT "bbplay maintainers <maintainers@bbplay.invalid>" CACHE STRING
  "Maintainer of the packages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program engine)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME bbplay)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS libportaudio2)  # loaded only to play
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "player and renderer of binaural tracks")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "Plays tracks of binaural, isochronic and monaural beats on an audio device,
 or renders the same samples to sound files. Made for unattended use.")

set(CPACK_DEBIAN_ENGINE_PACKAGE_NAME libbbplay-dev)
set(CPACK_DEBIAN_ENGINE_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_ENGINE_PACKAGE_DEPENDS
  "libsndfile1-dev, libmpg123-dev, libvorbis-dev, libsoxr-dev, libmysofa-dev, libhwy-dev, libmuparser-dev")
set(CPACK_DEBIAN_ENGINE_DESCRIPTION "The engine of bbplay for other programs. Reads, plans and renders binaural tracks: a static library with its headers
 and a CMake configuration.")
include(CPack)
