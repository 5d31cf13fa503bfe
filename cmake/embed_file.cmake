# cmake -DSYMBOL=name -DFILE=text -DOUT=name.cpp -P embed_file.cmake
file(READ ${FILE} text)
if(text MATCHES "\\)sluice_embed\"")
  message(FATAL_ERROR "${FILE} has the mark that ends an embedded file: )sluice_embed\"")
endif()
file(WRITE ${OUT} "#include \"embedded/${SYMBOL}.hpp\"

namespace sluice::embedded {

constinit const std::string_view ${SYMBOL} = R\"sluice_embed(${text})sluice_embed\";

}  // namespace sluice::embedded
")
