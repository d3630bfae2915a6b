# SPDX-License-Identifier: MIT
# What every target of this project is compiled with; nothing is set globally.
include_guard()

add_library(bbplay_build_options INTERFACE)
target_compile_features(bbplay_build_options INTERFACE cxx_std_20)
target_compile_options(bbplay_build_options INTERFACE
  # Part of Clang's -Wconversion; GCC is asked for it, so that what compiles here does so there, too.
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror
  # GCC 12 sees uninitialised memory in every std::optional of a value with vectors that is swapped or
  # moved at -O3; Clang and the sanitizers look after the real thing.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  # Likewise overlapping, endless and misplaced copies in every "text" + std::string (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
  # Contraction would let two instantiations of one formula differ in the last bit, and a few
  # integer frame counts of the track format depend on the rounding of a single product.
  -ffp-contract=off
  # Newer Clangs see std::stable_sort of libstdc++ 12 use what C++17 deprecates; GCC looks after ours.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
  # Tests are compiled more often than they run: a third of the time less. The last option counts, so that
  # they have no other one.
  $<$<CONFIG:Release>:$<IF:$<BOOL:$<TARGET_PROPERTY:BBPLAY_IS_TEST>>,-O1,-O3>>)
# The oldest x86 supported is x86-64-v2 (SSE4.2, 2009); wider vector units are chosen at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(bbplay_build_options INTERFACE -march=x86-64-v2)
endif()
# Arm: NEON, which every 64-bit processor has. The kernels hold vectors in structures and arrays and count
# their lanes while compiling, and vectors of SVE have no size until the program runs.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64|ARM64")
  target_compile_definitions(bbplay_build_options INTERFACE
    "HWY_DISABLED_TARGETS=(HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128)")
endif()
if(BBPLAY_LIBRARY_ASSERTIONS)
  target_compile_definitions(bbplay_build_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(BBPLAY_SANITIZE)
  target_compile_options(bbplay_build_options INTERFACE
    -fsanitize=${BBPLAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(bbplay_build_options INTERFACE -fsanitize=${BBPLAY_SANITIZE})
endif()
if(BBPLAY_SANITIZE STREQUAL "thread")
  # Beside this sanitizer GCC 12 takes reads of whole strings for reads beyond their ends.
  target_compile_options(bbplay_build_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>)
endif()

if(BBPLAY_FUZZ)
  target_compile_options(bbplay_build_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(bbplay_target target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:bbplay_build_options>)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  # A module of Python is a shared object; what stays inside of it need not be found by name.
  get_target_property(type ${target} TYPE)
  if(BBPLAY_PYTHON AND type STREQUAL STATIC_LIBRARY)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON
      CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  endif()
endfunction()

# bbplay_test(<area> SOURCES <files>... [LIBS <targets>...]): one GoogleTest program, one CTest entry per test.
function(bbplay_test area)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${area}_tests ${ARG_SOURCES})
  target_link_libraries(${area}_tests PRIVATE bbplay::engine bbplay_test_support GTest::gmock_main ${ARG_LIBS})
  target_include_directories(${area}_tests PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  bbplay_target(${area}_tests)
  set_target_properties(${area}_tests PROPERTIES BBPLAY_IS_TEST ON)
  target_precompile_headers(${area}_tests REUSE_FROM bbplay_test_headers)
  add_test(NAME ${area} COMMAND ${area}_tests)
  set_tests_properties(${area} PROPERTIES WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()

# bbplay_test_vector_units(<area> [<filter>]): runs an area's tests once more on each vector unit that the engine may choose at run time; one that the
# processor does not have is reported as skipped.
function(bbplay_test_vector_units area)
  set(filter "${ARGN}")
  if(NOT filter)
    set(filter "*")
  endif()
  target_sources(${area}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/vector_unit.cpp)
  target_link_libraries(${area}_tests PRIVATE hwy::hwy)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set(units SSE4 AVX2 AVX3)
  else()
    set(units NEON)
  endif()
  foreach(unit IN LISTS units)
    add_test(NAME ${area}_on_${unit} COMMAND ${area}_tests --gtest_brief=1 --gtest_filter=${filter})
    set_tests_properties(${area}_on_${unit} PROPERTIES
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      ENVIRONMENT "BBPLAY_TEST_VECTOR_UNIT=${unit};GTEST_OUTPUT="
      SKIP_RETURN_CODE 77)
  endforeach()
endfunction()
