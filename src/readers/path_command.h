/*
 * path_command.h - the command that a file's place tells
 */
#ifndef CRUX_READERS_PATH_COMMAND_H
#define CRUX_READERS_PATH_COMMAND_H

#include "base/base.h"

/*
 * "…/sos_commands/networking/ss_-peaonmi" is what "ss -peaonmi" printed, and
 * "…/proc/net/softnet_stat" what "cat /proc/net/softnet_stat" did. Empty when the path
 * tells none.
 */
struct str path_command(struct arena *a, struct str path);

#endif
