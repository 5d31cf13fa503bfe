# cmake -DINPUT=file -DOUTPUT=file.cpp -DNAME=name -DHEADER=header.hpp -P Embed.cmake
# Writes a file's text as a C++ source that defines sluice::local::<NAME>. A raw
# string may have 65,536 characters at most, so the text is cut into pieces.
file(READ ${INPUT} text)
string(LENGTH "${text}" length)
set(pieces "")
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 8000 piece)
  string(APPEND pieces "\n    R\"embedded(${piece})embedded\"")
  math(EXPR at "${at} + 8000")
endwhile()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
#include "@HEADER@"

namespace sluice::local {

const std::string_view @NAME@{@pieces@};

}  // namespace sluice::local
]] @ONLY)
