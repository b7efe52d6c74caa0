/*
 * spins.c - an accept that fails, and the way from there straight back to it
 *
 * For want of descriptors accept() fails at once, and the connection stays in the
 * queue: a loop that comes back without a pause takes a whole core, and helps nobody.
 * The way is followed step by step: what the failure excludes is not taken, and
 * what errno excludes neither. Of C and C++.
 */
#include "code/unit.h"

/* What gives others time, frees a descriptor, or turns accepting off. */
static const char *const remedies[] = {
	"close", "sleep",   "nap",    "wait",	  "poll",  "select", "del",   "pause", "spare",
	"stop",	 "backoff", "delay",  "disable",  "shed",  "exit",   "abort", "throw", "die",
	"err",	 "fatal",   "yield",  "throttle", "limit", "defer",  "arm",   "timer", "evict",
	"reap",	 "signal",  "notify", "mod",	  "ctl",   "assert", NULL
};
/* Of these the next try may well be good; they say nothing of descriptors. */
static const char *const passing[] = { "EAGAIN",       "EWOULDBLOCK", "EINTR",
				       "ECONNABORTED", "EPROTO",      NULL };

enum truth { EITHER, ONLY_TRUE, ONLY_FALSE };

/* fd < 0, fd >= 0, fd == -1, fd != -1: which it is where fd is -1. */
static enum truth
of_failure(struct unit *u, const struct node *n, uint32_t key)
{
	const struct node *x = n->a, *c = n->b;
	unsigned sign;

	/* !fd, of an object that holds one */
	if (n->kind == NODE_UNARY && str_eq(n->op, STR("!")) && x && key_of(u, x) == key)
		return ONLY_TRUE;
	if (n->kind == NODE_NAME && key_of(u, n) == key)
		return ONLY_FALSE;
	if (n->kind != NODE_BINARY || !x || !c)
		return EITHER;
	if (key_of(u, x) != key)
		return EITHER;
	sign = constant_sign(c);
	if (str_eq(n->op, STR("<")))
		return sign == SIGN_ZERO ? ONLY_TRUE : EITHER;
	if (str_eq(n->op, STR(">=")))
		return sign == SIGN_ZERO ? ONLY_FALSE : EITHER;
	if (str_eq(n->op, STR(">")))
		return sign == SIGN_ZERO || sign == SIGN_NEGATIVE ? ONLY_FALSE : EITHER;
	if (str_eq(n->op, STR("==")))
		return sign == SIGN_NEGATIVE ? ONLY_TRUE : ONLY_FALSE;
	if (str_eq(n->op, STR("!=")))
		return sign == SIGN_NEGATIVE ? ONLY_FALSE : ONLY_TRUE;
	return EITHER;
}

/* errno == EINTR: which it is where descriptors are short. */
static enum truth
of_errno(const struct node *n)
{
	bool same = n->kind == NODE_BINARY && str_eq(n->op, STR("=="));

	if (!str_has(n->text, STR("errno")) || n->kind != NODE_BINARY ||
	    !(same || str_eq(n->op, STR("!="))))
		return EITHER;
	if (mentions_one(n->text, (const char *const[]){ "EMFILE", "ENFILE", NULL }))
		return same ? ONLY_TRUE : ONLY_FALSE;
	if (constant_sign(n->b) || str_has(n->text, STR("== E")) || str_has(n->text, STR("!= E")))
		return same ? ONLY_FALSE : ONLY_TRUE;
	return EITHER;
}

static bool
is_remedy(struct unit *u, const struct function *f, const struct step *st)
{
	const struct effect_row *r;
	struct function *g;

	if (st->op != STEP_CALL)
		return st->op == STEP_SET && st->node && st->node->kind == NODE_ASSIGN && st->dst &&
		       name_has(st->dst->text, remedies);
	r = call_effect(u, st->node);
	if (r && (r->effect == EFFECT_LOG || r->effect == EFFECT_BORROW) &&
	    !name_has(call_name(st->node), remedies))
		return false;
	if (r && (r->effect == EFFECT_SLEEP || r->effect == EFFECT_CLOSE ||
		  r->effect == EFFECT_EXIT || r->effect == EFFECT_READ))
		return true;
	if (name_has(call_name(st->node), remedies))
		return true;
	g = r ? NULL : call_function(u, f, st->node);
	return g && (function_closes(u, g, 0) || function_sleeps(u, g, 0) ||
		     mentions_one(g->node->text,
				  (const char *const[]){ "poll(", "select(", "EPOLL_CTL", "wait",
							 "exit(", "epoll_ctl", NULL }));
}

/* Whether the way from behind this accept, which failed, leads back to it. */
static bool
comes_back(struct unit *u, const struct function *f, uint32_t accept, uint32_t key)
{
	struct arena_mark mark = arena_mark(u->scratch);
	bool *met = arena_new(u->scratch, bool, f->steps.n);
	VEC(uint32_t) work = { 0 };
	bool back = false, asked = false;

	vec_push(u->scratch, &work, f->steps.v[accept].next);
	while (work.n && !back) {
		uint32_t at = work.v[--work.n];
		const struct step *st;
		enum truth t = EITHER;

		if (at == accept)
			back = true;
		if (back || at >= f->steps.n || met[at])
			continue;
		met[at] = true;
		st = &f->steps.v[at];
		if (is_remedy(u, f, st) || st->op == STEP_RETURN || st->op == STEP_END ||
		    st->op == STEP_RAISED || st->op == STEP_EACH)
			continue;
		if (st->op == STEP_TEST) {
			t = of_failure(u, st->node, key);
			asked |= t != EITHER;
			if (t == EITHER)
				t = of_errno(st->node);
		} else if (st->op == STEP_MATCH && st->dst &&
			   mentions_one(st->dst->text, passing)) {
			t = ONLY_FALSE;
		}
		if (t != ONLY_FALSE)
			vec_push(u->scratch, &work, st->next);
		if ((st->op == STEP_TEST || st->op == STEP_MATCH) && t != ONLY_TRUE)
			vec_push(u->scratch, &work, st->other);
	}
	arena_reset(u->scratch, mark);
	return back && asked;
}

void
look_at_spins(struct unit *u)
{
	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node)
									 : NULL;
			const struct step *set = st->next == NOWHERE ? NULL : &f->steps.v[st->next];
			struct code_finding *n;
			bool told = false;

			if (!r || r->effect != EFFECT_ACCEPT || !st->loop || !set ||
			    set->op != STEP_SET || !set->dst || !key_of(u, set->dst) ||
			    !str_has(f->node->text, STR("errno")))
				continue;
			for (size_t j = 0; j < u->report->findings.n; j++)
				told |= !strcmp(u->report->findings.v[j].id,
						"accept-queue-overflow") &&
					u->report->findings.v[j].line >= f->node->line &&
					u->report->findings.v[j].line <= f->node->end_line;
			if (told || !comes_back(u, f, (uint32_t)k, key_of(u, set->dst)))
				continue;
			n = finding_add(u, "accept-queue-overflow", st->line, f, 0.6);
			n->message = STR("an accept that fails for want of descriptors is tried "
					 "again at once: it spins, and the queue stays full");
			n->fix = STR("Keep a spare descriptor to accept and close with, or wait a "
				     "moment, longer each time.");
			finding_step(u, n, st->line, "it fails here, and comes back");
			for (size_t j = 0; j < f->steps.n; j++) /* where the error is spoken of */
				if (f->steps.v[j].line > st->line &&
				    f->steps.v[j].loop == st->loop &&
				    str_has(f->steps.v[j].node ? f->steps.v[j].node->text
							       : (struct str){ NULL, 0 },
					    STR("errno")))
					finding_step(u, n, f->steps.v[j].line,
						     "the error is seen here");
		}
	}
}
