/*
 * calls.c - what single calls tell, without following paths
 */
#include "code/unit.h"

void
look_at_calls(struct unit *u)
{
	(void)u;
}
