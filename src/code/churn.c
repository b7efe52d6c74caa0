/*
 * churn.c - a connection for each turn of a loop, or for each request
 */
#include "code/calls.h"

static bool
is_within(const struct node *n, const struct node *in)
{
	return n->text.p >= in->text.p && n->text.p + n->text.n <= in->text.p + in->text.n;
}

/* return conn; return s, nil: it outlives the turn. */
static bool
returns_it(struct str text)
{
	static const char *const names[] = { "return c;",   "return c\n",  "return c,",
					     "return s;",   "return s\n",  "return s,",
					     "return conn", "return sock", "return fd",
					     "return &",    "return Ok(",  "Ok(s)",
					     "Ok(stream)",  "return new",  "return stream",
					     NULL };

	return mentions_one(text, names);
}

/*
 * connect, write, close in one turn, and no wait in it: each turn is a request. A
 * loop that leaves with what it connected, or in which a connection lives for
 * many messages, is something else.
 */
static bool
reads_in_loop(struct unit *u, const struct node *n, bool inside, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	if (!n || depth > 100)
		return false;
	if (r && r->effect == EFFECT_READ && inside)
		return true;
	inside |= n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_DO ||
		  n->kind == NODE_FOREACH;
	if (reads_in_loop(u, n->a, inside, depth + 1) ||
	    reads_in_loop(u, n->b, inside, depth + 1) ||
	    reads_in_loop(u, n->c, inside, depth + 1) || reads_in_loop(u, n->d, inside, depth + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (reads_in_loop(u, n->kids[i], inside, depth + 1))
			return true;
	return false;
}

/* A loop in the loop reads from it until it ends: it is no request. */
static bool
lives_long(struct unit *u, const struct node *n, const struct node *loop)
{
	/* the loop may be in the function that a loop calls again when it has ended */
	(void)n;
	return (loop->kind == NODE_WHILE || loop->kind == NODE_FUNCTION) &&
	       (reads_in_loop(u, loop->d, false, 0) || reads_in_loop(u, loop->b, false, 0));
}

/* fd = dial(); …; close(fd), in each turn: dial() is of this text. */
static bool
dials_by_helper(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct function *f =
		n->kind == NODE_CALL && !call_effect(u, n) ? call_function(u, at->f, n) : NULL;

	return f && f->makes && at->each && at->loop == at->each && f != at->f &&
	       mentions_one(at->loop->text, (const char *const[]){ "close(", "Close(", ".end(",
								   "closesocket(", NULL });
}

/* It is made, and ended, in what an HTTP server calls for each request. */
static bool
answers_requests(struct unit *u, const struct function *f, const struct node *n)
{
	static const char *const ends[] = { ".quit(", ".disconnect(", ".end(", ".close(", NULL };
	const struct effect_row *r = call_effect(u, n);
	const struct function *g = n->kind == NODE_CALL && !r ? call_function(u, f, n) : NULL;

	if (!(u->language->traits & TRAIT_CALLED_BACK) || !f ||
	    !((r && r->effect == EFFECT_CLIENT && r->at == AT_RESULT) || (g && g != f && g->makes)))
		return false;
	if (!function_is_asked(f) && !(f->called_in_loop && text_says(u, STR("(req"))))
		return false;
	return mentions_one(f->node->text, ends) && !has(f->node->text, "event-stream") &&
	       !has(f->node->text, "subscribe");
}

/* Whom it asks is its caller's to say: one for each is no churn. */
static bool
asks_whom_it_is_told(const struct function *f, const struct node *call)
{
	static const char *const whom[] = { "host",	"addr", "address", "url",    "port",
					    "target",	"node", "peer",	   "ip",     "hosts",
					    "endpoint", "opts", "options", "server", NULL };

	for (size_t i = 0; i < f->params.n; i++)
		if (name_has(f->params.v[i], whom) && text_has_name(call->text, f->params.v[i]))
			return true;
	return false;
}

/* new Promise((ok, fail) => …): what is made in it is made by who stands around it. */
static struct function *
maker_of(const struct unit *u, struct function *f)
{
	while (f && !f->name.n && f->outer && u->language->traits & TRAIT_CALLED_BACK) {
		size_t at = (size_t)(f->node->text.p - u->text.p);

		if (at > u->text.n ||
		    !has(str_sub(u->text, at > 24 ? at - 24 : 0, at > 24 ? 24 : at), "Promise"))
			break;
		f = f->outer;
	}
	return f;
}

/* Some of the names of vars, (host, port), are in text. */
static bool
has_name_of(struct str text, struct str vars)
{
	size_t from = 0;

	for (struct str w = text_next_name(vars, &from); w.n; w = text_next_name(vars, &from))
		if (!str_eq(w, STR("_")) && text_has_name(text, w))
			return true;
	return false;
}

/* for host in hosts: connect((host, 25)), or h = it["host"] in between: whom it is for. */
static bool
names_turn(const struct node *each, const struct node *call)
{
	struct str vars = each->a ? each->a->text : (struct str){ NULL, 0 }, rest, line, to;
	struct str args = call->a && call->text.n > call->a->text.n
				  ? str_from_pos(call->text, call->a->text.n)
				  : call->text;

	if (!vars.n || vars.n > 100)
		return false;
	if (has_name_of(args, vars))
		return true;
	rest = each->d ? each->d->text : (struct str){ NULL, 0 };
	while (str_line(&rest, &line)) {
		size_t at = str_find(line, STR(" = "));

		to = at == SIZE_MAX ? to : str_trim(str_sub(line, 0, at));
		if (at != SIZE_MAX && to.n < 60 && line.p < call->text.p &&
		    has_name_of(str_from_pos(line, at), vars) && has_name_of(args, to))
			return true;
	}
	return false;
}

/* probe(host), for each of the hosts: every turn has a peer of its own. */
static bool
dials_another_each_time(struct unit *u, const struct function *f, const struct node *n)
{
	for (size_t i = 0; f && f->name.n && i < f->params.n && u->language->typed; i++) {
		bool dialled = false;

		for (uint32_t k = 0; k < n->n; k++)
			dialled |= str_eq(n->kids[k]->text, f->params.v[i]) ||
				   (f->params.v[i].n >= 3 &&
				    str_has(n->kids[k]->text, f->params.v[i]));
		if (!dialled || u->searches++ > SEARCHES_MAX)
			continue;
		for (size_t g = 0; g < u->functions.n; g++) {
			const struct function *by = u->functions.v[g];
			struct str turn = { NULL, 0 };

			for (size_t k = 0; k < by->steps.n; k++)
				if (by->steps.v[k].op == STEP_EACH && by->steps.v[k].node->a)
					turn = by->steps.v[k].node->a->text;
			for (size_t k = 0; turn.n && k < by->steps.n; k++) {
				const struct node *call = by->steps.v[k].node;

				if (by->steps.v[k].op == STEP_CALL && call->kind == NODE_CALL &&
				    str_eq(call_name(call), f->name) && i < call->n &&
				    call->kids[i]->kind == NODE_NAME &&
				    str_has(turn, call->kids[i]->text))
					return true;
			}
		}
	}
	return false;
}

/* The turn of this loop that goes well is the last: each is an attempt. */
static bool
leaves_when_well(const struct node *n)
{
	for (unsigned depth = 0; n && depth < 20; depth++) {
		const struct node *last = NULL;

		if (n->kind == NODE_RETURN)
			return true;
		if (n->kind == NODE_TRY)
			last = n->a;
		else if (n->kind == NODE_FOREACH || n->kind == NODE_FOR || n->kind == NODE_WITH)
			last = n->d;
		else if (n->kind == NODE_BLOCK || n->kind == NODE_OTHER)
			last = n->n ? n->kids[n->n - 1] : n->d;
		n = last;
	}
	return false;
}

/* for (;;) { await run(); await pause(); }: who calls it in a loop waits between. */
static bool
is_called_with_pauses(struct unit *u, const struct function *f)
{
	static const char *const waits[] = { "sleep",	"Sleep", "backoff",    "delay", "retry",
					     "attempt", "pause", "setTimeout", NULL };

	if (!f->name.n || u->searches++ > SEARCHES_MAX)
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_CALL && g->steps.v[k].loop &&
			    g->steps.v[k].node->kind == NODE_CALL &&
			    str_eq(call_name(g->steps.v[k].node), f->name))
				return mentions_one(g->node->text, waits);
	}
	return false;
}

void
look_at_churn(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const waits[] = { "sleep", "Sleep",	 "backoff", "delay",
					     "retry", "attempt", "retries", NULL };
	static const char *const asks[] = { "Encode(", "send",	  "write",  "Write",
					    "request", "Fprintf", "print",  "urlopen",
					    "Modify(", "Search(", "Bind(",  "modify(",
					    "search(", "Exec(",	  "ublish", NULL };
	const struct effect_row *r = call_effect(u, n);
	const struct node *loop = at->loop;
	struct function *maker = maker_of(u, at->f);

	if (maker != at->f && !loop && r && r->at == AT_RESULT &&
	    (r->effect == EFFECT_CONNECT || r->effect == EFFECT_CLIENT) && maker->called_in_loop &&
	    !maker->makes && !function_is_setup(maker) && !asks_whom_it_is_told(maker, n) &&
	    !name_has(maker->name,
		      (const char *const[]){ "connect", "dial", "open", "accept", "reconnect",
					     "handle", "serve", "session", "proxy", "subscribe",
					     "follow", "probe", "check", "ping", "wait", "listen",
					     NULL }) &&
	    mentions_one(maker->node->text, (const char *const[]){ ".end(", ".destroy(", ".quit(",
								   ".close(", NULL }) &&
	    mentions_one(maker->node->text,
			 (const char *const[]){ ".write(", ".end(", ".send(", NULL }) &&
	    !mentions_one(maker->node->text, waits))
		call_tell(
			u, "connection-churn", n, at, 0.6,
			"a new connection for each turn of the loop: each pays a handshake and leaves "
			"a TIME-WAIT",
			"Connect once before the loop, or take connections from a pool.");
	/* a generator of a with: how long it lives shows where that stands */
	if (r && !loop && at->f && at->f->called_in_loop && !function_is_setup(at->f) &&
	    !at->f->makes &&
	    !(u->language->traits & TRAIT_METHOD_SELF && has(at->f->node->text, "yield")) &&
	    !name_has(at->f->name,
		      (const char *const[]){ "connect", "dial", "open", "accept", "reconnect",
					     "handle", "serve", "session", "proxy", NULL }) &&
	    (u->language->traits & TRAIT_DROPS ||
	     mentions_one(at->f->node->text, (const char *const[]){ "close(", "Close(", "with ",
								    "try (", "disconnect(", "quit(",
								    ".end(", ".destroy(", NULL })))
		loop = at->f->node;
	if (r && r->effect == EFFECT_CLIENT && loop && loop->kind == NODE_WHILE)
		return; /* it connects again when the connection has ended */
	if (!loop && answers_requests(u, at->f, n)) {
		call_tell(u, "connection-churn", n, at, 0.6,
			  "a new connection for each request: each pays a handshake and leaves a "
			  "TIME-WAIT",
			  "Connect once, or take connections from a pool.");
		return;
	}
	if (dials_by_helper(u, n, at) && loop && !mentions_one(loop->text, waits) &&
	    mentions_one(loop->text, asks) && !returns_it(loop->text) &&
	    !has(loop->text, "break")) {
		call_tell(
			u, "connection-churn", n, at, 0.6,
			"a new connection for each turn of the loop: each pays a handshake and leaves "
			"a TIME-WAIT",
			"Connect once before the loop, or take connections from a pool.");
		return;
	}
	if (!r || !loop || r->at != AT_RESULT ||
	    !(r->effect == EFFECT_CONNECT || r->effect == EFFECT_CLIENT ||
	      str_eq(call_name(n), STR("openConnection"))))
		return;
	if (!at->f || !is_within(n, loop) || mentions_one(loop->text, waits) ||
	    !(r->effect == EFFECT_CLIENT || mentions_one(loop->text, asks)) ||
	    has(loop->text, "bind(") || returns_it(loop->text) ||
	    (at->loop && has(loop->text, "break")))
		return;
	if (lives_long(u, n, loop) || dials_another_each_time(u, at->f, n))
		return;
	if (at->loop ? leaves_when_well(at->loop) : is_called_with_pauses(u, at->f))
		return;
	if (at->each && names_turn(at->each, n))
		return; /* each turn is for another host */
	/* one address of a host after the other, until one answers */
	if (at->each && at->each->b && has(at->each->b->text, "addr"))
		return;
	if (!at->each && loop->kind == NODE_WHILE && has(loop->text, "recv"))
		return;
	call_tell(u, "connection-churn", n, at, 0.6,
		  "a new connection for each turn of the loop: each pays a handshake and leaves a "
		  "TIME-WAIT",
		  "Connect once before the loop, or take connections from a pool.");
}
