#pragma once

namespace ohmstead {

// The program: finds the command, runs it, and gives the process's exit code. 0: done; 1: it
// failed, with a sentence on standard error; 2: the command line or configuration is wrong.
int run_command_line(int argc, char** argv);

}  // namespace ohmstead
