/*
 * leaks.h - what the parts of the search for leaks are to one another
 */
#ifndef CRUX_CODE_LEAKS_H
#define CRUX_CODE_LEAKS_H

#include "code/walk.h"

/* told.c: A leak in words. */
struct leak_wish {
	const struct walk *walk;
	const struct outcome *o;
	struct str handle;
	uint32_t made_line; /* 0: it came from elsewhere */
	const char *made_by;
	double confidence;
};
/* The first line of its source, cut where it is long. */
struct str node_shown(struct unit *u, const struct node *n);
/* The text of a line, from 1, with its blanks in front. */
struct str unit_line(const struct unit *u, uint32_t line);
/* Where the path leaves, if a statement says so; 0: none does. */
uint32_t wish_leaving_line(const struct leak_wish *q);
bool leak_is_told(struct unit *u, const char *id, uint32_t line, struct str handle);
/* Any leak at this line: the same seen from the helper and from its caller is one. */
bool leak_is_told_at(struct unit *u, uint32_t line);
void leak_tell(const struct leak_wish *q);

/* origins.c: Where a handle comes from, and what else it is called. */
enum origin_kind { FROM_CALLER, FROM_EVENT, FROM_OBJECT, MADE_HERE };
bool function_has_param(const struct function *f, struct str root);
bool is_held_by_literal(struct unit *u, const struct function *f, struct str key);
enum origin_kind handle_origin(struct unit *u, const struct function *f, struct str key,
			       unsigned depth);
void state_add_alias(struct state *s, uint32_t key);
/* What the handle was looked up in: to take it out of there drops it. */
void add_table(struct unit *u, const struct function *f, struct state *s);
/* The same handle's other names, by how f, or who is around it, came to have it. */
void add_other_names(struct unit *u, const struct function *f, struct state *s);

/* made.c: What a function makes, or is given for good. */
void look_into_made(struct unit *u, struct function *f, bool by_helpers);
/* False: there was none that had not been followed yet. */
bool follow_all_owned(struct unit *u);
void own_what_is_spawned(struct unit *u);
void tell_owner_leaks(struct walk *w, struct str handle, uint32_t made_line);
bool effect_makes_handle(const struct effect_row *r);
/* A function of this text makes it and returns it. */
bool call_makes_by_helper(struct unit *u, const struct node *call);
bool is_constructor_of(const struct function *f);
/* (ConnPtr c): an object that is passed by value ends with the function. */
bool function_ends_param(const struct unit *u, const struct function *f, struct str name);
/* Whether f begins another thread, but not by step number but, that closes. */
bool another_closes(struct unit *u, struct function *f, size_t but);

/* reads.c: What it only reads. */
void follow_reads(struct unit *u, struct function *f);
void tell_reader_leaks(struct walk *w, uint32_t key, enum origin_kind from);

/* polled.c: Ends that are said without a read. */
void follow_unregistered(struct unit *u, struct function *f);
void follow_hang_ups(struct unit *u, struct function *f);
void follow_told(struct unit *u, struct function *f);
void follow_uv(struct unit *u, struct function *f);
void follow_completions(struct unit *u, struct function *f);

/* numbers.c: Rust's descriptors that no owner closes. */
void follow_ends_by_hand(struct unit *u, struct function *f);
void follow_lost_numbers(struct unit *u, struct function *f);

/* torn.c: One way out that does what no other does. */
extern const char *const giving_words[];
void look_for_torn(struct unit *u, struct function *f);
void look_for_outliers(struct unit *u, struct function *f);

/* overwritten.c: A field that gets another handle, or none. */
void follow_field_writes(struct unit *u, struct function *f);
void look_for_overwritten(struct unit *u, struct function *f);

/* slots.c: Slots of a table that are overwritten. */
void look_for_lost_slots(struct unit *u);

/* unclosed.c: Fields that nothing closes. */
void look_for_unclosed(struct unit *u);

/* parted.c: Read to its end, and taken out of its table by who has read it. */
void look_for_parted(struct unit *u, struct function *f);

/* taken.c: What is taken out of a pool or a list. */
void follow_taken(struct unit *u, struct function *f);
void look_for_freed(struct unit *u, struct function *f);

#endif
