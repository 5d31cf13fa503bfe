# sluice_module(core USES base): one folder, one library, one namespace.
#
# Every *.cpp in the folder and its subfolders is the library; every *_test.cpp
# is its test. USES names the folders whose headers it may include, and is the
# only place that says so: tools/check_layers.py reads these lines. PURE lists
# files of the folder that may include nothing but the PURE_USES folders.
add_library(sluice_options INTERFACE)
target_compile_features(sluice_options INTERFACE cxx_std_20)
target_compile_options(sluice_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor
  # g++ 12 takes the operators new and delete of Asio's coroutine frames for strangers.
  -Wno-mismatched-new-delete
  $<$<BOOL:${SLUICE_WERROR}>:-Werror>)
target_compile_definitions(sluice_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
  JSON_USE_IMPLICIT_CONVERSIONS=0)
target_include_directories(sluice_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(sluice_options INTERFACE sluice_fmt tl::expected Threads::Threads)

include(GoogleTest)

function(sluice_tests name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name}_test ${arg_SOURCES})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_test PRIVATE
    SLUICE_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name}_test PRIVATE ${arg_LINK} GTest::gmock_main)
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}." NO_PRETTY_VALUES DISCOVERY_MODE PRE_TEST)
endfunction()

function(sluice_module name)
  cmake_parse_arguments(arg "" "" "USES;LIBRARIES;PURE;PURE_USES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM arg_USES PREPEND sluice::)

  if(sources)
    add_library(sluice_${name} STATIC ${sources})
    target_link_libraries(sluice_${name} PUBLIC sluice_options ${arg_USES} PRIVATE ${arg_LIBRARIES})
  else()
    add_library(sluice_${name} INTERFACE)
    target_link_libraries(sluice_${name} INTERFACE sluice_options ${arg_USES} ${arg_LIBRARIES})
  endif()
  add_library(sluice::${name} ALIAS sluice_${name})

  if(BUILD_TESTING AND tests)
    sluice_tests(${name} SOURCES ${tests} LINK sluice::${name} ${arg_LIBRARIES})
  endif()
endfunction()
