/*
 * callbacks.c - what frameworks call when a connection ends or is idle
 *
 * The framework tells, and leaves it to the callback to close: each row names such a
 * callback, how it is told apart, and which words end the connection in it.
 */
#include "code/walk.h"

struct callback_row {
	const char *name;
	const char *has, *or_has; /* words that its text has; NULL: whatever */
	const char *text_has;	  /* of the whole text */
	double sure;
	const char *message, *fix;
};

#define HALF "the peer has closed its side, and nothing here closes ours"
#define HALF_FIX "Close the connection here, or when the last answer has been written."
#define FAILED "the connection failed, and nothing here closes it"
#define FAILED_FIX "Close the connection here."
#define EVICTED "what the cache drops here stays open"
#define EVICTED_FIX "Close it before true is returned."
#define IDLE "it is told that the connection is idle, and leaves it open"

static const struct callback_row rows[] = {
	{ "eof_received", "return True", NULL, NULL, 0.8, HALF, HALF_FIX },
	{ "timeoutConnection", NULL, NULL, "TimeoutMixin", 0.8, IDLE, FAILED_FIX },
	{ "readConnectionLost", NULL, NULL, "twisted", 0.8, HALF, HALF_FIX },
	{ "exceptionCaught", NULL, NULL, "ChannelHandlerContext", 0.7, FAILED, FAILED_FIX },
	{ "userEventTriggered", "ChannelInputShutdown", NULL, NULL, 0.8, HALF, HALF_FIX },
	{ "userEventTriggered", "IdleState", NULL, NULL, 0.7, IDLE, FAILED_FIX },
	{ "removeEldestEntry", "Socket>", NULL, NULL, 0.8, EVICTED, EVICTED_FIX },
	{ "removeEldestEntry", "Channel>", NULL, NULL, 0.8, EVICTED, EVICTED_FIX },
	{ "removeEldestEntry", "Connection>", NULL, NULL, 0.8, EVICTED, EVICTED_FIX },
	{ "completed", "< 0", NULL, "AsynchronousSocketChannel", 0.8, HALF, HALF_FIX },
	{ "completed", "== -1", NULL, "AsynchronousSocketChannel", 0.8, HALF, HALF_FIX },
};

static const char *const ends[] = { "lose",	 "shutdown",	   "fireExceptionCaught",
				    "destroy",	 "abort",	   "LOSE",
				    "terminate", "disconnect(",	   "ping",
				    "Ping",	 "PING",	   "eartbeat",
				    "write_eof", "connectionLost", NULL };

/* Whether the callback, or what it calls, closes. */
static bool
ends_it(struct unit *u, struct function *f)
{
	return function_closes(u, f, 0) || mentions_one(f->node->text, ends) ||
	       str_has(f->node->text, STR("super().")) ||
	       str_has(f->node->text, STR("super.exceptionCaught"));
}

static struct code_finding *
tell(struct unit *u, const struct function *f, uint32_t line, double sure, const char *message,
     const char *fix)
{
	struct code_finding *n = finding_add(u, "close-wait-leak", line, f, sure);

	n->message = str_from(message);
	n->fix = str_from(fix);
	finding_step(u, n, line, "%s", message);
	return n;
}

/* The line of f on which a word stands first. */
static uint32_t
line_with(const struct function *f, const char *word)
{
	size_t at = word ? str_find(f->node->text, str_from(word)) : SIZE_MAX;
	uint32_t line = f->node->line;

	for (size_t i = 0; at != SIZE_MAX && i < at; i++)
		line += f->node->text.p[i] == '\n';
	return line;
}

/* if (n < 0) { … return; }: the branch that its word begins. */
static struct node *
branch_with(struct node *n, const char *word, unsigned depth)
{
	struct node *parts[4], *found = NULL;

	if (!n || depth > 60 || (n->kind == NODE_FUNCTION && depth))
		return NULL;
	if (n->kind == NODE_IF && n->a && n->b && str_has(n->a->text, str_from(word)))
		return n->b;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4 && !found; i++)
		found = branch_with(parts[i], word, depth + 1);
	for (uint32_t i = 0; i < n->n && !found; i++)
		found = branch_with(n->kids[i], word, depth + 1);
	return found;
}

/* What stands between quotes is said, and not done. */
static struct str
without_strings(struct unit *u, struct str text)
{
	char *p = arena_new(u->arena, char, text.n + 1);
	size_t n = 0;
	char quote = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (quote && c == '\\') {
			i++;
		} else if (quote) {
			quote = c == quote || c == '\n' ? 0 : quote;
		} else if (c == '"') {
			quote = c;
		} else {
			p[n++] = c;
		}
	}
	return (struct str){ p, n };
}

/* What is called name is made in this text, and never of the channel: its methods cannot end it. */
static bool
is_made_without_channel(struct unit *u, struct str name)
{
	static const char *const channels[] = { "ctx",	"ch",	"channel",    "context", "conn",
						"sock", "link", "connection", NULL };
	bool made = false;

	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		if (!str_has(f->node->text, name))
			continue;
		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];
			const struct node *src = st->src;

			while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) &&
			       src->n == 1)
				src = src->kids[0];
			if (st->op != STEP_SET || !st->dst || !str_eq(st->dst->text, name))
				continue;
			if (!src || src->kind != NODE_NEW)
				return false;
			made = true;
			for (uint32_t a = 0; a < src->n; a++)
				if ((src->kids[a]->kind == NODE_NAME &&
				     name_has(src->kids[a]->text, channels)) ||
				    str_ends(src->kids[a]->text, STR("channel()")))
					return false;
		}
	}
	return made;
}

/* All calls of n say something, take out of a table, or are of what knows no channel. */
static bool
only_forgets(struct unit *u, const struct node *n, bool *forgets, unsigned depth)
{
	static const char *const logs[] = { "log",  "logger", "LOG",	  "LOGGER",  "System",
					    "out",  "err",    "metrics",  "counter", "meter",
					    "idle", "stats",  "timeouts", NULL };

	if (!n)
		return true;
	if (depth > 60 || n->kind == NODE_FUNCTION || n->kind == NODE_NEW)
		return false;
	if (n->kind == NODE_CALL) {
		const struct node *on = call_receiver(n);

		if (!on)
			return false;
		if (str_eq(call_name(n), STR("remove")) && n->dropped && n->n == 1)
			*forgets = true;
		else if (!name_has(on->text, logs) && n->dropped &&
			 !(on->kind == NODE_NAME && is_made_without_channel(u, on->text)))
			return false;
		/* what is passed is asked for, by what has no argument, or is a name */
		for (uint32_t i = 0; i < n->n; i++)
			if (str_eq(n->kids[i]->text, STR("ctx")))
				return false;
		return true;
	}
	if (!only_forgets(u, n->a, forgets, depth + 1) ||
	    !only_forgets(u, n->b, forgets, depth + 1) ||
	    !only_forgets(u, n->c, forgets, depth + 1) ||
	    !only_forgets(u, n->d, forgets, depth + 1))
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		if (!only_forgets(u, n->kids[i], forgets, depth + 1))
			return false;
	return true;
}

/* if (evt is READER_IDLE) { sessions.remove(id); return; }: it is forgotten, and stays open. */
static bool
forgets_idle(struct unit *u, const struct function *f, const struct node *branch)
{
	bool forgets = false;

	return str_eq(f->name, STR("userEventTriggered")) && branch &&
	       str_has(branch->text, STR("return")) && only_forgets(u, branch, &forgets, 0) &&
	       forgets;
}

/* Whether a branch that leaves the function does so without an end of anything. */
static bool
leaves_open(struct unit *u, const struct function *f, struct node *branch)
{
	static const char *const leaves[] = { "return", "continue", NULL };
	static const char *const others[] = { "gone", "one(", "inish", "emove", "ost(", "nd(",
					      "isc",  "top(", "rop(",  "ailed", "eave", NULL };
	struct function g = *f;
	struct node n = *f->node;
	struct str done = branch ? without_strings(u, branch->text) : (struct str){ NULL, 0 };

	n.d = branch;
	g.node = &n;
	g.closes = 0;
	return branch && mentions_one(done, leaves) && !mentions_one(done, ends) &&
	       !mentions_one(done, others) && !function_closes(u, &g, 0) &&
	       !str_has(f->node->text, STR("finally"));
}

static void
look_at_function(struct unit *u, struct function *f)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct callback_row *r = &rows[i];
		const struct node *branch;
		struct code_finding *n;

		if (r->sure <= 0 || !str_eq(f->name, str_from(r->name)) ||
		    (r->has && !str_has(f->node->text, str_from(r->has))) ||
		    (r->text_has && !text_says(u, str_from(r->text_has))) ||
		    (ends_it(u, f) &&
		     !(str_eq(f->name, STR("completed")) &&
		       leaves_open(u, f, branch_with(f->node->d, r->has, 0))) &&
		     !(r->has && forgets_idle(u, f, branch_with(f->node->d, r->has, 0)))))
			continue;
		n = tell(u, f, line_with(f, r->has), r->sure, r->message, r->fix);
		branch = r->has ? branch_with(f->node->d, r->has, 0) : NULL;
		if (branch && branch->end_line > branch->line + 1)
			finding_step(u, n, branch->end_line - 1, "it is left here");
		finding_step(u, n, f->node->end_line, "it ends without closing");
		return;
	}
}

/* ---- reading that is paused, and never goes on ---- */

struct pause_row {
	const char *pauses, *resumes;
};

static const struct pause_row pauses[] = {
	{ "pause_reading()", "resume_reading" }, { "pauseProducing()", "resumeProducing" },
	{ "stopReading()", "startReading" },	 { "setAutoRead(false)", "setAutoRead(true" },
	{ "uv_read_stop(", "uv_read_start(" },
};

/* Who is refused is not read any more, and stays; who is too fast fills the window. */
static bool
is_refused(struct str before)
{
	static const char *const measures[] = { ">",	  "HIGH",  "high",  "full", "len(",
						"paused", "limit", "LIMIT", "size", NULL };

	return !mentions_one(before, measures);
}

static void
look_at_pauses(struct unit *u)
{
	for (size_t i = 0; i < COUNT_OF(pauses); i++) {
		struct str word = str_from(pauses[i].pauses), rest = u->text, line;
		struct str before = { NULL, 0 };
		uint32_t n = 0;

		if (!text_says(u, word) || text_says(u, str_from(pauses[i].resumes)))
			continue;
		/* it began paused, or one word for both */
		while (str_line(&rest, &line)) {
			bool refused;
			struct code_finding *f;

			n++;
			if (!str_has(line, word) || str_has(line, STR("def "))) {
				before = str_has(line, STR("if ")) || str_has(line, STR("if (")) ||
							 str_has(line, STR("while "))
						 ? line
						 : before;
				continue;
			}
			refused = is_refused(before);
			f = tell(
				u, NULL, n, 0.7,
				"reading is paused, and nothing in this text lets it go on",
				refused ? "Close the connection instead."
					: "Resume reading when what was kept has been dealt with.");
			f->id = refused ? "close-wait-leak" : "zero-window-stall";
		}
	}
}

/* ---- a timer that gives a connection up ---- */

static const char *const protocol_words[] = { "connection_made", "connectionMade", "data_received",
					      "dataReceived",	 "lineReceived",   NULL };

/* callLater(60, self.tooSilent): tooSilent takes it for gone, and does not end it. */
static void
look_at_timers(struct unit *u, struct function *f)
{
	static const char *const late[] = { "silent", "silence", "timeout", "timed", "idle",
					    "expire", "expired", "dead",    "stale", "watchdog",
					    "late",   "lapse",	 "slow",    "quiet", NULL };
	static const char *const gone[] = { ".pop(", ".remove(", ".discard(", "del ", NULL };
	char buf[80];
	struct str timed = { buf, 0 };
	struct code_finding *n;

	if (f->name.n < 3 || f->name.n > 40 || !f->of_class.n || !f->self.n)
		return;
	memcpy(buf, ", self.", 7);
	memcpy(buf + 7, f->name.p, f->name.n);
	timed.n = 7 + f->name.n;
	if (!text_says(u, timed) ||
	    !text_mentions(u, (const char *const[]){ "callLater(", "call_later(", NULL }) ||
	    !(mentions_one(f->node->text, gone) || name_has(f->name, late)) ||
	    mentions_one(f->node->text, (const char *const[]){ "callLater(", "call_later(", "write",
							       "send", "reset(", NULL }) ||
	    ends_it(u, f))
		return;
	n = tell(u, f, f->node->end_line, 0.7, IDLE, FAILED_FIX);
	finding_step(u, n, f->node->line, "the timer calls this");
}

/* okhttp3.Callback: the response is onResponse's to close. */
static void
own_response(struct unit *u, struct function *f)
{
	if (str_eq(f->name, STR("onResponse")) && f->params.n == 2 && !f->owned.n &&
	    str_has(f->node->text, STR("Response ")) && text_says(u, STR("enqueue(")) &&
	    !text_says(u, STR("retrofit")))
		vec_push(u->arena, &f->owned, key_id(u, f->params.v[1]));
}

/* Vert.x: connectHandler(this::welcome), connectHandler(s -> …) */
static void
own_connected(struct unit *u, const struct node *n, unsigned depth)
{
	if (!n || depth > 200)
		return;
	if (n->kind == NODE_CALL && n->n == 1 && str_eq(call_name(n), STR("connectHandler"))) {
		struct str text = n->kids[0]->text;
		size_t at = str_find(text, STR("::"));
		struct function *f = n->kids[0]->function ? u->functions.v[n->kids[0]->function - 1]
				     : at != SIZE_MAX
					     ? map_get(&u->by_name, str_from_pos(text, at + 2))
					     : NULL;

		if (f && f->params.n == 1 && !f->owned.n)
			vec_push(u->arena, &f->owned, key_id(u, f->params.v[0]));
	}
	own_connected(u, n->a, depth + 1);
	own_connected(u, n->b, depth + 1);
	own_connected(u, n->c, depth + 1);
	own_connected(u, n->d, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		own_connected(u, n->kids[i], depth + 1);
}

/* Callbacks that get a bare descriptor for good: by name or by a type among the parameters. */
static const struct {
	const char *name, *type;
	size_t which;
} given[] = {
	{ "incomingConnection", NULL, 0 },    /* Qt */
	{ NULL, "struct evconnlistener", 1 }, /* libevent */
};

static void
own_descriptor(struct unit *u, struct function *f)
{
	for (size_t i = 0; i < COUNT_OF(given); i++) {
		bool is_it = given[i].name ? str_eq(f->name, str_from(given[i].name))
					   : f->node->b && str_has(f->node->b->text,
								   str_from(given[i].type));

		if (is_it && f->node->d && f->params.n > given[i].which &&
		    f->params.v[given[i].which].n) {
			function_owns(u, f, key_id(u, f->params.v[given[i].which]));
			f->is_given = true;
		}
	}
}

/* void *serve(void *arg), which nobody here calls: what a thread is begun with is its own. */
static void
own_argument(struct unit *u, struct function *f)
{
	struct str head;

	if ((strcmp(u->language->name, "c") && strcmp(u->language->name, "cpp")) || f->called ||
	    !f->name.n || f->params.n != 1 || !f->node->d || !f->node->b || f->owned.n)
		return;
	head = str_sub(f->node->text, 0, (size_t)(f->node->d->text.p - f->node->text.p));
	if (str_has(head, STR("void")) && str_has(f->node->b->text, STR("void *")) &&
	    str_has(head, STR("*")) && str_has(f->node->d->text, STR("return")))
		function_owns(u, f, key_id(u, f->params.v[0]));
}

/* tornado's TCPServer: the stream is the handler's; and what a socketserver's override takes over. */
static void
own_stream(struct unit *u, struct function *f)
{
	if (str_eq(f->name, STR("process_request")) && f->params.n == 3 && !f->owned.n &&
	    text_says(u, STR("socketserver"))) {
		vec_push(u->arena, &f->owned, key_id(u, f->params.v[1]));
		f->is_given = true;
	}
	if (str_eq(f->name, STR("handle_stream")) && f->params.n == 3 && !f->owned.n &&
	    text_says(u, STR("TCPServer")))
		vec_push(u->arena, &f->owned, key_id(u, f->params.v[1]));
}

/* asyncio.start_server(LampHub(…), …): an object that is called with reader and writer. */
static void
own_called(struct unit *u, struct function *f)
{
	if (!str_eq(f->name, STR("__call__")) || f->params.n != 3 || f->owned.n ||
	    !str_has(f->params.v[2], STR("writer")) || !str_has(f->params.v[1], STR("reader")))
		return;
	vec_push(u->arena, &f->owned, key_id(u, f->params.v[2]));
	f->pair = key_id(u, f->params.v[1]);
}

void
own_callbacks(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n && u->language->traits & TRAIT_METHOD_SELF; i++)
		own_called(u, u->functions.v[i]);
	own_given(u);
	for (size_t i = 0; i < u->functions.n; i++) {
		own_stream(u, u->functions.v[i]);
		own_argument(u, u->functions.v[i]);
	}
	if (text_says(u, STR("connectHandler(")))
		own_connected(u, u->syntax.root, 0);
	for (size_t i = 0; i < u->functions.n; i++) {
		own_response(u, u->functions.v[i]);
		own_descriptor(u, u->functions.v[i]);
	}
}

/* ---- libraries that make connections out of descriptors ---- */

struct line_search {
	const char *word;
	uint32_t line;
};

static uint32_t
next_line_with(struct unit *u, const char *word, uint32_t after)
{
	struct str rest = u->text, line;

	for (uint32_t n = 1; str_line(&rest, &line); n++)
		if (n > after && str_has(line, str_from(word)))
			return n;
	return 0;
}

/* bufferevent_socket_new(base, fd, 0): bufferevent_free leaves the descriptor open. */
static void
look_at_bufferevents(struct unit *u)
{
	uint32_t made = next_line_with(u, "bufferevent_socket_new(", 0), at = 0;
	struct code_finding *n;

	if (!made || text_says(u, STR("BEV_OPT_CLOSE_ON_FREE")) ||
	    text_says(u, STR("bufferevent_getfd")) || text_says(u, STR("close(")) ||
	    text_says(u, STR("closesocket")))
		return;
	n = tell(u, NULL, made, 0.8,
		 "without BEV_OPT_CLOSE_ON_FREE the descriptor stays open when this is freed",
		 "Pass BEV_OPT_CLOSE_ON_FREE.");
	while ((at = next_line_with(u, "bufferevent_free(", at)) != 0)
		finding_step(u, n, at, "freed here, and its descriptor is not closed");
}

/* Qt: a socket that is disconnected stays until somebody deletes it. */
static void
look_at_qt(struct unit *u)
{
	uint32_t made = next_line_with(u, "nextPendingConnection(", 0), at = 0;
	struct code_finding *n;

	if (!made || text_says(u, STR("deleteLater")) || text_says(u, STR("delete ")) ||
	    text_says(u, STR("unique_ptr")) || text_says(u, STR("QScopedPointer")))
		return;
	n = tell(u, NULL, made, 0.65,
		 "nothing ever deletes this socket: it stays when its peer has gone",
		 "Connect its disconnected() to its deleteLater().");
	while ((at = next_line_with(u, "disconnected", at)) != 0)
		finding_step(u, n, at, "told here that the peer has gone");
	for (size_t i = 0; i < u->functions.n; i++)
		if (str_has(u->functions.v[i]->node->text, STR("sender()")) &&
		    str_has(u->functions.v[i]->node->text, STR("remove")))
			finding_step(u, n, u->functions.v[i]->node->line + 1,
				     "forgotten here, and not deleted");
}

/* asio: a session that a set holds lives until it is taken out. */
static void
look_at_asio(struct unit *u)
{
	static const char *const keeps[] = { "insert(shared_from_this())",
					     "insert(self)",
					     "push_back(shared_from_this())",
					     "insert(session)",
					     "push_back(session)",
					     "emplace_back(session)",
					     "insert(conn)",
					     "push_back(conn)",
					     NULL };

	if (!text_says(u, STR("async_read")) || text_says(u, STR("erase(")) ||
	    text_says(u, STR("clear()")) || text_says(u, STR("weak_ptr")) ||
	    text_says(u, STR(".close(")))
		return;
	for (const char *const *p = keeps; *p; p++) {
		uint32_t at = next_line_with(u, *p, 0), ec = 0;
		struct code_finding *n;

		if (!at)
			continue;
		n = tell(u, NULL, at, 0.7,
			 "kept in a table that nothing is taken out of: its socket is never closed",
			 "Take it out of the table, or close its socket, when a read fails.");
		while ((ec = next_line_with(u, "if (ec", ec)) != 0)
			finding_step(u, n, ec, "its end is seen here");
		while ((ec = next_line_with(u, "if (!ec", ec)) != 0)
			finding_step(u, n, ec, "its end is seen here");
		return;
	}
}

/* A class of C++ that reads from a descriptor it holds, and has a destructor without close. */
static void
look_at_destructors(struct unit *u)
{
	uint32_t at = 0, gone;
	struct str rest = u->text, line;
	size_t close;
	struct code_finding *n;

	if (!text_says(u, STR("recv(")) && !text_says(u, STR("read(")))
		return;
	for (uint32_t i = 1; str_line(&rest, &line) && !at; i++)
		if (str_starts(str_trim(line), STR("~")) &&
		    !(str_ends(str_trim(line), STR(";")) && !str_has(line, STR("{")) &&
		      !str_has(line, STR("default"))))
			at = i; /* what is only declared may well close */
	close = str_find(u->text, STR("close("));
	if (!at)
		at = next_line_with(u, "delete this", 0);
	if (!at || close != SIZE_MAX || text_says(u, STR("Close(")) ||
	    !text_mentions(u, (const char *const[]){ "int fd", "m_fd", "int sock", "m_sock",
						     "m_hSock", "fd_", "sock_", NULL }))
		return;
	gone = next_line_with(u, "erase(", 0);
	if (!gone)
		gone = next_line_with(u, "delete ", 0);
	if (!gone)
		gone = at;
	n = tell(u, NULL, gone, 0.8,
		 "what holds the descriptor goes, and its destructor does not close",
		 "Close the descriptor in the destructor.");
	finding_step(u, n, at, "the destructor");
	for (gone = next_line_with(u, "erase(", gone); gone;
	     gone = next_line_with(u, "erase(", gone))
		finding_step(u, n, gone, "and here");
}

/* ---- Java's channels ---- */

/* What stands last before at in the text, from word on. */
static struct str
last_before(const struct unit *u, size_t at, const char *word)
{
	struct str text = str_sub(u->text, 0, at), rest = { NULL, 0 };
	size_t i;

	while ((i = str_find(text, str_from(word))) != SIZE_MAX) {
		rest = str_from_pos(text, i);
		text = str_from_pos(text, i + 1);
	}
	return rest;
}

/* failed(t, c) of a handler of reads or writes: the channel stays as it is. */
static void
look_at_failed(struct unit *u, struct function *f)
{
	struct str of;

	if (!str_eq(f->name, STR("failed")) || f->params.n != 2 ||
	    !text_says(u, STR("AsynchronousSocketChannel")) || ends_it(u, f))
		return;
	of = last_before(u, (size_t)(f->node->text.p - u->text.p), "CompletionHandler<");
	if (!of.n || str_starts(of, STR("CompletionHandler<AsynchronousSocketChannel")))
		return;
	/* <>: what it is told of stands in what it is told when all went well */
	if (str_starts(of, STR("CompletionHandler<>")) &&
	    str_has(of, STR("completed(AsynchronousSocketChannel")))
		return;
	for (size_t i = 0; i < u->functions.n; i++) /* it tells somebody of this text */
		if (!str_eq(u->functions.v[i]->name, f->name) && u->functions.v[i]->name.n > 4 &&
		    str_has(f->node->text, u->functions.v[i]->name) &&
		    function_closes(u, u->functions.v[i], 0))
			return;
	finding_step(u, tell(u, f, f->node->line, 0.65, FAILED, FAILED_FIX), f->node->end_line,
		     "it ends without closing");
}

/* if (n == -1) { key.cancel(); continue; }: the selector forgets it, and it stays open. */
static void
look_at_cancelled(struct unit *u, struct function *f)
{
	static const char *const ways[] = { "== -1", "< 0", "<= 0" };
	struct code_finding *n;

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		const struct node *branch = branch_with(f->node->d, ways[i], 0);

		if (!branch || !str_has(branch->text, STR(".cancel()")))
			continue;
		for (size_t k = 0; k < u->report->findings.n; k++)
			if (u->report->findings.v[k].line >= branch->line - 1 &&
			    u->report->findings.v[k].line <= branch->end_line)
				return;
		/* a list of what is to be closed later has it, or it was not closed */
		if (!mentions_one(branch->text,
				  (const char *const[]){ "lose", "hut", ".add(", ".put(", ".offer(",
							 NULL }) &&
		    !mentions_one(branch->text, ends) && !str_has(f->node->text, STR("finally"))) {
			n = tell(u, f, branch->line, 0.8,
				 "the key is cancelled when the peer has closed, and its channel "
				 "stays open",
				 "Close the channel: that cancels its key as well.");
			finding_step(u, n, branch->end_line - 1, "it is left here");
		}
		return;
	}
}

static bool
closes_by_name(struct str text, struct str name)
{
	struct str line;

	while (str_line(&text, &line))
		if (str_has(line, name) &&
		    mentions_one(line, (const char *const[]){ "close", "Close", "CLOSE",
							      "disconnect", NULL }))
			return true;
	return false;
}

/* A channel that a handler of Netty opened for the one it serves, and does not close with it. */
static void
look_at_backend(struct unit *u, struct str field, uint32_t line, const struct function *by)
{
	struct function *inactive = NULL;
	struct code_finding *n;

	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		if (!str_eq(f->of_class, by->of_class))
			continue;
		if (str_eq(f->name, STR("channelInactive")) ||
		    str_eq(f->name, STR("channelUnregistered")) ||
		    str_eq(f->name, STR("handlerRemoved"))) {
			inactive = f;
			if (closes_by_name(f->node->text, field) || function_closes(u, f, 0))
				return;
		}
	}
	if (text_says(u, STR("closeFuture()")))
		return;
	n = tell(u, inactive ? inactive : by, inactive ? inactive->node->line : line, 0.7,
		 "the channel that was opened for this one stays open when this one has gone",
		 "Close the other channel in channelInactive.");
	finding_step(u, n, line, "opened here");
	if (inactive)
		finding_step(u, n, inactive->node->end_line, "told here, and not closed");
}

static void
look_for_backends(struct unit *u, const struct node *n, const struct function *f, unsigned depth)
{
	if (!n || depth > 200)
		return;
	if (n->kind == NODE_FUNCTION && n->function)
		f = u->functions.v[n->function - 1];
	if (n->kind == NODE_ASSIGN && f && n->a && n->b && f->of_class.n &&
	    str_ends(n->b->text, STR(".channel()")) && !str_has(n->b->text, STR("ctx."))) {
		struct str field = n->a->kind == NODE_FIELD && n->a->b ? n->a->b->text : n->a->text;

		if (map_get(&u->fields, field) || n->a->kind == NODE_FIELD)
			look_at_backend(u, field, n->line, f);
	}
	look_for_backends(u, n->a, f, depth + 1);
	look_for_backends(u, n->b, f, depth + 1);
	look_for_backends(u, n->c, f, depth + 1);
	look_for_backends(u, n->d, f, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_for_backends(u, n->kids[i], f, depth + 1);
}

void
look_at_callbacks(struct unit *u)
{
	bool c = !strcmp(u->language->name, "c"), cpp = !strcmp(u->language->name, "cpp");

	for (size_t i = 0; i < u->functions.n; i++)
		look_at_function(u, u->functions.v[i]);
	for (size_t i = 0; i < u->functions.n; i++)
		look_at_failed(u, u->functions.v[i]);
	if (text_says(u, STR("SelectionKey")))
		for (size_t i = 0; i < u->functions.n; i++)
			look_at_cancelled(u, u->functions.v[i]);
	if (text_says(u, STR("channelActive")) && text_says(u, STR("Bootstrap")))
		look_for_backends(u, u->syntax.root, NULL, 0);
	if (text_mentions(u, protocol_words))
		for (size_t i = 0; i < u->functions.n; i++)
			look_at_timers(u, u->functions.v[i]);
	look_at_pauses(u);
	if (c || cpp)
		look_at_bufferevents(u);
	if (cpp) {
		look_at_qt(u);
		look_at_asio(u);
		look_at_destructors(u);
	}
}
