/*
 * clear.h - memory set to zero on the path of a packet; private to src/tcp
 */
#ifndef CRUX_TCP_CLEAR_H
#define CRUX_TCP_CLEAR_H

#include <string.h>

#include "base/base.h"

/*
 * Some hundred bytes. Where it knows the size, gcc clears so many by rep stos, which needs
 * some thirty cycles to begin; the C library's memset does not.
 */
ALWAYS_INLINE void
clear(void *p, size_t bytes)
{
	__asm__("" : "+r"(bytes));
	memset(p, 0, bytes);
}

#endif
