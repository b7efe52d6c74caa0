/*
 * language.h - what a language is to the analysis: two tables
 *
 * One says how its grammar's nodes map to node.h, the other what its functions
 * do to handles. One file a language, one line in languages.def.
 */
#ifndef CRUX_CODE_LANGUAGE_H
#define CRUX_CODE_LANGUAGE_H

#include "code/node.h"

/* A grammar's node: its fields fill a, b, c and d, its other children are kids. */
struct grammar_row {
	const char *type;
	enum node_kind kind;
	const char *a, *b, *c, *d;
};

enum effect {
	EFFECT_NONE,
	EFFECT_ACCEPT,	   /* makes a handle: the peer's connection */
	EFFECT_CONNECT,	   /* makes a handle: one of our own to a peer */
	EFFECT_LISTEN,	   /* makes a handle that listens */
	EFFECT_BODY,	   /* makes a response whose body must be closed */
	EFFECT_LEASE,	   /* takes a connection out of a pool */
	EFFECT_CLIENT,	   /* makes an object of a library that has a connection of its own */
	EFFECT_OPEN,	   /* makes another handle: an epoll, a file */
	EFFECT_READ,	   /* returns bytes, or that there are no more */
	EFFECT_WRITE,	   /* may write a part */
	EFFECT_WRITE_ALL,  /* writes all or fails */
	EFFECT_CLOSE,	   /* ends the handle */
	EFFECT_HALF_CLOSE, /* shutdown */
	EFFECT_REGISTER,   /* an event loop knows it from here on */
	EFFECT_ASK,	   /* the same, or only for the select() of this function */
	EFFECT_UNREGISTER, /* the event loop forgets it; it stays open */
	EFFECT_SPAWN,	   /* another thread or task owns what is passed */
	EFFECT_BORROW,	   /* looks at it, sets options */
	EFFECT_STORE,	   /* keeps it in a container */
	EFFECT_OFFER,	   /* the same, or throws where it is full */
	EFFECT_REMOVE,	   /* takes it from one */
	EFFECT_WRAP,	   /* the result stands for the handle */
	EFFECT_TAKE,	   /* the result owns it from here on, unless it is null */
	EFFECT_FREE,	   /* memory that held it */
	EFFECT_ALLOC,	   /* memory */
	EFFECT_EXIT,	   /* never comes back */
	EFFECT_RAISE,	   /* the same, by an exception */
	EFFECT_FORGET,	   /* gives up what would have closed it */
	EFFECT_SLEEP,	   /* waits, or works long */
	EFFECT_LOG,
};

/* Where the handle is in a call. */
#define AT_RESULT (-1)
#define AT_RECEIVER (-2)
#define AT_ANY (-3) /* any argument or the receiver */

enum end_mark { /* how a read's result tells the end */
		END_NONE,
		END_ZERO,     /* 0, b'', null, None */
		END_NEGATIVE, /* -1 */
		END_ERROR,    /* by the second result: err != nil */
		END_OK_ZERO,  /* Ok(0); Err is negative */
};

/*
 * A function's name, without what it belongs to; on: what it must belong to, as the
 * end of the receiver's text in any case ("net", "socket"); NULL: whatever. "()1http."
 * says: of one argument, where the text has "http." in it; "(*)undici": where the text has that; "?": where it has no
 * function of that name; "?=net'": the same, and the text has that. "&session&aiohttp&2": the
 * receiver has the first, the text the second; of two arguments.
 */
struct effect_row {
	const char *name;
	enum effect effect;
	int at;
	enum end_mark end;
	const char *on;
};

enum language_trait {
	TRAIT_THROWS = 1,	/* any call may leave by an exception */
	TRAIT_FIELDS_BARE = 2,	/* a field may be named without its object */
	TRAIT_DROPS = 4,	/* handles close themselves at the end of their scope */
	TRAIT_ERROR_VALUE = 8,	/* the last result is an error, nil if none */
	TRAIT_COLLECTED = 16,	/* a garbage collector may close some day */
	TRAIT_CALLED_BACK = 64, /* sockets are handled by events, and end by themselves */
	TRAIT_MAY_THROW = 128,	/* a few calls may: C++ */
	TRAIT_METHOD_SELF = 32, /* the first parameter is the object */
};

struct language {
	const char *name; /* the kind in the contract: "c" */
	const void *(*grammar)(void);
	unsigned traits;
	bool typed;	  /* types.c knows its declarations */
	const char *self; /* "self", "this"; NULL none */
	const struct grammar_row *rows;
	const struct effect_row *effects;
	/* names that begin like this and take a handle only look at it */
	const char *const *again;   /* names that mean: nothing now, try later */
	const char *const *network; /* words of which one stands in code about sockets */
	/* the text as it is to be parsed, each thing on its line; NULL: as it is */
	struct str (*prepare)(struct arena *a, struct str text);
};

/* Rust's macros as the code that they become. On a. */
struct str rust_prepare(struct arena *a, struct str text);

/* NULL: not built in. */
const struct language *language_find(const char *name);

#endif
