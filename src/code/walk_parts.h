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

/* walk_call.c: What a call does, and who gets the handle by it. */
uint32_t walk_alias_passed(struct walk *w, const struct state *s, const struct node *call,
			   struct function *f);
bool walk_closure_ends(struct walk *w, const struct state *s, const struct node *n);
bool walk_is_got_with_it(struct walk *w, const struct state *s, struct str name);
bool walk_has_it_to_end(struct walk *w, const struct state *s);
bool walk_is_only_file(const struct walk *w, const struct node *n);
void walk_call(struct walk *w, uint32_t at, struct state s, const struct step *st);

#endif
