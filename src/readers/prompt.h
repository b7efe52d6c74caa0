/*
 * prompt.h - lines that say which command printed what follows
 */
#ifndef CRUX_READERS_PROMPT_H
#define CRUX_READERS_PROMPT_H

#include "readers/reader.h"

enum prompt_kind {
	PROMPT_SHELL,  /* somebody typed here */
	PROMPT_HEADER, /* "### 14:39:09.535  $ ss -ltn", "==> name <==", watch's first line */
	PROMPT_TRACED, /* "+ ss -tan" of a shell under set -x: each stage has its own */
	PROMPT_BARE,   /* a command alone on its line: only its surroundings can tell */
};

struct prompt {
	enum prompt_kind kind;
	struct str host;    /* empty: not told */
	struct str command; /* empty: nothing was typed */
	int64_t time_ns;    /* TIME_NONE: not told */
	struct str every;   /* seconds, of watch's header; empty: another prompt */
};

/* Longer lines are no command lines; this keeps hostile ones cheap. */
#define COMMAND_MAX_BYTES 4096

/* Whether a line is a command line, and its parts. */
bool prompt_parse(struct str line, struct prompt *ret);

/*
 * In a text that lost its line ends: where from `from` on a prompt with a known
 * program begins in the middle of s, s.n if nowhere.
 */
size_t prompt_find(struct str s, size_t from);

#endif
