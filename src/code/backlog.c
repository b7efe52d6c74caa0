/*
 * backlog.c - what keeps the accept queue full
 *
 * A tiny backlog, a loop that goes straight back to an accept that fails, a call that
 * keeps the only thread.
 */
#include "code/calls.h"

/* A burst of connections within one turn of a busy program: more than these. */
#define BACKLOG_TINY 16

bool
is_tiny_number(const struct unit *u, const struct node *n)
{
	uint64_t v;

	while (n && n->kind == NODE_FIELD && n->b)
		n = n->b;
	return n && (n->kind == NODE_NUMBER || n->kind == NODE_NAME) &&
	       text_value(u, n->text, &v) && v < BACKLOG_TINY;
}

/* d = accept(s, …); close(s): it listens for one connection, and no other comes. */
static bool
is_for_one(struct unit *u)
{
	bool any = false;

	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node)
									 : NULL;
			bool closed = false;

			if (!r || r->effect != EFFECT_ACCEPT || !st->node->n)
				continue;
			for (size_t j = 0; j < f->steps.n; j++) {
				const struct node *n = f->steps.v[j].node;

				closed |= f->steps.v[j].op == STEP_CALL && n->kind == NODE_CALL &&
					  n->n == 1 && f->steps.v[j].line >= st->line &&
					  name_has(call_name(n), closing_words) &&
					  str_eq(n->kids[0]->text, st->node->kids[0]->text);
			}
			if (st->loop || f->called_in_loop || !closed)
				return false;
			any = true;
		}
	}
	return any;
}

/* What listens here accepts here, and in no loop: it waits for one peer. */
static bool
accepts_once(struct unit *u, const struct function *f)
{
	bool once = false;

	for (size_t i = 0; f && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;

		if (!r || r->effect != EFFECT_ACCEPT)
			continue;
		if (st->loop)
			return false;
		once = true;
	}
	return once && !f->called_in_loop;
}

/* A socket pair over the loopback, a control socket in the file system: no burst comes there. */
static bool
is_local(const struct unit *u, const struct function *f)
{
	static const char *const others[] = { "sockaddr_in", "getaddrinfo", "in6addr", "INADDR_ANY",
					      NULL };

	if (strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0)
		return false;
	return (f && has(f->node->text, "LOOPBACK") && has(f->node->text, "accept")) ||
	       (text_says(u, STR("sockaddr_un")) && !text_mentions(u, others));
}

void
look_at_backlog(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str name = call_name(n);
	const struct node *backlog = NULL;
	bool java = n->kind == NODE_NEW && str_eq(name, STR("ServerSocket"));

	if (str_eq(name, STR("listen")) && n->n == 2 && !call_receiver(n))
		backlog = n->kids[1];
	else if (str_eq(name, STR("listen")) && n->n == 1 && call_receiver(n) && u->network &&
		 strcmp(u->language->name, "javascript") && strcmp(u->language->name, "typescript"))
		backlog = n->kids[0];
	else if (n->n == 2 && has(n->kids[0]->text, "SO_BACKLOG"))
		backlog = n->kids[1];
	else if (str_eq(name, STR("listen")) && n->n >= 3)
		backlog = n->kids[2];
	else if (java && n->n >= 2)
		backlog = n->kids[1];
	else if (n->n == 2 && call_receiver(n) && str_eq(name, STR("create")) &&
		 has(call_receiver(n)->text, "Server"))
		backlog = n->kids[1]; /* HttpServer.create(address, backlog) */
	else if (n->n == 2 && call_receiver(n) && str_eq(name, STR("Listen")) &&
		 (str_eq(call_receiver(n)->text, STR("unix")) ||
		  str_eq(call_receiver(n)->text, STR("syscall"))))
		backlog = n->kids[1];
	else if (str_eq(name, STR("bind")) && n->n == 2 && u->language->traits & TRAIT_FIELDS_BARE)
		backlog = n->kids[1];
	if (is_tiny_number(u, backlog) && !is_for_one(u) && !is_local(u, at->f) &&
	    !accepts_once(u, at->f))
		call_tell(u, "accept-queue-overflow", n, at, 0.65,
			  "a tiny backlog: a burst of connections overflows the accept queue",
			  "Ask for SOMAXCONN, or a few hundred, and accept in a loop of its own.");
}

void
look_at_emfile(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const remedies[] = { "close",      "sleep",	  "DEL",       "pause",
						"spare",      "reserve",  "stop",      "Sleep",
						"unregister", "backoff",  "wait",      "shed",
						"break",      "return",	  "poll(NULL", "poll(0",
						"poll(nul",   "select(0", "goto",      "limit",
						"accept_new", "disable",  NULL };

	if (!n->a || !n->b ||
	    !(has(n->a->text, "EMFILE") || has(n->a->text, "ENFILE") ||
	      has(n->a->text, "too many open files")))
		return;
	if (!mentions_one(n->b->text, remedies))
		call_tell(
			u, "accept-queue-overflow", n, at, 0.75,
			"out of descriptors, and straight back to accept: it spins, and the queue "
			"stays full",
			"Keep a spare descriptor to accept and close with, or stop accepting for a "
			"moment.");
}

/* Whether a branch, but that for a closed listener, has one of these words. */
static bool
waits_or_leaves(const struct node *n, const char *const *words, unsigned depth)
{
	static const char *const closed[] = { "Closed",	  "ctx",     "done", "quit", "stop",
					      "shutdown", "closing", "EOF",  NULL };

	if (!n || depth > 100)
		return false;
	if (n->kind == NODE_IF && n->a) {
		bool over = mentions_one(n->a->text, closed) ||
			    (n->d && mentions_one(n->d->text, closed));

		/* if !errors.Is(err, net.ErrClosed) { sleep } */
		over &= !str_starts(n->a->text, STR("!"));
		return (!over && waits_or_leaves(n->b, words, depth + 1)) ||
		       waits_or_leaves(n->c, words, depth + 1);
	}
	if (n->kind == NODE_SWITCH)
		return mentions_one(n->text,
				    (const char *const[]){ "leep", "time.", "ackoff", NULL });
	if (n->kind == NODE_BLOCK || n->kind == NODE_OTHER || n->kind == NODE_LIST) {
		for (uint32_t i = 0; i < n->n; i++)
			if (waits_or_leaves(n->kids[i], words, depth + 1))
				return true;
		return false;
	}
	return mentions_one(n->text, words);
}

void
look_at_accept_errors(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const remedies[] = { "leep",	 "ackoff", "time.",	"return",
						"break", "Fatal",  "Temporary", "anic",
						"Exit",	 "delay",  "wait",	NULL };

	struct str before;
	size_t last;

	if (!at->loop || !n->a || !n->b || !(u->language->traits & TRAIT_ERROR_VALUE) ||
	    !has(n->a->text, "err != nil") || !has(n->b->text, "continue") ||
	    n->text.p < at->loop->text.p)
		return;
	/* it is about accept: nothing stands between */
	before = str_sub(at->loop->text, 0, (size_t)(n->text.p - at->loop->text.p));
	last = str_find(before, STR(".Accept"));
	if (last == SIZE_MAX || before.n - last > 400 || waits_or_leaves(n->b, remedies, 0))
		return;
	before = str_from_pos(before, last);
	if (has(before, "err :=") || has(before, "err = "))
		return;
	finding_step(
		u,
		call_tell(
			u, "accept-queue-overflow", n, at, 0.55,
			"an accept that fails is tried again at once: without descriptors it "
			"spins, and the queue stays full",
			"Wait a moment, longer each time, and leave when the listener is closed."),
		n->b->end_line - 1, "and back to accept");
}

void
look_at_blocking(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const calls[] = { "execSync",	   "spawnSync",	  "execFileSync",
					     "pbkdf2Sync",	   "scryptSync",  "hashSync",
					     "compareSync",	   "deflateSync", "gzipSync",
					     "brotliCompressSync", "sleepSync",	  NULL };
	static const char *const starts[] = { "main",  "init", "setup",	 "load",
					      "start", "boot", "config", NULL };

	if (!(u->language->traits & TRAIT_CALLED_BACK) || n->kind != NODE_CALL || !at->f ||
	    !(str_is_one_of(call_name(n), calls) ||
	      (str_eq(call_name(n), STR("wait")) && call_receiver(n) &&
	       str_eq(call_receiver(n)->text, STR("Atomics")))))
		return;
	if (!(text_says(u, STR("createServer")) || text_says(u, STR(".listen("))) ||
	    name_has(at->f->name, starts))
		return;
	call_tell(u, "accept-queue-overflow", n, at, 0.6,
		  "it keeps the only thread: connections queue up, and are not accepted meanwhile",
		  "Use the form that calls back, or a worker thread.");
}
