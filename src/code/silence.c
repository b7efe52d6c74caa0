/*
 * silence.c - clients that wait for ever for a peer that died without a word
 *
 * A service that connects again and again, and between that reads what comes, learns
 * of a peer's death only by a timeout or by keepalive. Where the text has neither, a
 * read that is never answered is where it hangs. (Go keeps connections alive unless it
 * is told not to.)
 */
#include "code/unit.h"

static const char *const asks_time[] = {
	"imeo",	     "IMEO",	 "eadline", "eepal",   "EEPAL",	 "eepAl",    "eartbeat",
	"EARTBEAT",  "ping",	 "PING",    "select(", "poll",	 "alarm(",   "wait_for",
	"selectors", "Selector", "kqueue",  "kevent",  "after(", "interval", NULL
};
static const char *const asks_time_js[] = { ".setTimeout(", "imeout:", "'timeout'", "\"timeout\"",
					    "eepAlive",	    "ping",    "eartbeat",  NULL };
static const char *const asks_time_go[] = {
	"Deadline(", "WithTimeout", "time.After", "time.NewTimer", "AfterFunc", "Ping", NULL
};
static const char *const asks_deadline_go[] = { "SetReadDeadline(", "SetDeadline(", "Ping", NULL };
static const char *const pauses[] = { "sleep",	"Sleep", "pause", "setTimeout", "delay",
				      "ackoff", "wait(", "retry", NULL };

struct search {
	const struct node *connect, *read;
	const struct function *connect_f, *read_f;
	bool accepts;
};

static void
search_calls(struct unit *u, const struct node *n, struct search *s, const struct function *f,
	     bool in_loop, unsigned depth)
{
	const struct effect_row *r;

	if (!n || depth > 300)
		return;
	if (n->kind == NODE_FUNCTION && n->function) {
		f = u->functions.v[n->function - 1];
		in_loop &= !f->name.n;
	}
	if (n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_FOREACH ||
	    n->kind == NODE_DO)
		in_loop = true;
	if (n->kind == NODE_CALL || n->kind == NODE_NEW) {
		r = call_effect(u, n);
		s->accepts |= (r && r->effect == EFFECT_ACCEPT) ||
			      str_eq(call_name(n), STR("listen")) ||
			      str_eq(call_name(n), STR("createServer")) ||
			      str_eq(call_name(n), STR("bind"));
		if (r && r->effect == EFFECT_CONNECT && !s->connect &&
		    (in_loop || (f && f->called_in_loop) ||
		     u->language->traits & TRAIT_CALLED_BACK)) {
			s->connect = n;
			s->connect_f = f;
		}
		if (r && r->effect == EFFECT_READ && in_loop && !s->read) {
			s->read = n;
			s->read_f = f;
		}
		/* for line in reader.lines() */
		if (!s->read && str_eq(call_name(n), STR("lines")) && in_loop) {
			s->read = n;
			s->read_f = f;
		}
		if (!s->read && u->language->traits & TRAIT_CALLED_BACK && n->n == 2 &&
		    str_eq(call_name(n), STR("on")) &&
		    (str_has(n->kids[0]->text, STR("data")) ||
		     str_has(n->kids[0]->text, STR("'line'")))) {
			s->read = n;
			s->read_f = f;
		}
	}
	search_calls(u, n->a, s, f, in_loop, depth + 1);
	search_calls(u, n->b, s, f, in_loop, depth + 1);
	search_calls(u, n->c, s, f, in_loop, depth + 1);
	search_calls(u, n->d, s, f, in_loop, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		search_calls(u, n->kids[i], s, f, in_loop, depth + 1);
}

/* It connects again when the connection has ended: for ever, not for one question. */
static bool
connects_again(struct unit *u, const struct search *s)
{
	struct str body = s->connect_f ? s->connect_f->node->text : u->text;

	if (u->language->traits & TRAIT_CALLED_BACK)
		return str_has(body, STR("'close'")) && str_has(body, STR("setTimeout("));
	return true;
}

/*
 * setTimeout(() => finish(new Error(…)), ms): what is called ends the connection when
 * the time is over. What makes the connection anew is no such deadline.
 */
static bool
has_deadline(struct unit *u, const struct node *n, const struct search *s, const struct function *f,
	     unsigned depth)
{
	const struct node *calls;
	struct function *g;

	if (!n || depth > 300)
		return false;
	if (n->kind == NODE_FUNCTION && n->function)
		f = u->functions.v[n->function - 1];
	calls = n->kind == NODE_CALL && n->n == 2 && str_eq(call_name(n), STR("setTimeout"))
			? n->kids[0]
			: NULL;
	if (calls && calls->kind == NODE_FUNCTION && calls->function) {
		calls = calls->d;
		while (calls && (calls->kind == NODE_BLOCK || calls->kind == NODE_STATEMENT) &&
		       calls->n == 1)
			calls = calls->kids[0];
		g = calls && calls->kind == NODE_CALL ? call_function(u, f, calls) : NULL;
		if (g && function_closes(u, g, 0) &&
		    !(s->connect->text.p >= g->node->text.p &&
		      s->connect->text.p < g->node->text.p + g->node->text.n))
			return true;
	}
	if (has_deadline(u, n->a, s, f, depth + 1) || has_deadline(u, n->b, s, f, depth + 1) ||
	    has_deadline(u, n->c, s, f, depth + 1) || has_deadline(u, n->d, s, f, depth + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (has_deadline(u, n->kids[i], s, f, depth + 1))
			return true;
	return false;
}

/* ---- connections that lie idle in a pool of one's own ---- */

static bool
keeps_param(struct unit *u, const struct node *n, const struct function *f, uint32_t *line,
	    unsigned depth)
{
	static const char *const adders[] = { "add",   "addLast",   "addFirst", "push", "append",
					      "offer", "push_back", "put",	NULL };
	static const char *const things[] = { "s",	    "c",      "sock",	"socket", "conn",
					      "connection", "stream", "client", NULL };

	if (!n || depth > 60)
		return false;
	if (n->kind == NODE_CALL && n->n == 1 && call_receiver(n) &&
	    n->kids[0]->kind == NODE_NAME && name_has(n->kids[0]->text, things))
		for (const char *const *p = adders; *p; p++)
			for (size_t i = 0; i < f->params.n; i++)
				if (str_eq(call_name(n), str_from(*p)) &&
				    str_eq(f->params.v[i], n->kids[0]->text)) {
					*line = n->line;
					return true;
				}
	for (uint32_t i = 0; i < n->n; i++)
		if (keeps_param(u, n->kids[i], f, line, depth + 1))
			return true;
	return keeps_param(u, n->a, f, line, depth + 1) ||
	       keeps_param(u, n->b, f, line, depth + 1) ||
	       keeps_param(u, n->c, f, line, depth + 1) || keeps_param(u, n->d, f, line, depth + 1);
}

/*
 * What is put back lies there until somebody takes it: a device between forgets it
 * meanwhile, where nothing keeps it alive and nobody asks how long it has been there.
 */
static void
look_at_idle_pool(struct unit *u)
{
	static const char *const asks[] = {
		"eepAlive(true", "EEPALIVE",  "keepalive", "keepAlive",	   "nanoTime",
		"imeMillis",	 "Instant",   "Date.now",  "time.",	   "monotonic",
		"ping",		 "PING",      "alid",	   "Alive",	   "alive",
		"evict",	 "maxAge",    "xpire",	   "heartbeat",	   "KeepAlive:",
		"now()",	 "clock",     "Clock",	   "available()",  "select",
		"idleTimeout",	 "timestamp", "lastUsed",  "idle_timeout", NULL
	};
	static const char *const gives[] = { "put",	"release", "give",     "checkin", "recycle",
					     "restore", "return",  "giveback", NULL };
	static const char *const takes[] = { "take", "get",    "acquire", "borrow", "checkout",
					     "pop",  "obtain", "poll",	  NULL };
	struct function *giver = NULL;
	bool taken = false;
	uint32_t line = 0;
	struct code_finding *f;

	if (text_mentions(u, asks) || u->language->traits & TRAIT_DROPS)
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];

		taken |= g->of_class.n && name_has(g->name, takes);
		if (!giver && g->of_class.n && name_has(g->name, gives) &&
		    keeps_param(u, g->node->d, g, &line, 0))
			giver = g;
	}
	if (!giver || !taken)
		return;
	f = finding_add(u, "idle-timeout-drop", line, giver, 0.55);
	f->message =
		STR("kept for later without keepalive, an age limit or a test: a device between "
		    "forgets it meanwhile");
	finding_step(u, f, line, "it lies here until somebody wants it");
	f->fix = STR("Switch keepalive on, or close what has lain longer than the device waits.");
}

/* ---- a timeout that only holds until the connection is made ---- */

/* setKeepAlive(on), of whatever but false. */
static bool
has_kept_alive(const struct unit *u)
{
	struct str rest = u->text;
	size_t at;

	while ((at = str_find(rest, STR("eepAlive("))) != SIZE_MAX) {
		rest = str_from_pos(rest, at + 9);
		if (!str_starts(rest, STR("false")))
			return true;
	}
	return false;
}

/* Whether f is g, or stands in it. */
static bool
stands_in(const struct function *f, const struct function *g)
{
	for (; f; f = f->outer)
		if (f == g)
			return true;
	return false;
}

static const struct function *
function_around(const struct unit *u, const char *where)
{
	const struct function *found = NULL;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *f = u->functions.v[i];

		if (where >= f->node->text.p && where < f->node->text.p + f->node->text.n &&
		    (!found || f->node->text.n < found->node->text.n))
			found = f;
	}
	return found;
}

/* What stands before the bracket that closes the one in front of s, or the first 400 bytes. */
static struct str
up_to_bracket(struct str s)
{
	int depth = 1;
	size_t i = 0;

	for (; i < s.n && i < 400 && depth; i++)
		depth += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
	return str_sub(s, 0, i);
}

/*
 * Elsewhere a time is measured: not in what stands around the line that switches the
 * timeout off, which is how it was set until the connection was made.
 */
static bool
is_timed_elsewhere(const struct unit *u, const char *off)
{
	const struct function *here = function_around(u, off);
	struct str rest = u->text;
	size_t at;

	while ((at = str_find(rest, STR("setTimeout("))) != SIZE_MAX) {
		const char *where = rest.p + at;
		const struct function *f = function_around(u, where);
		struct str args = str_from_pos(rest, at + 11);
		struct str before =
			str_trim_right(str_sub(u->text, 0, (size_t)(where - u->text.p)));
		bool of_socket = str_ends(before, STR("."));
		struct str body = up_to_bracket(args);
		static const char *const gives_up[] = { "destroy", "reject", "Error",  "close",
							"fail",	   "finish", "settle", "expire",
							"abort",   "end(",   "imeo",   "late",
							"lost",	   NULL };

		rest = args;
		if (str_starts(args, STR("0)")) || str_starts(args, STR("0,")))
			continue;
		if (of_socket && f && !stands_in(here, f))
			return true;
		if (of_socket && where > off) /* set again, further down */
			return true;
		/* a timer for each question; not the pause before the next connection */
		if (!of_socket && !(f && stands_in(here, f)) && mentions_one(body, gives_up))
			return true;
	}
	return false;
}

/* s.setTimeout(0), and nothing else in the text asks for the time. */
static void
look_at_no_timeout(struct unit *u)
{
	static const char *const others[] = { "ping",
					      "eartbeat",
					      "watchdog",
					      "setInterval(",
					      "AbortSignal.timeout",
					      "PING",
					      "keepAlive: true",
					      "eepAlive(true",
					      "keepAliveInitialDelay",
					      NULL };
	struct str rest = u->text, line;
	struct code_finding *f;

	if (text_mentions(u, others) || has_kept_alive(u))
		return;
	for (uint32_t n = 1; str_line(&rest, &line); n++) {
		size_t at = str_find(line, STR(".setTimeout(0)"));

		if (at == SIZE_MAX || u->searches > SEARCHES_MAX)
			continue;
		u->searches += 4; /* it goes through the whole text, and all functions */
		if (is_timed_elsewhere(u, line.p + at))
			continue;
		f = finding_add(u, "dead-peer-timeout", n, NULL, 0.6);
		f->message = STR("the timeout is switched off, and there is no keepalive: a peer "
				 "that died without a word is waited for without end");
		finding_step(u, f, n, "no timeout from here on");
		f->fix = STR("Set a timeout longer than the slowest answer, or keepalive.");
		return;
	}
}

void
look_at_silence(struct unit *u)
{
	bool go = !strcmp(u->language->name, "go");
	bool js = u->language->traits & TRAIT_CALLED_BACK;
	/* without keepalive only a deadline tells */
	bool off = go && text_says(u, STR("KeepAlive:")) && text_says(u, STR("-1,"));
	struct search s = { 0 };
	struct code_finding *f;

	if (js && u->network)
		look_at_no_timeout(u);
	if (u->network)
		look_at_idle_pool(u);
	if (!u->network || (!off && !text_mentions(u, pauses)) ||
	    text_mentions(u, go	  ? (off ? asks_deadline_go : asks_time_go)
			     : js ? asks_time_js
				  : asks_time))
		return;
	if (go && !off && !text_says(u, STR("KeepAlive: -1")) &&
	    !text_says(u, STR("SetKeepAlive(false)")))
		return;
	search_calls(u, u->syntax.root, &s, NULL, false, 0);
	if (!s.connect || !s.read || s.accepts || !connects_again(u, &s) ||
	    (js && has_deadline(u, u->syntax.root, &s, NULL, 0)))
		return;
	f = finding_add(u, "dead-peer-timeout", s.read->line, s.read_f, 0.6);
	f->message = STR("waits for ever: a peer that died without a word is never noticed");
	finding_step(u, f, s.connect->line, "connects here, without a timeout or keepalive");
	finding_step(u, f, s.read->line, "and waits here");
	f->fix = STR("Set a read timeout longer than the peer's silence, or keepalive.");
}
