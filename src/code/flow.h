/*
 * flow.h - a function as steps, each with what may come next
 *
 * Conditions are cut at && and ||, so that a test asks one thing. What must run on
 * every way out (finally, with) stands on each of them. An exception's way is an
 * edge of its own.
 */
#ifndef CRUX_CODE_FLOW_H
#define CRUX_CODE_FLOW_H

#include "code/language.h"

#define NOWHERE UINT32_MAX

enum step_op {
	STEP_PASS,
	STEP_CALL,   /* node: the call */
	STEP_SET,    /* dst = src; src NULL: unknown */
	STEP_TEST,   /* node: condition; next: true, other: false */
	STEP_MATCH,  /* dst: pattern, src: value; next: it fits, other */
	STEP_EACH,   /* of a loop over things: next: one more, other: none left */
	STEP_CATCH,  /* node: the catch; next: caught here, other: not here */
	STEP_TRY_OP, /* node; next: well, other: leaves */
	STEP_DEFER,  /* node: call to make when the function ends */
	STEP_GO,     /* node: call made by another thread */
	STEP_LEAVE,  /* the scope of a with ends: node: its variable or value */
	STEP_RETURN, /* node: values, may be NULL */
	STEP_END,
	STEP_RAISED, /* an exception leaves the function */
};

struct step {
	enum step_op op;
	uint32_t line;
	uint32_t next, other;
	uint32_t raise; /* where an exception of this call goes; NOWHERE: none here */
	uint32_t loop;	/* the innermost loop's number, 0: none */
	struct node *node;
	struct node *dst, *src;
};

struct function {
	struct str name; /* empty: a closure */
	struct node *node;
	struct function *outer; /* the function it stands in, NULL: none */
	struct str of_class;
	struct str self;   /* what the object is called in it, empty: none */
	struct map *types; /* names -> what is declared of them; NULL: not asked yet */
	VEC(struct str) params;
	VEC(struct step) steps;
	VEC(uint32_t) loop_outer; /* by loop number less 1: the loop around it */
	uint32_t entry;
	uint32_t number;
	VEC(uint32_t) watched; /* keys whose tests depend on one another */
	VEC(uint32_t) owned;   /* keys that it owns at its beginning: another gave them up */
	VEC(uint32_t) owned_done;
	unsigned closed_by; /* signs of what it returns when it has closed what it owns; 0: all */
	uint32_t pair;	    /* and what belongs to the first: the reader of a writer */
	bool makes;	    /* it returns a handle that it made */
	bool stores_made;   /* and has kept it somewhere before */
	bool called_in_loop;
	bool watched_known, called, spawned;
	bool built, too_long;
	uint8_t closes; /* function_closes(): 0 not asked yet */
	bool is_async;
	bool is_lent;	/* who begins it waits for it, and ends what it gave */
	bool is_answer; /* what it owns is what an HTTP server answered */
	bool is_given;	/* what it owns is a connection, whatever it does with it */
};

/* Steps of f->node, the first time it is asked for; empty when too long. */
void flow_build(struct arena *a, const struct language *l, struct function *f);

/* Whether loop is inside of outer, or the same. */
bool flow_loop_within(const struct function *f, uint32_t loop, uint32_t outer);

#endif
