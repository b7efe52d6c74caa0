/*
 * unit.h - one text under analysis: its functions, names and findings
 */
#ifndef CRUX_CODE_UNIT_H
#define CRUX_CODE_UNIT_H

#include "code/code.h"
#include "code/flow.h"

struct unit {
	struct arena *arena;   /* of the text's analysis */
	struct arena *scratch; /* of one walk along the paths */
	struct arena *kept;    /* of what is told */
	const struct language *language;
	struct str text;
	struct syntax syntax;
	struct code_report *report;
	VEC(struct function *) functions;
	struct map by_name;   /* function name -> struct function *, the first */
	struct map ids;	      /* key -> id */
	VEC(struct str) keys; /* by id less 1 */
	struct map effects;   /* name -> struct effect_row *, the first */
	struct map summaries;
	struct map holders; /* names of objects: whether a handle is in them */
	struct map fates;   /* names of tables: whether what they keep may be ended */
	struct map globals; /* names of the whole text (C) */
	struct map fields;  /* of classes, where they are named without their object */
	struct map *types;  /* what is declared outside of functions; NULL: not asked yet */
	struct said *said;  /* what was asked of the text's words */
	const struct effect_row **call_effects; /* of calls by their ids; NULL: not yet kept */
	uint64_t budget;			/* steps that may still be taken */
	unsigned depth;				/* of summaries in each other */
	const struct node *accept;		/* the first call that makes a peer's connection */
	size_t looked_up_bytes;			/* by tables.c, of types */
	unsigned searches;			/* of the whole text for one call: a few, at most */
	bool hands_over;			/* the loop under view hands connections over */
	bool keepalive, network, nonblocking, edge, nodelay, has_close;
};

/* Keys: what a handle is called, "c.fd", the same however it is written. */
uint32_t key_id(struct unit *u, struct str key);
struct str key_text(const struct unit *u, uint32_t id);
/* 0: it has no name. A call's result is called by the call's number. */
uint32_t key_of(struct unit *u, const struct node *n);
/* c, of c.fd[3]. */
struct str key_root(struct str key);
/* b is a, or a part of what a is. */
bool key_within(struct str b, struct str a);
/* key means something else once name has changed. */
bool key_depends(struct str key, struct str name);

/* A call's function without what it belongs to; and that, NULL: nothing. */
struct str call_name(const struct node *call);
const struct node *call_receiver(const struct node *call);
const struct effect_row *call_effect(struct unit *u, const struct node *call);
/* From here on each call is judged once: all functions of the text are known. */
void calls_keep_effects(struct unit *u);
/* pool.getConnection((err, c) => …): who is called back gets it, and nobody by the result. */
bool call_gives_to_callback(const struct unit *u, const struct node *call);
/* The function of this text that is called, NULL: another's. */
struct function *call_function(struct unit *u, const struct function *from,
			       const struct node *call);
/* The handle that a call is about, as its effect's row says. */
const struct node *call_subject(const struct node *call, int at);

/*
 * Whether n, as it is named in call, is by its declared type no connection of this text's:
 * a file, a buffer, a request that its server ends. Whether it names a package (Go).
 */
bool node_is_apart(struct unit *u, const struct node *call, const struct node *n);
bool name_is_apart(struct unit *u, struct function *f, struct str name);
/* now(), of a clock; add(), of a list: by what it belongs to (Java). */
bool call_hardly_throws(struct unit *u, const struct node *call);
/* A class of this text that has nothing of a connection in it. */
bool param_is_plain(struct unit *u, struct function *f, struct str name);
/* It is declared in f, whatever a field of that name is. */
bool name_is_local(struct unit *u, struct function *f, struct str name);
bool name_is_connection(struct unit *u, struct function *f, struct str name);
/* By the type that the one field of this name is declared with. */
bool field_is_connection(struct unit *u, struct str field);
/* A parameter by whose type nobody could close: io.Reader. Who passed it still can. */
bool param_is_anothers(struct unit *u, struct function *f, struct str name);
/* By its declared result it makes no connection. */
bool function_gives_apart(struct unit *u, const struct function *f);
/* What a table, or what is gone through, has in it: connections, or things that hold one. */
bool elements_hold_connection(struct unit *u, struct function *f, const struct node *table);
/* It surely has none. */
bool elements_are_apart(struct unit *u, struct function *f, const struct node *table);
/* Its type is a connection, or a class of this text that holds one. */
bool name_holds_connection(struct unit *u, struct function *f, struct str name);
/* A pool, or another thing that gives connections out, by its type; unknown: false. */
bool node_is_no_pool(struct unit *u, const struct node *call, const struct node *n);
bool node_is_package(struct unit *u, const struct node *call, const struct node *n);

/* Signs that a value may have: what all tests of results come down to. */
enum sign { SIGN_NEGATIVE = 1, SIGN_ZERO = 2, SIGN_POSITIVE = 4, SIGN_ANY = 7 };
/* Of a constant; 0: it is none. */
unsigned constant_sign(const struct node *n);

/* What an expression of numbers and the text's own constants is worth; false: unknown. */
bool text_value(const struct unit *u, struct str s, uint64_t *ret);

/* said.c: Whether the whole text, or a function's, has needle in it. Answered once. */
void said_begin(struct unit *u);
bool text_says(const struct unit *u, struct str needle);
bool text_mentions(const struct unit *u, const char *const *words);
bool function_says(const struct unit *u, const struct function *f, struct str needle);

/* Whether text mentions one of the words of a list that ends with NULL. */
bool mentions_one(struct str text, const char *const *words);
/* Whether a name has one of these words in it: "conn_close", "closeConn". */
bool name_has(struct str name, const char *const *words);
/* By its name it ends something; not so end() of C++, which is where a table ends. */
bool call_says_end(const struct unit *u, const struct node *call);
extern const char *const closing_words[], *const looking_words[], *const marking_words[];

/*
 * The last word of the type that f declares name with: "conn" of struct conn *c; empty:
 * it is declared elsewhere. Of C and C++.
 */
struct str type_of_name(const struct function *f, struct str name);
struct str type_in_text(struct str text, struct str name);
/* A struct of this text that has no destructor: what it holds outlives it. */
bool type_is_plain(const struct unit *u, struct str type);
/* Whether it can be a connection, or hold one, by its type; true where none is known. */
bool name_may_connect(struct unit *u, const struct function *f, struct str name);

/* Whether what this call makes is a connection that f itself ends by a word that says so. */
bool is_inferred_handle(struct unit *u, const struct function *f, const struct step *call);

/* Whether this call stores into something of which nothing is ever taken, or ended. */
bool table_is_dead(struct unit *u, const struct node *call);
bool name_is_dead(struct unit *u, struct str name);

/* numbers.c: Whether a descriptor that no owner of Rust's closes is made, or so called. */
bool call_makes_number(struct unit *u, const struct node *call);
/* struct Handle(RawFd), without a Drop. */
bool type_is_number(struct unit *u, struct str type);
/* A function of C: declared in this text and not written in it, or of an ffi module. */
bool call_is_foreign(struct unit *u, const struct node *call);
/* By which signs of its result f learns that it was refused; 0: it does not ask. */
unsigned call_refusal_signs(struct unit *u, const struct function *f, const struct step *call);
/* ManuallyDrop::new(conn), Box::into_raw(session): a connection that no scope ends. */
bool call_gives_up(struct unit *u, const struct function *f, const struct node *call);
bool name_is_number(struct unit *u, const struct function *f, struct str key);
/* peers.remove(&fd), and what peers keeps of fd is no owner of it. */
bool call_loses_number(struct unit *u, const struct function *f, const struct node *call);
/* tables.c: Whether by its type what has this name keeps nothing that closes itself. */
bool table_has_numbers(struct unit *u, struct str name);
/* Whether what has this type owns a connection, as far as the text tells. */
bool type_bears_link(struct unit *u, struct str type);
/* owners.c: What a name of Rust owns, by how f or who is around it came to have it. */
enum owner { OWNS_NOTHING, OWNS_LINK, OWNS_SENDER };
enum owner name_owner(struct unit *u, struct function *f, struct str name);
/* Whether a name or a type in this piece of f owns a connection. */
bool text_owns_link(struct unit *u, struct function *f, struct str text);
/* "name: Type" of the parameters of f; empty: none. */
struct str function_param_type(const struct function *f, struct str name);
/* Whether name stands in text as a word of its own, and is no field's name. */
bool text_has_word(struct str text, struct str name);

/* Whether some line may end what the table, or the field, of this name keeps. */
bool table_may_end(struct unit *u, struct str name);
bool field_may_end(struct unit *u, struct str name);
/* The same by who knows no key of it, but goes through all of it. */
bool table_may_be_swept(struct unit *u, struct str name);

/* A field that is no way to the handle: resp.status_code. */
bool name_is_plain_data(struct str name);

/* Whether f, or what it calls here, closes anything. */
bool function_closes(struct unit *u, struct function *f, unsigned depth);
/* A closure that an HTTP server calls for each request: (req, res) => … */
bool function_is_asked(const struct function *f);
/* Whether it waits, or works long, or what it calls here does. */
bool function_sleeps(struct unit *u, struct function *f, unsigned depth);

struct code_finding *finding_add(struct unit *u, const char *id, uint32_t line,
				 const struct function *f, double confidence);
void finding_step(struct unit *u, struct code_finding *f, uint32_t line, const char *fmt, ...)
	PRINTF(4, 5);

#define MARKS_MAX 64
#define SEARCHES_MAX 64

/* What is looked for: leaks along paths, and what single calls tell. */
void look_for_leaks(struct unit *u);
void look_at_calls(struct unit *u);
void look_at_events(struct unit *u);
void look_at_habits(struct unit *u);
void look_at_kept(struct unit *u);
void look_at_fates(struct unit *u);
void look_at_deadlines(struct unit *u);
void look_at_accepts(struct unit *u);
void look_at_spins(struct unit *u);
void look_at_makers(struct unit *u);
void look_at_options(struct unit *u);
void look_at_keepers(struct unit *u);
void look_at_tasks(struct unit *u);
void look_at_cycles(struct unit *u);
void look_at_afterwards(struct unit *u);
void look_at_callbacks(struct unit *u);
void look_at_silence(struct unit *u);
void look_at_emitters(struct unit *u);
void look_at_objects(struct unit *u);
void look_at_races(struct unit *u);
void look_at_segments(struct unit *u);
void look_at_pieces(struct unit *u);
void look_at_swept_tables(struct unit *u);
/* The same for callbacks that are known by their names. */
void own_callbacks(struct unit *u);
/* What a runtime of callbacks gives to a closure for good. */
void own_given(struct unit *u);
/* What a server of Python gives to the handler that this call tells it of. */
void own_served(struct unit *u, const struct node *n);
/* Handlers of events that own what they are given. */
void own_events(struct unit *u, const struct node *n);

#endif
