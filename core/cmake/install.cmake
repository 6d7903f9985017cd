# Installing: libraries, headers, the CMake package and the pkg-config files.

include(CMakePackageConfigHelpers)

set(cvm_images_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/cvm-images)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/cvm-images-config.cmake.in
  ${PROJECT_BINARY_DIR}/cvm-images-config.cmake INSTALL_DESTINATION ${cvm_images_cmake_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cvm-images-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cvm-images-config.cmake ${PROJECT_BINARY_DIR}/cvm-images-config-version.cmake
  ${PROJECT_SOURCE_DIR}/core/cmake/dependencies.cmake DESTINATION ${cvm_images_cmake_dir})
install(EXPORT cvm-images-targets NAMESPACE cvm-images:: DESTINATION ${cvm_images_cmake_dir})

# cvm_images_install(TARGET HEADERS DESCRIPTION REQUIRES REQUIRES_PRIVATE)
#   TARGET "cvm-images-core" becomes cvm-images-core.pc; HEADERS is the folder whose contents are installed.
function(cvm_images_install target headers description requires requires_private)
  install(TARGETS ${target} EXPORT cvm-images-targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY ${headers}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  set(pc_name ${target})
  set(pc_description ${description})
  set(pc_requires ${requires})
  set(pc_requires_private ${requires_private})
  set(pc_libs_private "${ARGN}")
  if(NOT BUILD_SHARED_LIBS)
    # Whoever links the static library links what it stands on as well.
    string(JOIN " " pc_requires ${requires} ${requires_private})
    set(pc_requires_private "")
    set(pc_libs "${ARGN}")
    set(pc_libs_private "")
  endif()
  file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  configure_file(${PROJECT_SOURCE_DIR}/core/cmake/library.pc.in ${PROJECT_BINARY_DIR}/${target}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${target}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
