# Boost.JSON and Botan for WebAssembly. Boost: only headers are taken from the system, and since /usr/include itself must
# not be on em++'s include path, the folder is linked into one of its own. Botan: built from source, minimised.
include_guard(GLOBAL)

set(CVM_IMAGES_BOOST_INCLUDE /usr/include/boost CACHE PATH "Folder 'boost' with Boost's headers")
set(cvm_images_headers ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${cvm_images_headers})
file(CREATE_LINK ${CVM_IMAGES_BOOST_INCLUDE} ${cvm_images_headers}/boost SYMBOLIC)
add_library(cvm-images-headers INTERFACE)
target_include_directories(cvm-images-headers SYSTEM INTERFACE ${cvm_images_headers})
add_library(Boost::headers ALIAS cvm-images-headers)
add_library(cvm-images::boost-json ALIAS cvm-images-headers)

set(CVM_IMAGES_BOTAN_SOURCE "" CACHE PATH "Botan 2's source, a folder or a tarball; empty: Debian's source package")
set(cvm_images_botan ${CMAKE_BINARY_DIR}/botan)
set(cvm_images_botan_script ${CMAKE_CURRENT_LIST_DIR}/../botan/prepare)
if(NOT EXISTS ${cvm_images_botan}/botan_all.cpp)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env EMXX=${CMAKE_CXX_COMPILER}
    bash ${cvm_images_botan_script} ${cvm_images_botan} ${CVM_IMAGES_BOTAN_SOURCE} RESULT_VARIABLE cvm_images_failed)
  if(cvm_images_failed)
    message(FATAL_ERROR "cvm-images: Botan's source could not be prepared (see above); "
      "-DCVM_IMAGES_BOTAN_SOURCE=FOLDER|TARBALL names one of version 2")
  endif()
endif()
add_library(cvm-images-botan STATIC ${cvm_images_botan}/botan_all.cpp)
target_compile_features(cvm-images-botan PRIVATE cxx_std_17)
# The cpu that Botan calls "llvm" does not say so, and it is worth 3 % on large bodies.
target_compile_definitions(cvm-images-botan PRIVATE BOTAN_TARGET_CPU_IS_LITTLE_ENDIAN)
target_compile_options(cvm-images-botan PRIVATE -w)
target_include_directories(cvm-images-botan SYSTEM PUBLIC ${cvm_images_botan}/build/include)
add_library(cvm-images::botan ALIAS cvm-images-botan)
