# Flags everything shares, and the two functions that turn a folder into a target.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(EXPAT REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(ARGON2 REQUIRED IMPORTED_TARGET libargon2)
# Its pkg-config file asks for jansson's, which Debian's package does not bring and nothing needs.
find_path(CJOSE_INCLUDE_DIR cjose/cjose.h REQUIRED)
find_library(CJOSE_LIBRARY cjose REQUIRED)
find_package(simdjson REQUIRED)
find_package(date REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)

add_library(ohmstead_options INTERFACE)
target_compile_options(ohmstead_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Werror
  $<$<CONFIG:Release>:-g1 -ffunction-sections -fdata-sections>)
target_link_options(ohmstead_options INTERFACE -fuse-ld=lld-19
  # Code that is loaded counts as memory: leave out what is never called or there twice.
  $<$<CONFIG:Release>:-Wl,--gc-sections,--icf=safe,-z,pack-relative-relocs>)
target_compile_definitions(ohmstead_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED)
if(OHMSTEAD_SANITIZE)
  target_compile_options(ohmstead_options INTERFACE
    -fsanitize=${OHMSTEAD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    # Lines are all that a report needs; full debug information would double the build.
    -g0 -gline-tables-only)
  target_link_options(ohmstead_options INTERFACE -fsanitize=${OHMSTEAD_SANITIZE})
  # Recycled coroutine frames would hide their misuse from the sanitizer.
  target_compile_definitions(ohmstead_options INTERFACE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
endif()
if(OHMSTEAD_FUZZ)
  # What a fuzzer explores are parsers; all else would only be built longer. These options are what
  # -fsanitize=fuzzer-no-link says about coverage, and unlike it let rooms share precompiled headers.
  target_compile_options(ohmstead_options INTERFACE $<$<BOOL:$<TARGET_PROPERTY:OHMSTEAD_PARSES>>:
    -fsanitize-coverage=inline-8bit-counters,pc-table,indirect-calls,trace-cmp>)
endif()
target_link_libraries(ohmstead_options INTERFACE Threads::Threads)
target_include_directories(ohmstead_options INTERFACE ${CMAKE_SOURCE_DIR}/server)

add_library(ohmstead_for_size INTERFACE)
target_compile_options(ohmstead_for_size INTERFACE $<$<CONFIG:Release>:-Os>)

# ohmstead_room(<name> [SMALL] [PARSES] [PRECOMPILED <header>...] [DEPS <room or library>...]):
# static library ohmstead_<name> from the sources in this folder and its sub-folders. SMALL: what no
# budget counts the time of is built for size, since on a small computer the program itself is a
# third of the memory it takes. PARSES: what comes from outside, so that fuzzers explore it.
# PRECOMPILED: our own headers that most of the room's sources read.
function(ohmstead_room name)
  cmake_parse_arguments(ROOM "SMALL;PARSES" "" "PRECOMPILED;DEPS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/app/main\\.cpp$")
  if(NOT sources)
    add_library(ohmstead_${name} INTERFACE)
    target_link_libraries(ohmstead_${name} INTERFACE ohmstead_options ${ROOM_DEPS})
    return()
  endif()
  add_library(ohmstead_${name} STATIC ${sources})
  target_link_libraries(ohmstead_${name} PUBLIC ohmstead_options ${ROOM_DEPS})
  set_target_properties(ohmstead_${name} PROPERTIES OHMSTEAD_PARSES "${ROOM_PARSES}")
  if(ROOM_SMALL)
    target_link_libraries(ohmstead_${name} PRIVATE ohmstead_for_size)
  endif()
  if(ROOM_PRECOMPILED)
    list(TRANSFORM ROOM_PRECOMPILED PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    target_precompile_headers(ohmstead_${name} PRIVATE ${OHMSTEAD_PRECOMPILED} ${ROOM_PRECOMPILED})
  elseif(ROOM_SMALL)
    target_precompile_headers(ohmstead_${name} REUSE_FROM ohmstead_small_pch)
  else()
    target_precompile_headers(ohmstead_${name} REUSE_FROM ohmstead_pch)
  endif()
endfunction()

# ohmstead_is_test(<target>): what only tests need is not optimized, which halves the time of its
# build. What it tests is.
function(ohmstead_is_test target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
endfunction()

# ohmstead_tests(<folder> [PRECOMPILED <header>...] [DEPS ...]): executable test_<folder> from its
# *_test.cpp, known to ctest.
function(ohmstead_tests name)
  cmake_parse_arguments(TESTS "" "" "PRECOMPILED;DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" target test_${name})
  add_executable(${target} ${sources})
  ohmstead_is_test(${target})
  target_link_libraries(${target} PRIVATE ohmstead_options ${TESTS_DEPS} GTest::gmock_main)
  if(TESTS_PRECOMPILED)
    list(TRANSFORM TESTS_PRECOMPILED PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    target_precompile_headers(${target} PRIVATE ${OHMSTEAD_TEST_PRECOMPILED} ${TESTS_PRECOMPILED})
  else()
    target_precompile_headers(${target} REUSE_FROM ohmstead_test_pch)
  endif()
  add_test(NAME ${target} COMMAND ${target})
  set_tests_properties(${target} PROPERTIES TIMEOUT 300)
endfunction()
