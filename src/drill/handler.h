/*
 * handler.h - a leak at end of file, found in the text of a connection handler
 *
 * An honest look at the text and no more: the branch for read() == 0 that does
 * not close, where nothing behind it does. Where a helper, a goto or a return
 * might still close, nothing is claimed.
 */
#ifndef CRUX_DRILL_HANDLER_H
#define CRUX_DRILL_HANDLER_H

#include "base/base.h"

/* Lines from 1; 0: not there. */
struct handler {
	struct str fd;	      /* as read()'s first argument has it */
	struct str condition; /* "got == 0" */
	struct str accept;    /* "accept4" */
	uint32_t accept_line, alloc_line, edge_line;
	uint32_t read_line, write_line; /* write_line: its result is not looked at */
	uint32_t leak_line, chain_end_line;
	bool leak_unregisters;		     /* it takes fd out of epoll */
	uint32_t good_line, good_close_line; /* another branch, which closes */
	uint32_t good_free_line, good_unregister_line;
};

/* Look for it in C source. False: none is found, or it cannot be told. On a. */
bool handler_read(struct arena *a, struct str code, struct handler *ret);

#endif
