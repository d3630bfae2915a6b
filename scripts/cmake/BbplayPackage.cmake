# SPDX-License-Identifier: MIT
# The Debian packages that CPack makes of what is installed: "bbplay" with the program, "libbbplay-dev" with the engine
# for other programs, "python3-bbplay" with the Python modules where they are built.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bbplay)
set(CPACK_PACKAGE_VERSION ${BBPLAY_VERSION})
set(CPACK_PACKAGE_CONTACT "bbplay maintainers <maintainers@bbplay.invalid>" CACHE STRING
  "Maintainer of the packages")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program engine)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# The changelog names the version that is packaged.
configure_file(data/debian/changelog.in ${PROJECT_BINARY_DIR}/changelog @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/changelog DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/changelog DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libbbplay-dev
  COMPONENT engine)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/scripts/cmake/finish_debian_tree.cmake)

# What is loaded only when it is there stands here; what is linked, CPack finds.
set(loaded_to_play libportaudio2)
# libpulse and libsystemd are loaded when they are there. Whoever installs a sound server gets the way from ALSA to it
# with that; a machine that only renders needs none.
set(suggested "libpulse0, libsystemd0, libasound2-plugins | pipewire-alsa")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME bbplay)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "${loaded_to_play}")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "${suggested}")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "player and renderer of binaural tracks
Plays tracks of binaural, isochronic and monaural beats on an audio device,
or renders the same samples to sound files: tracks, presets and sessions of
the BinauralBuilder family. Made for unattended use, with timers, stable
exit codes and output for scripts; draws what a track contains, and serves
a page from which a phone steers it.")

set(CPACK_DEBIAN_ENGINE_PACKAGE_NAME libbbplay-dev)
set(CPACK_DEBIAN_ENGINE_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_ENGINE_PACKAGE_DEPENDS
  "libsndfile1-dev, libmpg123-dev, libvorbis-dev, libopus-dev, libogg-dev, libflac-dev, libmysofa-dev, libhwy-dev, libmuparser-dev")
set(CPACK_DEBIAN_ENGINE_DESCRIPTION "engine of bbplay for other programs
Reads, plans and renders binaural tracks: a static library with its headers
and configurations for CMake and pkg-config.")

if(BBPLAY_PYTHON)
  list(APPEND CPACK_COMPONENTS_ALL python)
  install(FILES ${PROJECT_BINARY_DIR}/changelog DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/python3-bbplay
    COMPONENT python)
  math(EXPR next_python "${Python_VERSION_MINOR} + 1")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-bbplay)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
    "python3 (<< 3.${next_python}), python3 (>= 3.${Python_VERSION_MINOR}~), ${loaded_to_play}")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS python3-numpy)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "${suggested}")
  set(CPACK_DEBIAN_PYTHON_DESCRIPTION "player and renderer of binaural tracks for Python
The module bbplay plays and renders tracks of binaural, isochronic and
monaural beats, also into arrays of NumPy; realtime_backend is what desktop
programs that author such tracks look for to play them.")
endif()
include(CPack)
