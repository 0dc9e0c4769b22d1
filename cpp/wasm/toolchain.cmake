# Finds Emscripten's own CMake toolchain and hands over to it: from EMSDK when set, else from the emcc on PATH.

set(ROUNDOFF_EMSCRIPTEN_ROOTS "")
if(DEFINED ENV{EMSDK})
  list(APPEND ROUNDOFF_EMSCRIPTEN_ROOTS "$ENV{EMSDK}/upstream/emscripten")
endif()
find_program(ROUNDOFF_EMCC emcc)
if(ROUNDOFF_EMCC)
  # emcc may be a link (Debian: /usr/bin/emcc → /usr/share/emscripten/wrapper) or a wrapper beside libexec (Homebrew).
  file(REAL_PATH ${ROUNDOFF_EMCC} ROUNDOFF_EMCC_REAL)
  get_filename_component(ROUNDOFF_EMCC_FOLDER ${ROUNDOFF_EMCC_REAL} DIRECTORY)
  list(APPEND ROUNDOFF_EMSCRIPTEN_ROOTS ${ROUNDOFF_EMCC_FOLDER} ${ROUNDOFF_EMCC_FOLDER}/../libexec)
endif()

set(ROUNDOFF_EMSCRIPTEN_TOOLCHAIN "")
foreach(ROOT IN LISTS ROUNDOFF_EMSCRIPTEN_ROOTS)
  set(CANDIDATE "${ROOT}/cmake/Modules/Platform/Emscripten.cmake")
  if(NOT ROUNDOFF_EMSCRIPTEN_TOOLCHAIN AND EXISTS ${CANDIDATE})
    set(ROUNDOFF_EMSCRIPTEN_TOOLCHAIN ${CANDIDATE})
  endif()
endforeach()

if(NOT ROUNDOFF_EMSCRIPTEN_TOOLCHAIN)
  message(FATAL_ERROR "Emscripten not found: put emcc on PATH or set EMSDK to an emsdk folder "
                      "(Debian: apt-get install emscripten; `npm start` does it for you)")
endif()
include(${ROUNDOFF_EMSCRIPTEN_TOOLCHAIN})
