# The toolchain of the em++ on PATH: Debian's package or an emsdk.
find_program(CVM_IMAGES_EMXX em++)
if(NOT CVM_IMAGES_EMXX)
  message(FATAL_ERROR "cvm-images: no em++ on PATH; install Debian's emscripten or activate an emsdk")
endif()
file(REAL_PATH ${CVM_IMAGES_EMXX} cvm_images_emxx)
get_filename_component(cvm_images_emscripten ${cvm_images_emxx} DIRECTORY)
include(${cvm_images_emscripten}/cmake/Modules/Platform/Emscripten.cmake)
