/*
 * walk.h - one handle along all paths of a function
 */
#ifndef CRUX_CODE_WALK_H
#define CRUX_CODE_WALK_H

#include "code/unit.h"

#define ALIASES_MAX 6
#define FACTS_MAX 10

enum status { STATUS_OPEN, STATUS_CLOSED, STATUS_GONE /* another's from here on */ };

enum reason { /* why it should be closed now */
	      REASON_NONE,
	      REASON_AGAIN, /* nothing now */
	      REASON_END,   /* the peer has closed, or that and errors alike */
	      REASON_ERROR,
};

enum walk_flag {
	FLAG_DEFERRED = 1, /* closes when the function ends */
	FLAG_UNREGISTERED = 2,
	FLAG_FREED = 4, /* what held it is gone */
	FLAG_WROTE = 8,
	FLAG_READ = 16,
	FLAG_HALF = 32,	    /* shutdown was called */
	FLAG_BOUND = 64,    /* bind or listen: no connection */
	FLAG_CERTAIN = 128, /* errno was asked: it is an error */
	FLAG_RAISED = 256,  /* an exception is on its way */
	FLAG_CAUGHT = 512,  /* and was caught */
	FLAG_SPUN = 1024,   /* read again after the end */
	FLAG_LOST = 2048,   /* the last name was given to another thing */
	FLAG_FAILED = 4096, /* registration or a new thread was refused */
	FLAG_MARKED = 8192,
	FLAG_OTHERS = 16384, /* an exception of something else than this handle */
	FLAG_CONNECTED = 32768,
	FLAG_STORED = 1 << 17,	  /* a table knows it too */
	FLAG_USED = 1 << 18,	  /* and it was used here after that */
	FLAG_IN_OBJECT = 1 << 19, /* a constructor put it into its object */
	FLAG_OBJECT = 1 << 20,	  /* its name is that of an object which holds it */
	FLAG_TIMED = 1 << 21,	  /* a timeout was caught, and nothing read since */
	FLAG_SETTLED = 1 << 22,	  /* a promise was settled, a callback called */
	FLAG_FIELDED = 1 << 26,	  /* a field of what the caller passed has it */
	FLAG_COUNTED = 1 << 23,	  /* who uses it is counted: the last one closes */
	FLAG_THROWN = 65536,	  /* by a statement of this function */
};

enum role { /* what a value tells about the handle */
	    ROLE_PLAIN,
	    ROLE_READ_ZERO, /* 0 is the end */
	    ROLE_READ_NEGATIVE,
	    ROLE_READ_OK,  /* Rust */
	    ROLE_IO_ERROR, /* Go's err of a read */
	    ROLE_WRITE,
	    ROLE_WRITE_ERROR,
	    ROLE_MADE_ERROR, /* not nil: there is no handle */
	    ROLE_FRESH,	     /* a container that was made here */
};

struct fact {
	uint32_t key;
	uint16_t sign, role;
};

struct state {
	uint32_t step;
	uint8_t status, reason, aliases, facts;
	uint8_t returned; /* signs of what is returned */
	uint8_t returned_role;
	uint8_t unused[2];
	uint32_t flags;
	uint32_t alias[ALIASES_MAX];
	struct fact fact[FACTS_MAX];
};

enum event {
	EVENT_NONE,
	EVENT_MADE,
	EVENT_GIVEN, /* at the function's beginning */
	EVENT_READ,
	EVENT_END_SEEN,
	EVENT_ERROR_SEEN,
	EVENT_RAISED,
	EVENT_CAUGHT,
	EVENT_UNREGISTERED,
	EVENT_REMOVED,
	EVENT_FREED,
	EVENT_PASSED,
	EVENT_DEFERRED,
	EVENT_REFUSED,
	EVENT_LEFT,
	EVENT_BRANCH,
};

struct trail { /* a state, and how one got there */
	struct state state;
	uint32_t parent;
	uint32_t line;
	enum event event;
	const struct node *node;
	const struct function *in; /* of the event, where it is another's; else NULL */
};

struct outcome {
	uint32_t trail;
	uint32_t line; /* where it ends */
	uint32_t step;
	struct state state;
	uint32_t reason_line;
	const struct function *reason_in;
};

struct walk {
	struct unit *u;
	struct function *f;
	bool summary;	   /* walk on when it is closed */
	bool given;	   /* it was not made here */
	bool never_closed; /* by any line of the text */
	bool ended_here;   /* the function itself ends it on some path */
	bool known;	   /* a table names what makes it */
	bool closed_well;  /* on a path on which nothing went wrong */
	bool surely_ended; /* by a call that a table knows to close */
	bool handed_out;   /* on some path the caller gets it, or what holds it */
	bool told_of_end;  /* an event says that the peer has closed: which bits are set is known */
	bool with_keeps;   /* a with that is about it leaves it open */
	bool ends_itself;  /* when it fails: the runtime closes it */
	struct str pool;   /* what lent it, and gets it back by any of its methods; may be empty */
	uint32_t parent;   /* what it was taken from, whose end is its end; 0: nothing */
	struct str table;  /* what takes the handle out of it sets FLAG_UNREGISTERED */
	struct map seen;
	VEC(struct trail) trail;
	VEC(uint32_t) work;
	VEC(struct outcome) outcomes;
	VEC(uint32_t) closers;	 /* lines that close it, a few */
	bool returned;		 /* on some path the caller gets it */
	bool returned_stored;	 /* and a table has it as well */
	const struct step *read; /* the first that reads it, itself or by a helper */
	const struct step *slow; /* long work while it is open, the first met */
	bool overflow;
};

void walk_begin(struct walk *w, struct unit *u, struct function *f);
void walk_from(struct walk *w, const struct state *s, enum event e, uint32_t line,
	       const struct node *n);
/* What is known of values on all ways from the function's entry to a step, into s. */
void walk_known_at(struct unit *u, struct function *f, uint32_t step, struct state *s);
/* Follow all paths; false when there were too many. */
bool walk_all(struct walk *w);

/* A function that awaits what it does with what call makes: its paths tell all. */
bool walk_is_awaiting(const struct function *f, const struct node *call);

/* c, where c->fd is spoken of. */
bool name_holds_handle(struct unit *u, struct str name);

/* loop_del(l, fd), list_remove(&all, c): by its name an event loop or a list forgets it. */
bool call_only_forgets(const struct node *call);

/* Whether the function has put off closing it until its end. */
bool walk_is_deferred(struct walk *w, const struct state *s);

/* t.delete(key): an entry of the table that is called so goes. */
bool call_takes_from(struct unit *u, const struct node *call, struct str table);

/* Whether this call ends what the handle was taken from. */
bool walk_ends_parent(const struct walk *w, const struct node *call);

/* What a function does with a handle that is called key at its beginning. */
struct ending {
	uint8_t status, reason, returned, role;
	uint32_t flags;
	uint32_t reason_line;
	uint32_t freed_line; /* where what held it is freed, 0: it is not */
	const struct function *reason_in;
	uint32_t removed_line; /* where it is taken out of a table; 0: nowhere */
};
struct summary {
	VEC(struct ending) endings;
	bool unknown; /* it calls itself, or has too many paths */
	bool reads;   /* the end may be seen in it */
	bool surely_ended;
	bool sleeps; /* works long while it is open */
};
const struct summary *summary_of(struct unit *u, struct function *f, uint32_t key);
/* The same for one call, whose constant arguments decide some of its branches. */
const struct summary *summary_of_call(struct unit *u, struct function *f, uint32_t key,
				      const struct node *call);

/* The function whose node this is, NULL none. */
struct function *function_at(struct unit *u, const struct node *n);
/* Remember that f owns what is called key at its beginning. */
void function_owns(struct unit *u, struct function *f, uint32_t key);

enum relation { UNRELATED, SAME, PART /* of the handle */, WHOLE /* it holds the handle */ };
enum relation state_relation(struct unit *u, const struct state *s, const struct node *n);
/* The same key as f calls it, when this call passes it; 0: it does not. */
uint32_t key_passed(struct unit *u, const struct node *call, const struct function *f,
		    struct str key);

#endif
