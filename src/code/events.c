/*
 * events.c - connections that are handled by what happens to them
 *
 * Where a runtime calls back (JavaScript), no path leads from the end of file to a
 * close: the handler of that event has to close, or to have been left out rightly. And
 * where owners close by themselves (Rust), what is put into a table and never taken
 * out of it, or out of its owner's hands, stays open.
 */
#include "code/unit.h"

/* A function that is longer was written by a program: what is asked of each call in it is bounded. */
#define BODY_MAX_BYTES 20000
/* And the same of the whole text, all calls together. */
#define ASKED_MAX_BYTES ((size_t)64 << 20)

struct scope {
	struct function *f;
	const struct node *body; /* of the innermost function; the text's root outside */
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static struct code_finding *
tell(struct unit *u, const struct node *n, const struct scope *at, double sure, const char *message,
     const char *fix)
{
	struct code_finding *f;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == n->line &&
		    !strcmp(u->report->findings.v[i].id, "close-wait-leak"))
			return NULL;
	f = finding_add(u, "close-wait-leak", n->line, at->f, sure);
	f->message = str_from(message);
	f->fix = str_from(fix);
	finding_step(u, f, n->line, "%s", message);
	return f;
}

/* The word of a string: 'end' of .on('end', …). */
static struct str
word_of(const struct node *n)
{
	return n && n->kind == NODE_STRING && n->text.n >= 2 ? str_sub(n->text, 1, n->text.n - 2)
							     : (struct str){ NULL, 0 };
}

static bool
listens(const struct node *n)
{
	static const char *const names[] = { "on", "once", "addListener", NULL };

	if (n->kind != NODE_CALL || n->n < 2 || !call_receiver(n))
		return false;
	for (const char *const *p = names; *p; p++)
		if (str_eq(call_name(n), str_from(*p)))
			return true;
	return false;
}

/* What a handler does: a closure, or the name of a function of this text. */
static bool
handler_closes(struct unit *u, const struct node *handler)
{
	const struct function *f;

	if (handler->kind == NODE_FUNCTION && handler->function &&
	    function_closes(u, u->functions.v[handler->function - 1], 0))
		return true;
	if (handler->kind == NODE_FUNCTION)
		return mentions_one(handler->text,
				    (const char *const[]){ ".end(", "destroy", "close(", "cleanup",
							   "Close(", "teardown", "abort(", ".end)",
							   "terminate", "pipe(", NULL });
	f = handler->kind == NODE_NAME			? map_get(&u->by_name, handler->text)
	    : handler->kind == NODE_FIELD && handler->b ? map_get(&u->by_name, handler->b->text)
							: NULL;
	return !f || mentions_one(f->node->text, (const char *const[]){ "end(", "destroy", "close",
									"Close", NULL });
}

/* The same, where settling a promise is no way to close. */
static bool
handler_closes_really(struct unit *u, const struct node *handler)
{
	if (handler->function && function_closes(u, u->functions.v[handler->function - 1], 0))
		return true;
	return mentions_one(handler->text,
			    (const char *const[]){ ".end(", "destroy", "close", "cleanup", "Close",
						   "teardown", "abort", "terminate", NULL });
}

struct find_listener {
	struct str event;
	const struct node *found, *closing;
};

static void
find_listeners(struct unit *u, const struct node *n, struct find_listener *w)
{
	struct node *parts[4];

	if (!n)
		return;
	if (listens(n) && str_eq(word_of(n->kids[0]), w->event)) {
		w->found = w->found ? w->found : n;
		if (handler_closes(u, n->kids[1]))
			w->closing = n;
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		find_listeners(u, parts[i], w);
	for (uint32_t i = 0; i < n->n; i++)
		find_listeners(u, n->kids[i], w);
}

/* With it the runtime leaves our side open at the peer's end of file. */
static void
look_at_half_open(struct unit *u, const struct node *n, const struct scope *at)
{
	struct find_listener w = { .event = STR("end") };
	struct code_finding *f;

	if (n->kind != NODE_PAIR || !n->a || !n->b || !str_eq(n->a->text, STR("allowHalfOpen")) ||
	    n->b->kind != NODE_TRUE)
		return;
	find_listeners(u, u->syntax.root, &w);
	if (w.closing || text_says(u, STR(".pipe(")) || text_says(u, STR("pipeline(")) ||
	    text_says(u, STR("for await")))
		return;
	f = tell(
		u, w.found ? w.found : n, at, 0.85,
		w.found ? "with allowHalfOpen nobody ends the socket when the peer has: this "
			  "handler of 'end' does not"
			: "with allowHalfOpen nobody ends the socket when the peer has: 'end' has no "
			  "handler",
		"Call end() in the handler of 'end', or leave allowHalfOpen off.");
	if (!f || !w.found)
		return;
	finding_step(u, f, n->line, "allowed here");
	if (w.found->end_line > w.found->line)
		finding_step(u, f, w.found->end_line, "and the handler is over");
}

/* The event tells that it was idle; to close is the handler's. */
static void
look_at_timeouts(struct unit *u, const struct node *n, const struct scope *at)
{
	const struct node *handler = NULL;

	if (listens(n) && str_eq(word_of(n->kids[0]), STR("timeout")))
		handler = n->kids[1];
	else if (n->kind == NODE_CALL && str_eq(call_name(n), STR("setTimeout")) &&
		 call_receiver(n) && n->n == 2)
		handler = n->kids[1];
	if (!handler || handler_closes(u, handler))
		return;
	tell(u, n, at, 0.75, "the timeout is told and the socket stays open: nothing here ends it",
	     "Call destroy() in the handler.");
}

/* a.pipe(b), b.pipe(a): when one breaks, the other is not told. */
static void
look_at_pipes(struct unit *u, const struct node *n, const struct scope *at)
{
	char back[160];
	struct str a, b, body = at->body->text;
	size_t len;

	if (n->kind != NODE_CALL || !str_eq(call_name(n), STR("pipe")) || !call_receiver(n) ||
	    !n->n)
		return;
	a = call_receiver(n)->text;
	b = n->kids[0]->text;
	if (a.n > 40 || b.n > 40 || has(a, "("))
		return;
	len = b.n + 6 + a.n;
	memcpy(back, b.p, b.n);
	memcpy(back + b.n, ".pipe(", 6);
	memcpy(back + b.n + 6, a.p, a.n);
	if (!str_has(body, (struct str){ back, len }))
		return;
	for (const struct function *g = at->f; g; g = g->outer) /* where both are made */
		body = g->node->text;
	if (mentions_one(body, (const char *const[]){ "on('close'", "on(\"close\"", "once('close'",
						      "on('error'", "on(\"error\"", "destroy",
						      "pipeline", "finished(", NULL }))
		return; /* look_at_partners judges what the handlers do */
	tell(u, n, at, 0.65,
	     "piped into each other: when one side breaks off, the other stays open",
	     "Use stream.pipeline for both ways, or destroy each on the other's 'close' and "
	     "'error'.");
}

/* A table that connections are put into, and nothing is ever taken out of. */
static void
look_at_tables(struct unit *u, const struct node *n, const struct scope *at)
{
	static const char *const things[] = { "sock",	"conn", "stream",  "client", "ws",
					      "socket", "peer", "session", NULL };
	static const char *const takes[] = { ".delete(", ".splice(", "delete ",	      ".filter(",
					     ".remove(", ".retain(", ".swap_remove(", ".pop(",
					     ".clear(",	 ".drain(",  ".shift(",	      "pop_front",
					     ".take(",	 NULL };
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	const struct node *last = n->n ? n->kids[n->n - 1] : NULL;
	bool drops = u->language->traits & TRAIT_DROPS;

	if (!r || r->effect != EFFECT_STORE || !last || last->text.n > 40 ||
	    str_eq(call_name(n), STR("send")))
		return;
	if (!name_has(last->text, things) || (!drops && mentions_one(last->text, takes)) ||
	    text_mentions(u, takes))
		return;
	if (!text_says(u, STR("ccept(")) && !text_says(u, STR("createServer")) &&
	    !text_says(u, STR("incoming()")) && !text_says(u, STR("'connection'")))
		return;
	tell(u, n, at, 0.65,
	     drops ? "kept in a table that nothing is taken out of: it is never dropped, and stays "
		     "open"
		   : "kept in a table that nothing is taken out of: closed connections stay in it",
	     "Take it out when its end is seen.");
}

/* const { statusCode } = await request(…): the body is not even named. */
static void
look_at_bodies(struct unit *u, const struct node *n, const struct scope *at)
{
	if (n->kind != NODE_ASSIGN || !n->a || !n->b || n->b->kind != NODE_CALL ||
	    !text_says(u, STR("undici")) || !str_eq(call_name(n->b), STR("request")) ||
	    !n->a->text.n || n->a->text.p[0] != '{' || has(n->a->text, "body"))
		return;
	tell(u, n, at, 0.7, "nobody reads the response's body: its connection stays taken",
	     "Take the body too, and call its dump().");
}

/* 'upgrade' hands over the bare socket: whoever listens has to end it. */
static void
look_at_upgrades(struct unit *u, const struct node *n)
{
	const struct node *closure = n->n > 1 ? n->kids[1] : NULL;
	struct function *f;

	if (!listens(n) || !closure || closure->kind != NODE_FUNCTION || !closure->function ||
	    !(str_eq(word_of(n->kids[0]), STR("upgrade")) ||
	      str_eq(word_of(n->kids[0]), STR("connect"))))
		return;
	f = u->functions.v[closure->function - 1];
	if (f->params.n >= 2 && !f->owned.n)
		vec_push(u->arena, &f->owned, key_id(u, f->params.v[1]));
}

/* for await (const conn of listener) serve(conn): Deno closes none of them. */
static void
own_turns(struct unit *u, const struct node *n, const struct node *part, unsigned depth)
{
	struct function *f = part && part->kind == NODE_CALL ? call_function(u, NULL, part) : NULL;

	if (!part || depth > 20)
		return;
	for (uint32_t i = 0; f && i < part->n && i < f->params.n; i++)
		if (n->a && part->kids[i]->kind == NODE_NAME &&
		    str_has(n->a->text, part->kids[i]->text) && !f->owned.n)
			vec_push(u->arena, &f->owned, key_id(u, f->params.v[i]));
	own_turns(u, n, part->a, depth + 1);
	own_turns(u, n, part->b, depth + 1);
	for (uint32_t i = 0; i < part->n; i++)
		own_turns(u, n, part->kids[i], depth + 1);
}

void
own_events(struct unit *u, const struct node *n)
{
	if (n->kind == NODE_FOREACH) {
		if (text_says(u, STR("Deno.listen")) && n->b && has(n->b->text, "isten"))
			own_turns(u, n, n->d, 0);
		return;
	}
	if (u->language->traits & TRAIT_CALLED_BACK)
		look_at_upgrades(u, n);
}

/* Two sockets, and what goes wrong with one ends the other: both ways, or one leaks. */
static void
look_at_errors(struct unit *u, const struct node *n, const struct scope *at)
{
	static const char *const ends[] = { ".destroy(", ".end(", ".close(", NULL };
	struct str body = at->body->text, on;

	if (!listens(n) || !str_eq(word_of(n->kids[0]), STR("error")) ||
	    n->kids[1]->kind != NODE_FUNCTION || mentions_one(n->kids[1]->text, ends) ||
	    call_receiver(n)->kind != NODE_NAME)
		return;
	on = call_receiver(n)->text;
	/* its sibling's handler ends this one */
	if (!(has(body, "on('error', () =>") || has(body, "on(\"error\", () =>")) ||
	    !has(body, "connect("))
		return;
	for (struct str rest = body, line; str_line(&rest, &line);)
		if ((has(line, "'error'") || has(line, "\"error\"")) &&
		    !str_starts(str_trim(line), on) && str_has(line, on) && has(line, "destroy"))
			tell(u, n, at, 0.7,
			     "when this side fails the other is not told, and stays open",
			     "Destroy the other socket here, as its own handler does with this.");
}

/*
 * A loop that ends by itself at the end of file: what it takes out meanwhile are
 * others, if it does not leave then.
 */
static bool
takes_at_end(struct str rest, const char *const *takes)
{
	size_t loop = str_find(rest, STR("while let Some(")), last;
	struct str tail;

	if (loop == SIZE_MAX ||
	    mentions_one(rest, (const char *const[]){ "return", "break", NULL }))
		return true;
	last = str_rindex(rest, '}');
	/* the loop's last brace stands before what follows it */
	tail = str_sub(rest, 0, last == SIZE_MAX ? rest.n : last);
	last = str_rindex(tail, '}');
	tail = last == SIZE_MAX ? tail : str_from_pos(tail, last);
	return mentions_one(tail, takes);
}

/* A task that puts its connection into a table, reads to the end, and leaves it there. */
static void
look_at_left_in_table(struct unit *u, const struct node *n, const struct scope *at)
{
	static const char *const takes[] = { ".remove(",     ".retain(",   "remove_", "leave(",
					     "forget(",	     "unregister", "drop(",   "disconnect",
					     "disconnected", "Guard",	   NULL };
	static const char *const reads[] = { "next_line", ".read(",   "read_line",
					     ".next()",	  "read_buf", NULL };
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	size_t behind;
	struct str rest;

	if (!r || r->effect != EFFECT_STORE || !str_eq(call_name(n), STR("insert")) || n->n != 2 ||
	    at->body == u->syntax.root)
		return;
	behind = (size_t)(n->text.p + n->text.n - at->body->text.p);
	if (behind >= at->body->text.n)
		return;
	rest = str_from_pos(at->body->text, behind);
	if (text_says(u, STR("impl Drop")))
		return;
	if (mentions_one(rest, reads) &&
	    (!mentions_one(rest, takes) || !takes_at_end(rest, takes))) {
		tell(u, n, at, 0.65,
		     "put into a table, read to its end, and left in the table: it stays open",
		     "Take it out of the table when the loop has ended.");
		if (at->f)
			finding_step(u, &u->report->findings.v[u->report->findings.n - 1],
				     at->body->end_line - 1, "ends, and it is still there");
	}
}

/* Before behind: attach(…, s.as_raw_fd()), of another's library, which has taken it. */
static bool
is_handed_over(struct unit *u, const struct node *n, const struct node *on, const char *behind)
{
	static const char *const lends[] = { "libc::",	   "setsockopt", "fcntl", "epoll_ctl",
					     "getsockopt", "poll",	 NULL };
	bool handed = false;

	if (!n || n->text.p >= behind)
		return false;
	if (n->kind == NODE_CALL && n->text.p + n->text.n < behind && n->a && !call_effect(u, n) &&
	    !call_function(u, NULL, n) && !mentions_one(n->a->text, lends))
		for (uint32_t i = 0; i < n->n; i++) {
			const struct node *arg = n->kids[i];

			if (arg->kind == NODE_CALL && call_receiver(arg) &&
			    str_eq(call_name(arg), STR("as_raw_fd")) &&
			    str_eq(call_receiver(arg)->text, on->text))
				return true;
		}
	handed = is_handed_over(u, n->a, on, behind) || is_handed_over(u, n->b, on, behind) ||
		 is_handed_over(u, n->c, on, behind) || is_handed_over(u, n->d, on, behind);
	for (uint32_t i = 0; i < n->n && !handed; i++)
		handed = is_handed_over(u, n->kids[i], on, behind);
	return handed;
}

/* let name = …: the line that makes it, above here; 0: none. */
static uint32_t
line_made(const struct scope *at, struct str name, const struct node *n)
{
	struct str rest = at->body->text, line;
	uint32_t found = 0;

	for (uint32_t k = at->body->line; k < n->line && str_line(&rest, &line); k++) {
		struct str words = str_trim(line);

		if (!str_starts(words, STR("let ")))
			continue;
		words = str_from_pos(words, str_starts(words, STR("let mut ")) ? 8 : 4);
		if (str_starts(words, name) && words.n > name.n &&
		    (words.p[name.n] == ' ' || words.p[name.n] == ':'))
			found = k;
	}
	return found;
}

/* let fd = s.into_raw_fd(), and nothing is done with it but by system calls. */
static bool
goes_nowhere(const struct scope *at, const struct node *n)
{
	struct str rest = at->body->text, line, name;

	if (!str_eq(call_name(n), STR("into_raw_fd")))
		return false;
	while (str_line(&rest, &line) && !str_has(line, n->text))
		;
	line = str_trim(line);
	if (!str_take(&line, STR("let ")))
		return true;
	str_take(&line, STR("mut "));
	name = str_sub(line, 0, MIN(str_index(line, ' '), str_index(line, ':')));
	while (str_line(&rest, &line))
		if (text_has_word(line, name) && has(line, "(") && !has(line, "libc::"))
			return false;
	return true;
}

/* forget(s), and not forget(guard), of a lock. */
static bool
forgets_link(struct unit *u, const struct scope *at, const struct node *n)
{
	static const char *const things[] = { "conn", "connection", "sock", "socket",  "stream",
					      "s",    "c",	    "tcp",  "session", "client",
					      "link", "lease",	    "raw",  "obj",     "ws",
					      "tls",  "peer",	    "dup",  "clone",   NULL };

	const struct node *what = n->n ? n->kids[0] : call_receiver(n);

	return what && (name_has(what->text, things) ||
			(at->f && text_owns_link(u, u->functions.v[at->f->number], what->text)));
}

/* Out of its owner's hands: from here on somebody else has to close it. */
static void
look_at_forgotten(struct unit *u, const struct node *n, const struct scope *at)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	const struct node *on;
	size_t before;
	uint32_t made;

	if (!r ||
	    !((r->effect == EFFECT_FORGET && forgets_link(u, at, n)) || goes_nowhere(at, n) ||
	      (at->f && call_gives_up(u, at->f, n))) ||
	    text_says(u, STR("into_inner(")) || text_says(u, STR("ManuallyDrop::drop")) ||
	    text_says(u, STR("from_raw(")) || text_says(u, STR("ManuallyDrop::take")) ||
	    (!has(n->text, "ManuallyDrop") && text_says(u, STR("from_raw_fd"))) ||
	    text_says(u, STR("libc::close")) || text_says(u, STR("close(")))
		return;
	on = r->effect == EFFECT_FORGET || n->n ? (n->n ? n->kids[0] : NULL) : call_receiver(n);
	on = on && on->kind == NODE_NAME ? on : NULL;
	if (at->body->text.n > BODY_MAX_BYTES)
		on = NULL;
	if (on && r->effect != EFFECT_FORGET && !n->n && is_handed_over(u, at->body, on, n->text.p))
		return;
	before = u->report->findings.n;
	tell(u, n, at, 0.7, "taken from what would have closed it, and nobody else does",
	     "Let its owner drop it, or close the descriptor.");
	made = on ? line_made(at, on->text, n) : 0;
	if (made && u->report->findings.n > before)
		finding_step(u, &u->report->findings.v[before], made, "it is made here");
}

/* The number of lines of text that have all of these words; the first is *first. */
static unsigned
lines_with(struct str text, uint32_t from, const char *a, const char *b, uint32_t *first)
{
	struct str line;
	unsigned n = 0;

	for (uint32_t k = from; str_line(&text, &line); k++)
		if (has(line, a) && has(line, b) && !n++)
			*first = k;
	return n;
}

/* join!(copy(a, b), copy(b, a)): who has sent all is waited for, and the other isn't told. */
static void
look_at_joined_copies(struct unit *u, const struct node *n, const struct scope *at)
{
	struct str body = at->body->text;
	uint32_t line = 0, limited = 0;
	size_t before = u->report->findings.n;

	if (n->kind != NODE_CALL || at->body == u->syntax.root ||
	    at->body->text.n > BODY_MAX_BYTES ||
	    !(str_eq(call_name(n), STR("join_")) || str_eq(call_name(n), STR("try_join_"))))
		return;
	if (lines_with(body, at->body->line, "copy(", "mut ", &line) < 2 ||
	    lines_with(body, 1, "timeout(", "copy(", &limited) || !has(body, "split(") ||
	    has(body, "shutdown") || u->looked_up_bytes > ASKED_MAX_BYTES)
		return;
	u->looked_up_bytes += u->text.n;
	/* what owns a half of into_split() ends that direction when it is done */
	if (has(body, "async move") && has(body, "into_split("))
		return;
	/* bridge(a, b) in a timeout, or in a race */
	if (at->f && at->f->name.n && at->f->name.n < 60) {
		char call[64];

		memcpy(call, at->f->name.p, at->f->name.n);
		call[at->f->name.n] = '(';
		call[at->f->name.n + 1] = 0;
		if (lines_with(u->text, 1, "timeout(", call, &limited))
			return;
	}
	tell(u, n, at, 0.65,
	     "the end of one direction isn't passed on: both connections wait for each other",
	     "Shut down the other's writing half when a copy ends, or use copy_bidirectional.");
	if (u->report->findings.n > before)
		finding_step(u, &u->report->findings.v[before], line,
			     "when this ends, the other side isn't told");
}

/* Err(Full(job)) => parked.push(job), and nothing is ever taken from there. */
static void
look_at_parked(struct unit *u, const struct node *n, const struct scope *at, struct str name)
{
	const struct node *parts[4] = { n->a, n->b, n->c, n->d };

	if (n->kind == NODE_ARM && n->a && has(n->a->text, "Full(")) {
		size_t from = str_find(n->a->text, STR("Full(")) + 5;
		struct str rest = str_from_pos(n->a->text, from);

		rest = str_sub(rest, 0, MIN(str_index(rest, ')'), rest.n));
		name = str_starts(rest, STR("mut ")) ? str_from_pos(rest, 4) : rest;
	}
	if (n->kind == NODE_CALL && name.n > 1 && n->n == 1 && call_receiver(n) &&
	    str_eq(n->kids[0]->text, name) &&
	    (str_eq(call_name(n), STR("push")) || str_eq(call_name(n), STR("push_back"))) &&
	    has(at->body->text, ".accept()") && name_is_dead(u, call_receiver(n)->text))
		tell(u, n, at, 0.65,
		     "put onto a list that nothing ever takes it from: it stays open",
		     "Drop it, with an answer that says so, or wait until there is room.");
	for (unsigned i = 0; i < 4; i++)
		if (parts[i] && parts[i]->kind != NODE_FUNCTION)
			look_at_parked(u, parts[i], at, name);
	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i]->kind != NODE_FUNCTION)
			look_at_parked(u, n->kids[i], at, name);
}

/* "a" + word + "b" in text. */
static bool
has_joined(struct str text, struct str a, const char *word, struct str b)
{
	char buf[140];
	size_t n = strlen(word);

	if (a.n + n + b.n > sizeof buf)
		return false;
	memcpy(buf, a.p, a.n);
	memcpy(buf + a.n, word, n);
	if (b.n)
		memcpy(buf + a.n + n, b.p, b.n);
	return str_has(text, (struct str){ buf, a.n + n + b.n });
}

/* Who is piped into x, or x into it. */
static struct str
partner_of(struct str body, struct str x)
{
	struct str rest = body, none = { NULL, 0 };
	size_t at;

	while ((at = str_find(rest, STR(".pipe("))) != SIZE_MAX) {
		size_t from = at, end = at + 6, to;
		struct str a, b;

		while (from && (char_is_alnum(rest.p[from - 1]) || rest.p[from - 1] == '_' ||
				rest.p[from - 1] == '$'))
			from--;
		to = end;
		while (to < rest.n &&
		       (char_is_alnum(rest.p[to]) || rest.p[to] == '_' || rest.p[to] == '$'))
			to++;
		a = str_sub(rest, from, at - from);
		b = str_sub(rest, end, to - end);
		if (a.n && b.n && str_eq(a, x) && has_joined(body, b, ".pipe(", x))
			return b;
		if (a.n && b.n && str_eq(b, x) && has_joined(body, x, ".pipe(", a))
			return a;
		rest = str_from_pos(rest, end);
	}
	return none;
}

/* a and b are piped into each other, and a's failure ends a alone. */
static void
look_at_partners(struct unit *u, const struct node *n, const struct scope *at)
{
	struct str body = at->body->text, x, other, handler;
	const struct function *f = NULL;
	size_t close;
	struct code_finding *found;

	if (!listens(n) || !str_eq(word_of(n->kids[0]), STR("error")) ||
	    call_receiver(n)->kind != NODE_NAME || has(body, "pipeline(") || has(body, "finished("))
		return;
	x = call_receiver(n)->text;
	other = partner_of(body, x);
	if (!other.n)
		return;
	if (n->kids[1]->kind == NODE_NAME)
		f = map_get(&u->by_name, n->kids[1]->text);
	else if (n->kids[1]->kind != NODE_FUNCTION)
		return;
	handler = f ? f->node->text : n->kids[1]->text;
	if ((n->kids[1]->kind == NODE_NAME && !f) || str_has(handler, other) ||
	    mentions_one(handler, (const char *const[]){ "cleanup", "close(", "teardown", "done(",
							 "abort(", "kill", "finish", NULL }))
		return;
	/* its 'close' follows, and may tell the other */
	close = str_find(body, STR("'close'"));
	if (close == SIZE_MAX)
		close = str_find(body, STR("\"close\""));
	if (close != SIZE_MAX && has_joined(body, x, ".on", (struct str){ "", 0 }) &&
	    (has_joined(body, other, ".destroy", (struct str){ "", 0 }) ||
	     has_joined(body, other, "?.destroy", (struct str){ "", 0 })) &&
	    (has_joined(body, x, ".on('close'", (struct str){ "", 0 }) ||
	     has_joined(body, x, ".once('close'", (struct str){ "", 0 })))
		return;
	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == n->line)
			return;
	tell(u, n, at, 0.65, "when this side fails the other is not told, and stays open",
	     "Destroy the other socket here too.");
	found = &u->report->findings.v[u->report->findings.n - 1];
	if (n->end_line > n->line)
		finding_step(u, found, n->end_line, "it ends here, and the other side is open");
}

/* setTimeout(() => reject(…)): the promise is over, and the socket is not. */
static void
look_at_given_up(struct unit *u, const struct node *n, const struct scope *at)
{
	static const char *const makes[] = { "net.connect(",
					     "net.createConnection(",
					     "tls.connect(",
					     "new net.Socket(",
					     "new WebSocket(",
					     "new Socket(",
					     NULL };
	static const char *const settles[] = { "reject(",   "resolve(", "cb(",
					       "callback(", "done(",	NULL };
	const struct node *handler = n->n ? n->kids[0] : NULL;
	uint32_t at_line = handler ? handler->line : 0;
	struct code_finding *f;

	if (n->kind != NODE_CALL || call_receiver(n) || !str_eq(call_name(n), STR("setTimeout")) ||
	    !handler || handler->kind != NODE_FUNCTION || at->body == u->syntax.root)
		return;
	if (!mentions_one(at->body->text, makes) || !mentions_one(handler->text, settles) ||
	    mentions_one(handler->text, makes) || handler_closes_really(u, handler))
		return;
	f = tell(u, n, at, 0.7, "the wait is given up, and the socket stays open",
		 "Call destroy() on the socket before.");
	for (struct str rest = handler->text, line; f && str_line(&rest, &line); at_line++)
		if (mentions_one(line, settles))
			finding_step(u, f, at_line, "given up here");
}

static void
look_through(struct unit *u, const struct node *n, struct scope at)
{
	struct node *parts[4];
	bool drops = u->language->traits & TRAIT_DROPS;

	if (!n)
		return;
	if (!drops) {
		look_at_half_open(u, n, &at);
		look_at_timeouts(u, n, &at);
		look_at_pipes(u, n, &at);
		look_at_bodies(u, n, &at);
		look_at_errors(u, n, &at);
		look_at_partners(u, n, &at);
		look_at_given_up(u, n, &at);
	} else {
		look_at_forgotten(u, n, &at);
		look_at_left_in_table(u, n, &at);
		look_at_joined_copies(u, n, &at);
		if (n->kind == NODE_ARM && n->a && n->text.n < BODY_MAX_BYTES &&
		    has(n->a->text, "Full("))
			look_at_parked(u, n, &at, (struct str){ NULL, 0 });
	}
	look_at_tables(u, n, &at);
	if (n->kind == NODE_FUNCTION && n->d) {
		at.body = n;
		at.f = n->function ? u->functions.v[n->function - 1] : at.f;
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_through(u, parts[i], at);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], at);
}

void
look_at_events(struct unit *u)
{
	struct scope at = { .body = u->syntax.root };

	if (u->network && u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		look_through(u, u->syntax.root, at);
}
