# Header-only dependencies (stb_image, Highway, RapidJSON, Eigen) come from the system for both presets. They reach
# the compiler through a folder of links, never as -I/usr/include, which would leak the host's libc headers into a WASM
# build.

function(roundoff_header_dependency NAME HEADER)
  find_path(
    ROUNDOFF_${NAME}_DIR ${HEADER}
    PATHS /usr/include /usr/local/include /opt/homebrew/include
    PATH_SUFFIXES ${ARGN}
    NO_CMAKE_FIND_ROOT_PATH)
  if(NOT ROUNDOFF_${NAME}_DIR)
    message(FATAL_ERROR "${HEADER} not found: install it (README, 'What is needed') or set ROUNDOFF_${NAME}_DIR")
  endif()
  get_filename_component(TOP ${HEADER} DIRECTORY)
  if(TOP STREQUAL "")
    set(TOP ${HEADER})
  endif()
  set(LINKS ${CMAKE_BINARY_DIR}/include/${NAME})
  file(MAKE_DIRECTORY ${LINKS})
  file(CREATE_LINK ${ROUNDOFF_${NAME}_DIR}/${TOP} ${LINKS}/${TOP} SYMBOLIC)
  add_library(roundoff_${NAME} INTERFACE)
  target_include_directories(roundoff_${NAME} SYSTEM INTERFACE ${LINKS})
endfunction()

roundoff_header_dependency(stb stb_image.h stb)
roundoff_header_dependency(highway hwy/highway.h)
roundoff_header_dependency(json rapidjson/reader.h)
roundoff_header_dependency(eigen Eigen/Core eigen3)
# Natively Highway chooses the instruction set at run time, by a few functions of its library; WASM has one set only.
if(NOT EMSCRIPTEN)
  find_library(ROUNDOFF_HIGHWAY_LIBRARY hwy REQUIRED)
  target_link_libraries(roundoff_highway INTERFACE ${ROUNDOFF_HIGHWAY_LIBRARY})
  # Each set is another compilation of every kernel: those are left out that few CPUs stop at, and from the sanitized
  # build all but the plain one and the two with the longest vectors, where tails differ most.
  if(ROUNDOFF_SANITIZE)
    target_compile_definitions(roundoff_highway INTERFACE "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4|HWY_AVX3_DL)")
  else()
    target_compile_definitions(roundoff_highway INTERFACE "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_AVX3_DL)")
  endif()
endif()

# lodepng: natively the system's library; for WASM its source, which the setup script unpacks from Debian's source
# package (any copy of lodepng.h and lodepng.cpp will do).
set(ROUNDOFF_LODEPNG_DIR
    "${PROJECT_SOURCE_DIR}/build/deps/lodepng"
    CACHE PATH "Folder with lodepng.h and lodepng.cpp")
add_library(roundoff_lodepng INTERFACE)
find_library(ROUNDOFF_LODEPNG_LIBRARY lodepng)
if(NOT EMSCRIPTEN AND ROUNDOFF_LODEPNG_LIBRARY)
  target_link_libraries(roundoff_lodepng INTERFACE ${ROUNDOFF_LODEPNG_LIBRARY})
elseif(EXISTS ${ROUNDOFF_LODEPNG_DIR}/lodepng.cpp)
  # The core only writes PNG files: the reading half, the disk and the C++ wrappers stay out of the module.
  add_library(lodepng STATIC ${ROUNDOFF_LODEPNG_DIR}/lodepng.cpp)
  target_include_directories(lodepng SYSTEM PUBLIC ${ROUNDOFF_LODEPNG_DIR})
  target_compile_definitions(lodepng PUBLIC LODEPNG_NO_COMPILE_DISK LODEPNG_NO_COMPILE_CPP
                                            LODEPNG_NO_COMPILE_ANCILLARY_CHUNKS)
  target_link_libraries(roundoff_lodepng INTERFACE lodepng)
else()
  message(FATAL_ERROR "lodepng not found: install liblodepng-dev (native), or put lodepng.h and lodepng.cpp into "
                      "${ROUNDOFF_LODEPNG_DIR} ('npm run build' fetches them)")
endif()
