/*
 * walk_parts.h - what the parts of the walk are to one another
 */
#ifndef CRUX_CODE_WALK_PARTS_H
#define CRUX_CODE_WALK_PARTS_H

#include "code/walk.h"

/* Words of errors that mean that the peer has gone. */
extern const char *const end_words[];

/* walk_state.c: What is known at a step, and where the walk goes on; to is a step or NOWHERE. */
struct fact *fact_find(struct state *s, uint32_t key);
void fact_drop(struct state *s, uint32_t key);
void fact_set(struct state *s, uint32_t key, unsigned sign, enum role role);
bool alias_add(struct state *s, uint32_t key);
void alias_remove_at(struct state *s, unsigned i);
enum relation state_key_relation(struct unit *u, const struct state *s, struct str k);
bool state_closure_uses(struct unit *u, const struct state *s, const struct node *n);
uint32_t walk_push(struct walk *w, const struct state *s, uint32_t parent, enum event e,
		   uint32_t line, const struct node *n);
void walk_on(struct walk *w, struct state s, uint32_t at, uint32_t to);
void walk_on_with(struct walk *w, struct state s, uint32_t at, uint32_t to, enum event e,
		  const struct node *n);
void walk_end(struct walk *w, struct state s, uint32_t at, uint32_t line);
void walk_closed(struct walk *w, struct state *s, uint32_t line);

/* walk_test.c: False: this path cannot be, or has no handle. *e tells what was seen. */
void walk_find_watched(struct walk *w);
bool walk_is_watched(const struct walk *w, uint32_t key);
bool state_is_alias(const struct state *s, uint32_t key);
bool walk_forget_name(struct walk *w, struct state *s, uint32_t key);
bool walk_test(struct walk *w, struct state *s, const struct node *n, bool truth, enum event *e);
unsigned pattern_signs(const struct node *p);
bool walk_match(struct walk *w, struct state *s, const struct step *st, bool truth, enum event *e);

/* walk_set.c: Names that come and go. */
void state_stored(struct state *s);
bool call_makes_memory(struct unit *u, const struct node *n);
const struct node *node_only(const struct node *n);
void walk_set(struct walk *w, uint32_t at, struct state s, const struct step *st);

/* walk_call.c: What a call does: who is asked. */
void walk_call(struct walk *w, uint32_t at, struct state s, const struct step *st);

/* walk_effects.c: What the rows of the tables tell. */
bool walk_is_only_file(const struct walk *w, const struct node *n);
bool walk_has_it_to_end(struct walk *w, const struct state *s);
/* What the row r tells, of a call to which the handle stands in this relation. */
void walk_effect(struct walk *w, uint32_t at, struct state s, const struct step *st,
		 const struct effect_row *r, enum relation rel);

/* walk_raise.c: Which calls throw. */
/* rows = client.query(…): what goes wrong is told later, to who listens or awaits. */
bool call_is_told_later(const struct unit *u, const struct node *call);
/* On to where an exception of this call goes; of_handle: it is about the handle. */
void walk_raise(struct walk *w, uint32_t at, struct state s, const struct step *st, bool of_handle);
/* By its name it neither throws nor has to do with a handle. */
bool name_is_harmless(struct str name);
/* setTimeout, isOpen: to ask or set a thing hardly throws. */
bool name_is_accessor(struct str name);

/* walk_given.c: Who gets the handle for good. */
bool walk_closure_ends(struct walk *w, const struct state *s, const struct node *n);
bool walk_is_got_with_it(struct walk *w, const struct state *s, struct str name);
/* The function that a thread is to run; *at: which argument names it. */
struct function *walk_function_begun(struct walk *w, const struct node *call, uint32_t *at);
/* worker, in pthread_create(&t, NULL, worker, c): it owns what it gets. */
void walk_own_spawned(struct walk *w, const struct state *s, const struct node *call);
/* with conn: … Thread(target=copy, args=(conn, other)) … join(): it is lent until then. */
bool walk_is_lent(struct walk *w, const struct state *s, const struct node *call);
/* No call's result, and no function that knows it. */
bool key_names_thing(struct unit *u, uint32_t key);
/* new Runnable() { public void run() { … } }: its methods own what is theirs alone. */
void walk_own_methods(struct walk *w, const struct state *s, const struct node *n, unsigned depth);
/* The first closure that is passed, or called; NULL: none. */
const struct node *call_closure(const struct node *call);
/* execute(() -> serve(conn)): the closure of another thread, or what it calls, owns it. */
void walk_own_closure(struct walk *w, const struct state *s, const struct node *closure);
/*
 * conn.query(sql, (err, rows) => …), whose closure ends conn on a path: it is called once,
 * whatever happens, so it has to on all.
 */
bool walk_gives_to_completion(struct walk *w, const struct state *s, const struct node *call);
/* x.onComplete(r -> …): what it ends on one path is its own on all. */
void walk_own_completion(struct walk *w, const struct state *s, struct str name,
			 const struct node *closure);
/* new Promise(ok => s.once('data', ok)): for as long as it is waited for, s is only listened to. */
bool walk_only_listens(struct walk *w, const struct state *s, const struct node *call,
		       const struct node *closure);

/* walk_helper.c: Calls of this text's functions. */
uint32_t walk_alias_passed(struct walk *w, const struct state *s, const struct node *call,
			   struct function *f);
/* What f does with what is called key at its beginning. */
void walk_helper(struct walk *w, uint32_t at, struct state s, const struct step *st,
		 struct function *f, uint32_t key);

/* walk_unknown.c: Calls of other texts' functions. */
/* A function of another text: the walk goes on by what its name says. */
void walk_unknown(struct walk *w, uint32_t at, struct state s, const struct step *st);

#endif
