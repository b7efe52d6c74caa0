/*
 * accepts.c - who accepts must not serve
 *
 * A loop that accepts and then works for the one connection, itself or by helpers that
 * it calls, accepts nobody meanwhile: the queue fills. Work that is handed to a thread,
 * a task, a queue or an event loop is no such work.
 */
#include "code/unit.h"

/* Helpers of helpers. */
#define HELPERS_MAX 4

struct accept_loop {
	struct unit *u;
	struct function *f;
	const struct node *loop, *accept;
	const struct node *slow; /* of the loop: the call that works long */
	const struct node *why;	 /* what works long in it */
	const char *end;	 /* where it is handed over, NULL: nowhere */
};

/* Whoever says one of these waits for many at once. */
static const char *const waits_for_many[] = {
	"select(",	     "selector",   "poll(",    "epoll", "kevent", "nonblock",
	"NONBLOCK",	     "event_",	   "uv_",      "async", "await",  "create_task",
	"setblocking(False", "SCM_RIGHTS", "sendmsg(", "fork(", "dup2(",  "fork()",
	"listen_fds",	     NULL
};
/* And these let another serve. */
static const char *const hands_over[] = {
	"spawn",     "Thread(",	     "thread(", "hread::Builder", "pthread_create", "submit",
	"execute(",  "executor",     "Queue",	"queue",	  "enqueue",	    "offer(",
	"try_send",  "tx.send",	     ".push(",	"\tgo ",	  "Process(",	    "<-",
	"start()",   ".append(",     "emplace", "detach",	  ".put(",	    "dispatch",
	"ofVirtual", "irtualThread", "jthread", "thread{",	  "std::thread ",   "startThread",
	NULL
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

/* Work that takes the time of another host, a child or a sleep. */
static bool
is_slow(struct unit *u, const struct node *n)
{
	const struct effect_row *r = call_effect(u, n);

	if (!r)
		return false;
	if (r->effect == EFFECT_SLEEP)
		return true;
	if (r->effect == EFFECT_LEASE && str_starts(call_name(n), STR("Query")))
		return true;
	return (r->effect == EFFECT_BODY || r->effect == EFFECT_CONNECT) && r->at == AT_RESULT &&
	       !str_eq(call_name(n), STR("socket"));
}

static const struct node *slow_below(struct unit *u, const struct function *f, const struct node *n,
				     unsigned helpers, unsigned depth);

/* Who hands over has no reason to wait for the peer's first words before. */
static bool
waits_for_peer(struct unit *u, const struct node *n)
{
	const struct effect_row *r = call_effect(u, n);

	if (str_eq(call_name(n), STR("wrap_socket")))
		return has(n->text, "server_side=True") && !has(n->text, "on_connect=False");
	return r && r->effect == EFFECT_READ;
}

/* What works long in a call, the call itself or something in its helper. */
static const struct node *
slow_call(struct unit *u, const struct function *f, const struct node *n, unsigned helpers)
{
	struct function *g;

	if (is_slow(u, n) || (u->hands_over && waits_for_peer(u, n)))
		return n;
	g = helpers < HELPERS_MAX && !call_effect(u, n) ? call_function(u, f, n) : NULL;
	return g && g != f ? slow_below(u, g, g->node->d, helpers + 1, 0) : NULL;
}

static const struct node *
slow_below(struct unit *u, const struct function *f, const struct node *n, unsigned helpers,
	   unsigned depth)
{
	const struct node *parts[4], *found = NULL;

	if (!n || depth > 200 || n->kind == NODE_FUNCTION || n->kind == NODE_GO ||
	    n->kind == NODE_CATCH)
		return NULL;
	if (n->kind == NODE_CALL || n->kind == NODE_NEW)
		found = slow_call(u, f, n, helpers);
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4 && !found; i++)
		found = slow_below(u, f, parts[i], helpers, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = slow_below(u, f, n->kids[i], helpers, depth + 1);
	return found;
}

/* A pause before the next accept: what a loop does that could not accept. */
static bool
is_pause(const struct node *why)
{
	return name_has(call_name(why),
			(const char *const[]){ "sleep", "usleep", "nanosleep", "msleep", NULL });
}

static void
look_in_loop(struct accept_loop *a, const struct node *n, unsigned depth)
{
	const struct node *parts[4], *why;

	if (!n || depth > 200 || a->slow || n->kind == NODE_FUNCTION || n->kind == NODE_GO)
		return;
	if ((n->kind == NODE_CALL || n->kind == NODE_NEW) && n != a->accept &&
	    n->text.p > a->accept->text.p && !(a->end && n->text.p + n->text.n > a->end)) {
		why = slow_call(a->u, a->f, n, 0);
		/* a pause counts where the helper gets something to work on */
		if (why && !(is_pause(why) && (why == n || !n->n))) {
			a->slow = n;
			a->why = why;
			return;
		}
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_in_loop(a, parts[i], depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_in_loop(a, n->kids[i], depth + 1);
}

static void
tell_served(struct accept_loop *a)
{
	struct unit *u = a->u;
	struct code_finding *n;

	for (size_t i = 0; i < u->report->findings.n; i++) {
		const struct code_finding *f = &u->report->findings.v[i];

		if (!strcmp(f->id, "accept-queue-overflow") && f->line >= a->loop->line &&
		    f->line <= a->loop->end_line)
			return;
	}
	n = finding_add(u, "accept-queue-overflow", a->slow->line, a->f, 0.6);
	n->message = STR("long work in the thread that accepts: the queue fills meanwhile");
	n->fix = STR("Hand the connection to another thread or task, and accept again at once.");
	finding_step(u, n, a->accept->line, "accepts here");
	finding_step(u, n, a->slow->line, "and works here, before it accepts again");
	if (a->why != a->slow)
		finding_step(u, n, a->why->line, "by this");
}

/* A helper that the loop calls hands over, too. */
static bool
helper_hands_over(struct unit *u, const struct function *f, const struct node *n, unsigned depth)
{
	struct function *g;

	if (!n || depth > 200)
		return false;
	if (n->kind == NODE_FUNCTION || n->kind == NODE_GO)
		return false;
	if (n->kind == NODE_CALL) {
		const struct effect_row *r = call_effect(u, n);

		g = r ? NULL : call_function(u, f, n);
		if (g && g != f &&
		    (mentions_one(g->node->text, hands_over) ||
		     mentions_one(g->node->text, waits_for_many)))
			return true;
	}
	if (helper_hands_over(u, f, n->a, depth + 1) || helper_hands_over(u, f, n->b, depth + 1) ||
	    helper_hands_over(u, f, n->c, depth + 1) || helper_hands_over(u, f, n->d, depth + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (helper_hands_over(u, f, n->kids[i], depth + 1))
			return true;
	return false;
}

static void
look_at_loop(struct unit *u, struct function *f, const struct node *loop, const struct node *accept)
{
	/* a test's server waits for the one peer that it is for */
	static const char *const tests[] = { "pytest",	"unittest",  "#[test]",	   "@Test",
					     "fixture", "testing.T", "#[cfg(test", NULL };
	struct accept_loop a = { .u = u, .f = f, .loop = loop, .accept = accept };

	if (mentions_one(loop->text, waits_for_many) || helper_hands_over(u, f, loop, 0))
		return;
	/* what is done before it is handed over is done here */
	for (const char *const *p = hands_over; *p; p++) {
		size_t i = str_find(loop->text, str_from(*p));

		if (i != SIZE_MAX && (!a.end || loop->text.p + i < a.end))
			a.end = loop->text.p + i;
	}
	if (f && (f->is_async || f->spawned) && has(f->node->text, "async"))
		return;
	u->hands_over = a.end != NULL && !text_mentions(u, tests);
	look_in_loop(&a, loop, 0);
	u->hands_over = false;
	if (a.slow)
		tell_served(&a);
}

struct place {
	struct function *f;
	const struct node *loop;
};

static void
look_through(struct unit *u, const struct node *n, struct place at, unsigned depth)
{
	struct node *parts[4];

	if (!n || depth > 300)
		return;
	if (n->kind == NODE_FUNCTION && n->function) {
		at.f = u->functions.v[n->function - 1];
		at.loop = NULL;
	} else if (n->kind == NODE_WHILE || n->kind == NODE_DO || n->kind == NODE_FOR) {
		at.loop = n;
	} else if (n->kind == NODE_FOREACH) {
		at.loop = n->b && has(n->b->text, "incoming()") ? n : NULL;
		if (at.loop)
			look_at_loop(u, at.f, n, n->b);
	} else if (n->kind == NODE_CALL && at.loop && at.f) {
		const struct effect_row *r = call_effect(u, n);

		if (r && r->effect == EFFECT_ACCEPT && r->at == AT_RESULT)
			look_at_loop(u, at.f, at.loop, n);
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_through(u, parts[i], at, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], at, depth + 1);
}

void
look_at_accepts(struct unit *u)
{
	if (u->network)
		look_through(u, u->syntax.root, (struct place){ 0 }, 0);
}
