/*
 * commands.h - the program, as main sees it
 */
#ifndef CRUX_COMMANDS_COMMANDS_H
#define CRUX_COMMANDS_COMMANDS_H

/* Pick the command that the words mean and run it. Returns the exit status. */
int commands_main(int argc, char **argv);

#endif
