# sluice_embed(target symbol file): builds a text file into a library.
#
# `#include "embedded/<symbol>.hpp"` then has it as the std::string_view
# sluice::embedded::<symbol>. Changed when the file changes.
function(sluice_embed target symbol file)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(SYMBOL ${symbol})
  file(CONFIGURE OUTPUT ${folder}/${symbol}.hpp @ONLY CONTENT [=[
#pragma once

#include <string_view>

namespace sluice::embedded {

extern const std::string_view @SYMBOL@;

}  // namespace sluice::embedded
]=])
  add_custom_command(OUTPUT ${folder}/${symbol}.cpp
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DFILE=${file} -DOUT=${folder}/${symbol}.cpp
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake
    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${symbol}.cpp)
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
