/*
 * manual.h - what the table of commands says to people: help, version, man page
 */
#ifndef CRUX_COMMANDS_MANUAL_H
#define CRUX_COMMANDS_MANUAL_H

#include "commands/command.h"

/* Each prints to standard output and returns the exit status. */
int manual_print_all(void);
int manual_print_command(const struct command *c);
int manual_print_version(void);
int manual_print_page(void); /* docs/crux.1 */

/* For somebody who typed nothing: to standard error, as a usage error. */
int manual_print_short(void);

/* The page in man(7) macros. */
void man_page(struct out *o);

#endif
