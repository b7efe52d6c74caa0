/*
 * emitters.c - sockets that live in the closures of their handlers
 *
 * Where a runtime calls back, a connection has no function that owns it: it is made
 * in one, and what becomes of it is said by handlers of its events. So all handlers of
 * each socket are gathered, and asked what they do to it: one that gives up a promise
 * and leaves the socket open, two sockets of one relay of which one is not told that
 * the other has gone, an end that is heard and not answered.
 */
#include "code/walk.h"

#include <stdio.h>

#define HANDLERS_MAX 24
#define EMITTERS_MAX 64

enum emitter_kind {
	EMITTER_MADE,	    /* one of our own to a peer */
	EMITTER_GIVEN,	    /* a server's connection */
	EMITTER_SUBSCRIBED, /* a client of another protocol that speaks to us */
	EMITTER_SOURCE,	    /* a file that is sent */
	EMITTER_REQUEST,    /* what an HTTP server is asked, and answers */
};

struct handler {
	struct str event;
	struct function *f; /* NULL: of another text */
	uint32_t line, end_line;
};

struct emitter {
	enum emitter_kind kind;
	struct str name, also; /* also: the response of a request */
	uint32_t key, also_key;
	const struct node *made;    /* what makes it, or gives it */
	struct function *scope;	    /* whose name it is */
	bool half_open, is_web;	    /* is_web: of a library for web sockets, which end themselves */
	const struct emitter *from; /* the same, where it was passed; NULL: it was not */
	struct handler handlers[HANDLERS_MAX];
	size_t n;
};

struct emitters {
	struct unit *u;
	struct emitter *all[EMITTERS_MAX];
	size_t n;
};

/* How surely a handler ends what is called key. */
enum ends { ENDS_NEVER, ENDS_ON_A_PATH, ENDS_ALWAYS };

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static bool
is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(s, str_from(*names)))
			return true;
	return false;
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

static bool
is_word_at(struct str text, size_t at, size_t n)
{
	return !(at && (char_is_alnum(text.p[at - 1]) || text.p[at - 1] == '_' ||
			text.p[at - 1] == '.')) &&
	       !(at + n < text.n && (char_is_alnum(text.p[at + n]) || text.p[at + n] == '_'));
}

static bool
has_word(struct str text, struct str name)
{
	for (size_t from = 0, at; from < text.n; from = at + 1) {
		at = str_find(str_from_pos(text, from), name);
		if (at == SIZE_MAX)
			return false;
		at += from;
		if (is_word_at(text, at, name.n))
			return true;
	}
	return false;
}

static struct str
word_of(const struct node *n)
{
	return n && n->kind == NODE_STRING && n->text.n >= 2 ? str_sub(n->text, 1, n->text.n - 2)
							     : (struct str){ NULL, 0 };
}

static struct code_finding *
tell(struct unit *u, uint32_t line, const struct function *f, struct str handle, double sure,
     const char *message, const char *fix)
{
	struct code_finding *n;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == line &&
		    !strcmp(u->report->findings.v[i].id, "close-wait-leak"))
			return NULL;
	n = finding_add(u, "close-wait-leak", line, f, sure);
	n->handle = str_copy(u->kept, handle);
	n->message = str_printf(u->kept, "'" STR_F "' %s", STR_A(handle), message);
	n->fix = str_from(fix);
	return n;
}

/* ---- what makes one ---- */

static bool
imports(struct unit *u, const char *module)
{
	char buf[64];
	int n = snprintf(buf, sizeof buf, "%s'", module);

	if (text_says(u, (struct str){ buf, (size_t)n }))
		return true;
	buf[n - 1] = '"';
	return text_says(u, (struct str){ buf, (size_t)n });
}

/* net.connect(…), new net.Socket(), new WebSocket(url), http.request(…), redis.duplicate() */
static bool
makes_emitter(struct unit *u, const struct node *n, struct emitter *e)
{
	static const char *const sockets[] = { "connect", "createConnection", NULL };
	static const char *const nets[] = { "net", "tls", "node_net", "Net", "TLS", NULL };
	static const char *const clients[] = { "WebSocket", "Redis",  "IORedis",   "EventSource",
					       "Client",    "Socket", "TLSSocket", NULL };
	struct str name = call_name(n);
	const struct node *on = call_receiver(n);

	if (n->kind == NODE_NEW) {
		if (!is_one_of(name, clients))
			return false;
		e->is_web = str_eq(name, STR("WebSocket"));
		e->kind = has(name, "ocket") ? EMITTER_MADE : EMITTER_SUBSCRIBED;
		return true;
	}
	if (n->kind != NODE_CALL)
		return false;
	e->kind = EMITTER_MADE;
	if (is_one_of(name, sockets))
		return on ? is_one_of(on->text, nets)
			  : (imports(u, "net") || imports(u, "tls")) && !map_get(&u->by_name, name);
	e->kind = EMITTER_SOURCE;
	if (str_eq(name, STR("createReadStream")))
		return true;
	e->kind = EMITTER_SUBSCRIBED;
	if (on && str_eq(name, STR("duplicate")))
		return true;
	return on && str_eq(name, STR("connect")) &&
	       (has(on->text, "mqtt") || has(on->text, "nats"));
}

static bool
is_half_open(const struct node *call)
{
	return has(call->text, "allowHalfOpen: true") && call->text.n < 4000 + 0 * call->n;
}

/* ---- gathering ---- */

static struct emitter *
add(struct emitters *w, const struct emitter *what)
{
	struct emitter *e;

	for (size_t i = 0; i < w->n; i++)
		if (w->all[i]->scope == what->scope && w->all[i]->key == what->key)
			return w->all[i];
	if (w->n >= EMITTERS_MAX || !what->name.n || what->name.n > 40)
		return NULL;
	e = arena_new(w->u->arena, struct emitter, 1);
	*e = *what;
	w->all[w->n++] = e;
	return e;
}

/* The emitter that is called so where f stands. */
static struct emitter *
emitter_of(struct emitters *w, const struct function *f, const struct node *n)
{
	uint32_t key = n && (n->kind == NODE_NAME || n->kind == NODE_FIELD) ? key_of(w->u, n) : 0;

	for (; key; f = f->outer) {
		for (size_t i = 0; i < w->n; i++) {
			struct emitter *e = w->all[i];
			bool field = key_root(e->name).n != e->name.n;

			if ((e->key == key || e->also_key == key) &&
			    (e->scope == f || (field && f && e->scope && f->of_class.n &&
					       str_eq(e->scope->of_class, f->of_class))))
				return e;
		}
		for (size_t i = 0; f && i < f->params.n; i++) /* another of that name */
			if (str_eq(f->params.v[i], key_root(key_text(w->u, key))))
				return NULL;
		if (!f)
			break;
	}
	return NULL;
}

/* A closure, or the name of a function of this text: onData, this.onData, f.bind(this). */
static struct function *
handler_function(struct unit *u, const struct node *n)
{
	if (n && n->kind == NODE_CALL && str_eq(call_name(n), STR("bind")))
		n = call_receiver(n);
	if (!n)
		return NULL;
	if (n->kind == NODE_FUNCTION)
		return function_at(u, n);
	if (n->kind == NODE_NAME)
		return map_get(&u->by_name, n->text);
	return n->kind == NODE_FIELD && n->b ? map_get(&u->by_name, n->b->text) : NULL;
}

static void
add_handler(struct emitters *w, struct emitter *e, struct str event, const struct node *n,
	    const struct node *at)
{
	if (e->n < HANDLERS_MAX && event.n)
		e->handlers[e->n++] =
			(struct handler){ event, handler_function(w->u, n), at->line, n->end_line };
}

static void
take_given(struct emitters *w, const struct node *n, struct function *f, size_t param,
	   enum emitter_kind kind)
{
	struct emitter e = { .kind = kind, .made = n, .scope = f };

	if (!f || param >= f->params.n)
		return;
	e.name = f->params.v[param];
	e.key = key_id(w->u, e.name);
	e.half_open = is_half_open(n);
	e.is_web = kind == EMITTER_GIVEN &&
		   (text_says(w->u, STR("WebSocket")) || text_says(w->u, STR("'ws'")));
	if (kind == EMITTER_REQUEST && f->params.n > 1) {
		e.also = f->params.v[1];
		e.also_key = key_id(w->u, e.also);
	}
	add(w, &e);
}

static bool
listens(const struct node *n)
{
	static const char *const names[] = {
		"on", "once", "addListener", "addEventListener", "prependListener", NULL
	};

	return n->kind == NODE_CALL && n->n >= 2 && call_receiver(n) &&
	       is_one_of(call_name(n), names);
}

/* x.on(…).on(…): x. */
static const struct node *
root_of_chain(const struct node *n)
{
	for (unsigned depth = 0; n && n->kind == NODE_CALL && depth < 20; depth++) {
		if (!listens(n) &&
		    !is_one_of(call_name(n), (const char *const[]){ "setTimeout", "setNoDelay",
								    "setKeepAlive", NULL }))
			return n;
		n = call_receiver(n);
	}
	return n;
}

static const struct node *
last_closure(struct unit *u, const struct node *n)
{
	const struct node *last = n->n ? n->kids[n->n - 1] : NULL;

	return last && handler_function(u, last) ? last : NULL;
}

/* Calls that give connections to a closure. */
static void
gather_given(struct emitters *w, const struct node *n)
{
	static const char *const routes[] = { "get", "post", "put", "use", "all", "route", NULL };
	struct unit *u = w->u;
	const struct node *on = call_receiver(n), *closure = last_closure(u, n);
	struct function *f = closure ? handler_function(u, closure) : NULL;
	struct str name = call_name(n), event;

	if (!f)
		return;
	if (str_eq(name, STR("createServer"))) {
		bool http = on ? has(on->text, "http") : imports(u, "http") || imports(u, "https");

		take_given(w, n, f, 0, http ? EMITTER_REQUEST : EMITTER_GIVEN);
		return;
	}
	if (is_one_of(name, routes) && on && f->params.n >= 2 && f->params.n <= 3 &&
	    (str_starts(f->params.v[0], STR("req")) || str_eq(f->params.v[0], STR("_req"))))
		take_given(w, n, f, 0, EMITTER_REQUEST);
	if (!listens(n))
		return;
	event = word_of(n->kids[0]);
	if (str_eq(event, STR("connection")) || str_eq(event, STR("secureConnection")))
		take_given(w, n, f, 0, EMITTER_GIVEN);
	else if (str_eq(event, STR("upgrade")) ||
		 (str_eq(event, STR("connect")) && f->params.n >= 2))
		take_given(w, n, f, 1, EMITTER_GIVEN);
	else if (str_eq(event, STR("request")) && f->params.n >= 2)
		take_given(w, n, f, 0, EMITTER_REQUEST);
}

static void
gather_made(struct emitters *w, const struct node *n, struct function *f)
{
	struct emitter e = { .scope = f };
	const struct node *made = n->b;

	while (made && (made->kind == NODE_LIST || made->kind == NODE_OTHER) && made->n == 1)
		made = made->kids[0];
	if (made && made->kind == NODE_NAME && n->a && n->a->kind == NODE_FIELD) {
		const struct emitter *known = emitter_of(w, f, made); /* this.ws = ws */

		if (!known || known->kind == EMITTER_REQUEST)
			return;
		e = *known;
		e.n = 0;
		e.key = key_of(w->u, n->a);
		e.name = key_text(w->u, e.key);
		if (e.key)
			add(w, &e);
		return;
	}
	made = root_of_chain(made);
	if (!made || !n->a || (n->a->kind != NODE_NAME && n->a->kind != NODE_FIELD) ||
	    !makes_emitter(w->u, made, &e))
		return;
	e.key = key_of(w->u, n->a);
	e.name = key_text(w->u, e.key);
	e.made = made;
	e.half_open = is_half_open(made);
	if (e.key)
		add(w, &e);
}

/* f(socket): its parameter is that socket too. */
static void
gather_passed(struct emitters *w, const struct node *n, struct function *f)
{
	struct function *g = call_function(w->u, f, n);

	if (!g || g == f)
		return;
	for (uint32_t i = 0; i < n->n && i < g->params.n; i++) {
		const struct emitter *e = emitter_of(w, f, n->kids[i]);
		struct emitter there;

		if (!e || e->kind == EMITTER_REQUEST)
			continue;
		there = *e;
		there.from = e;
		there.scope = g;
		there.name = g->params.v[i];
		there.key = key_id(w->u, there.name);
		there.also_key = 0;
		there.n = 0;
		add(w, &there);
	}
}

/* lines.on('line', …), where lines = readline.createInterface({ input: sock }): sock. */
static struct emitter *
read_by_lines(struct emitters *w, struct function *f, const struct node *on)
{
	struct str rest = w->u->text, line;

	if (!on || on->kind != NODE_NAME || w->u->searches++ > SEARCHES_MAX)
		return NULL;
	while (str_line(&rest, &line)) {
		size_t at = str_find(line, STR("input: ")), n = 0;

		if (at == SIZE_MAX || !has(line, "createInterface(") ||
		    !has_joined(line, on->text, " = ", (struct str){ NULL, 0 }))
			continue;
		line = str_from_pos(line, at + 7);
		while (n < line.n && (char_is_alnum(line.p[n]) || line.p[n] == '_'))
			n++;
		line = str_sub(line, 0, n);
		for (const struct function *g = f; g; g = g->outer)
			for (size_t i = 0; i < w->n; i++)
				if (w->all[i]->scope == g && str_eq(w->all[i]->name, line))
					return w->all[i];
	}
	return NULL;
}

/* for (const s of [a, b]) s.on('close', …): what is told by either. */
static void
gather_of_each(struct emitters *w, const struct node *n, struct function *f, const struct node *on)
{
	flow_build(w->u->arena, w->u->language, f);
	for (size_t i = 0; on && on->kind == NODE_NAME && i < f->steps.n; i++) {
		const struct node *each = f->steps.v[i].node, *of;

		if (f->steps.v[i].op != STEP_EACH || !each->a || !each->b ||
		    !str_ends(each->a->text, on->text))
			continue;
		for (of = each->b; (of->kind == NODE_LIST || of->kind == NODE_OTHER) && of->n == 1;)
			of = of->kids[0];
		for (uint32_t k = 0; of->kind == NODE_LITERAL && k < of->n; k++) {
			struct emitter *e = emitter_of(w, f, of->kids[k]);

			if (e)
				add_handler(w, e, word_of(n->kids[0]), n->kids[1], n);
		}
		return;
	}
}

static void
gather_handlers(struct emitters *w, const struct node *n, struct function *f)
{
	const struct node *on = call_receiver(n);
	struct emitter *e;

	if (!on)
		return;
	if (listens(n)) {
		e = emitter_of(w, f, root_of_chain(on));
		if (!e && str_eq(word_of(n->kids[0]), STR("line")))
			e = read_by_lines(w, f, on);
		if (e)
			add_handler(w, e, word_of(n->kids[0]), n->kids[1], n);
		else if (f)
			gather_of_each(w, n, f, root_of_chain(on));
	} else if (str_eq(call_name(n), STR("setTimeout")) && n->n == 2) {
		e = emitter_of(w, f, root_of_chain(on));
		if (e)
			add_handler(w, e, STR("timeout"), n->kids[1], n);
	}
}

/* const s = net.connect(port, () => …).on(…): the closure is told of 'connect'. */
static void
gather_of_assignment(struct emitters *w, const struct node *n, struct function *f)
{
	struct emitter *e = n->a && n->b ? emitter_of(w, f, n->a) : NULL;
	const struct node *made = n->b;

	if (e) {
		while (made && (made->kind == NODE_LIST || made->kind == NODE_OTHER) &&
		       made->n == 1)
			made = made->kids[0];
		for (unsigned depth = 0;
		     made && made->kind == NODE_CALL && made != e->made && depth < 20; depth++) {
			if (listens(made))
				add_handler(w, e, word_of(made->kids[0]), made->kids[1], made);
			made = call_receiver(made);
		}
		if (made && made == e->made && e->kind == EMITTER_MADE && last_closure(w->u, made))
			add_handler(w, e, STR("connect"), last_closure(w->u, made), made);
		return;
	}
	/* s.onclose = () => … */
	if (n->a && n->a->kind == NODE_FIELD && n->a->b && str_starts(n->a->b->text, STR("on"))) {
		e = emitter_of(w, f, n->a->a);
		if (e)
			add_handler(w, e, str_from_pos(n->a->b->text, 2), n->b, n);
	}
}

static void
gather(struct emitters *w, const struct node *n, struct function *f, bool handlers, unsigned depth)
{
	struct node *parts[4];

	if (!n || depth > 300)
		return;
	if (n->kind == NODE_CALL) {
		if (handlers) {
			gather_handlers(w, n, f);
		} else {
			gather_given(w, n);
			gather_passed(w, n, f);
		}
	} else if (n->kind == NODE_ASSIGN) {
		if (handlers)
			gather_of_assignment(w, n, f);
		else
			gather_made(w, n, f);
	}
	if (n->kind == NODE_FUNCTION && n->function)
		f = w->u->functions.v[n->function - 1];
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		gather(w, parts[i], f, handlers, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		gather(w, n->kids[i], f, handlers, depth + 1);
}

/* ---- what handlers do ---- */

static enum ends
function_ends(struct unit *u, struct function *f, uint32_t key)
{
	const struct summary *sum;
	bool ends = false, leaves = false;

	if (!f)
		return ENDS_ALWAYS; /* of another text: who knows */
	flow_build(u->arena, u->language, f);
	sum = summary_of(u, f, key);
	if (sum->unknown)
		return ENDS_ALWAYS;
	for (size_t i = 0; i < sum->endings.n; i++) {
		const struct ending *e = &sum->endings.v[i];

		if (e->flags & FLAG_RAISED)
			continue;
		if (e->status == STATUS_OPEN)
			leaves = true;
		else
			ends = true;
	}
	return ends ? leaves ? ENDS_ON_A_PATH : ENDS_ALWAYS : ENDS_NEVER;
}

/* The handlers of e for one of these events, and how surely they end what is called key. */
static enum ends
events_end(struct unit *u, const struct emitter *e, const char *const *events, uint32_t key)
{
	enum ends best = ENDS_NEVER;

	for (size_t i = 0; i < e->n; i++)
		if (is_one_of(e->handlers[i].event, events)) {
			enum ends k = function_ends(u, e->handlers[i].f, key);

			best = MAX(best, k);
		}
	return best;
}

static const struct handler *
handler_of(const struct emitter *e, const char *const *events)
{
	for (; *events; events++)
		for (size_t i = 0; i < e->n; i++)
			if (str_eq(e->handlers[i].event, str_from(*events)))
				return &e->handlers[i];
	return NULL;
}

/* Open outcomes of a handler: want are flags that they must have. */
static void
tell_open_paths(struct unit *u, const struct emitter *e, const struct handler *h, unsigned want,
		enum reason reason, double sure, const char *message, const char *fix)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { e->key }, .aliases = 1, .flags = FLAG_CONNECTED };
	struct walk w;

	walk_begin(&w, u, h->f);
	w.summary = w.given = true;
	s.step = h->f->entry;
	s.reason = (uint8_t)reason;
	walk_from(&w, &s, EVENT_NONE, 0, NULL);
	walk_all(&w);
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];
		struct code_finding *n;
		uint32_t line = 0;

		if (o->state.status != STATUS_OPEN || (o->state.flags & want) != want ||
		    o->state.flags & FLAG_RAISED)
			continue;
		for (uint32_t at = o->trail; at != NOWHERE && !line; at = w.trail.v[at].parent) {
			const struct trail *t = &w.trail.v[at];

			if (want && t->parent != NOWHERE &&
			    !(w.trail.v[t->parent].state.flags & want))
				line = h->f->steps.v[w.trail.v[t->parent].state.step].line;
			else if (!want && (t->event == EVENT_LEFT || t->event == EVENT_BRANCH))
				line = t->line;
		}
		n = tell(u, line ? line : h->line, h->f, e->name, sure, message, fix);
		if (n) {
			finding_step(u, n, e->made->line, "it is known from here on");
			finding_step(u, n, h->line, "what is done when it tells of '" STR_F "'",
				     STR_A(h->event));
			finding_step(u, n, line ? line : o->line, "leaves it open");
		}
		break;
	}
	arena_reset(u->scratch, mark);
}

/* ---- a promise that is over, and its socket is not ---- */

static const char *const over_events[] = { "close", "end", "error", "finish", "aborted", NULL };

static const struct function *
text_of_scope(const struct emitter *e)
{
	return e->scope;
}

/* Elsewhere in its scope it is ended without a condition of this handler's. */
static bool
ended_elsewhere(struct unit *u, const struct emitter *e, const struct handler *h)
{
	static const char *const ways[] = { ".end(",   ".destroy(",   ".destroySoon(",
					    ".close(", ".terminate(", NULL };
	const struct function *f = text_of_scope(e);
	struct str text = f ? f->node->text : u->text, own = h->f->node->text;

	for (const char *const *p = ways; *p; p++) {
		struct str rest = text;
		char buf[80];
		size_t n = strlen(*p), at;

		if (e->name.n + n > sizeof buf)
			return true;
		memcpy(buf, e->name.p, e->name.n);
		memcpy(buf + e->name.n, *p, n);
		while ((at = str_find(rest, (struct str){ buf, e->name.n + n })) != SIZE_MAX) {
			const char *where = rest.p + at;
			bool failing = where >= own.p && where < own.p + own.n;

			for (size_t i = 0; i < e->n && !failing; i++) {
				const struct handler *k = &e->handlers[i];
				struct str t = k->f ? k->f->node->text : (struct str){ NULL, 0 };

				failing = t.n && where >= t.p && where < t.p + t.n &&
					  (is_one_of(k->event, over_events) ||
					   str_eq(k->event, STR("timeout")));
			}
			if (!failing)
				return true;
			rest = str_from_pos(rest, at + n);
		}
	}
	return false;
}

static void
look_at_settled(struct unit *u, const struct emitter *e)
{
	if (e->kind != EMITTER_MADE || !e->scope || key_root(e->name).n != e->name.n)
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct handler *h = &e->handlers[i];
		enum ends own;

		if (!h->f || is_one_of(h->event, over_events))
			continue;
		own = function_ends(u, h->f, e->key);
		if (own == ENDS_ALWAYS || (own == ENDS_NEVER && ended_elsewhere(u, e, h)))
			continue;
		tell_open_paths(u, e, h, FLAG_SETTLED, REASON_NONE, 0.7,
				"stays open when the caller has been answered",
				"End or destroy the socket on this path too.");
	}
}

/* ---- the peer's end, heard ---- */

/* Where it is made nobody else gets it: each time it is named it is to do something. */
static bool
only_its_own(const struct emitter *e)
{
	struct str rest = e->scope && e->scope->node->d ? e->scope->node->d->text
							: (struct str){ NULL, 0 };
	size_t at;

	if (e->kind != EMITTER_GIVEN || !rest.n)
		return false;
	while ((at = str_find(rest, e->name)) != SIZE_MAX) {
		struct str behind = str_from_pos(rest, at + e->name.n);

		if (is_word_at(rest, at, e->name.n) && !str_starts(behind, STR(".")))
			return false;
		rest = behind;
	}
	return true;
}

/* What stands before a closure, on its line: file.on('error', of file.on('error', () => …). */
static struct str
words_before(const struct unit *u, const struct function *f)
{
	size_t at = (size_t)(f->node->text.p - u->text.p);

	return at <= u->text.n ? str_sub(u->text, at > 30 ? at - 30 : 0, at > 30 ? 30 : at)
			       : (struct str){ NULL, 0 };
}

static const struct function *
innermost(const struct unit *u, const char *where)
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

/* Whether what stands at where still runs when the peer's end was told, and all went well. */
static bool
runs_after_end(const struct unit *u, const struct emitter *e, const struct handler *end,
	       const char *where)
{
	static const char *const failing[] = { "'error'", "\"error\"", "'close'", "\"close\"",
					       "onerror", "onclose",   "catch(",  NULL };
	static const char *const reads[] = { "'data'", "\"data\"", "'readable'", "\"readable\"",
					     NULL };
	const struct function *f = innermost(u, where), *first = f;

	for (; f && f != e->scope; f = f->outer) {
		struct str before = words_before(u, f);

		if (!f->name.n && mentions_one(before, failing))
			return false;
		if (!f->name.n && f == first && !f->is_async && mentions_one(before, reads))
			return false; /* nothing comes any more */
		if (has(before, "setTimeout(") && end && end->f &&
		    has(end->f->node->text, "clearTimeout("))
			return false;
	}
	return true;
}

/* Some line ends it, or may, after the peer's end. */
static bool
is_ended_later(struct unit *u, const struct emitter *e, const struct handler *end)
{
	static const char *const ways[] = { ".end(",   ".destroy(",   ".destroySoon(",
					    ".close(", ".terminate(", NULL };
	struct str text = e->scope ? e->scope->node->text : u->text;

	for (const char *const *p = ways; *p; p++) {
		char buf[80];
		size_t n = strlen(*p), at;

		if (e->name.n + n > sizeof buf)
			return true;
		memcpy(buf, e->name.p, e->name.n);
		memcpy(buf + e->name.n, *p, n);
		for (struct str rest = text;
		     (at = str_find(rest, (struct str){ buf, e->name.n + n })) != SIZE_MAX;
		     rest = str_from_pos(rest, at + n))
			if (runs_after_end(u, e, end, rest.p + at))
				return true;
	}
	return false;
}

static void
look_at_ends(struct unit *u, const struct emitter *e)
{
	static const char *const end[] = { "end", NULL };
	static const char *const idle[] = { "timeout", NULL };
	enum ends own;
	const struct handler *h = e->half_open ? handler_of(e, end) : NULL;
	struct code_finding *n;

	/* listened for as long as something is awaited */
	if (h && e->scope &&
	    (has_joined(e->scope->node->text, e->name, ".off('end'", (struct str){ NULL, 0 }) ||
	     has_joined(e->scope->node->text, e->name, ".removeListener('end'",
			(struct str){ NULL, 0 })))
		return;
	/* whoever destroys it when it has been idle ends it all the same */
	if (!e->half_open || (h && !h->f) || events_end(u, e, idle, e->key) == ENDS_ALWAYS)
		return;
	if (!h) {
		if (!only_its_own(e) || is_ended_later(u, e, NULL) ||
		    has(e->scope->node->text, "for await"))
			return;
		n = tell(u, e->made->line, e->scope, e->name, 0.7,
			 "is never ended when the peer has, and with allowHalfOpen nobody else "
			 "does",
			 "End the socket when the peer has ended and the answer is written.");
		for (size_t i = 0; n && i < e->n; i++)
			finding_step(u, n, e->handlers[i].line,
				     "what is done when it tells of '" STR_F "'",
				     STR_A(e->handlers[i].event));
		return;
	}
	own = function_ends(u, h->f, e->key);
	if (own == ENDS_ON_A_PATH ||
	    (own == ENDS_NEVER && only_its_own(e) && !is_ended_later(u, e, h)))
		tell_open_paths(
			u, e, h, 0, REASON_END, 0.75,
			"is not ended on this path, and with allowHalfOpen nobody else does",
			"End the socket here too.");
}

/* The event says that it was idle: whoever asked for it has to close. */
static void
look_at_idle(struct unit *u, const struct emitter *e)
{
	static const char *const idle[] = { "timeout", NULL };
	const struct handler *h = handler_of(e, idle);

	if (e->kind == EMITTER_REQUEST || !h || !h->f ||
	    function_ends(u, h->f, e->key) != ENDS_ON_A_PATH)
		return;
	/* idle while nothing is asked is no harm */
	if (mentions_one(h->f->node->text,
			 (const char *const[]){ "connecting", ".length", ".size", "pending", "busy",
						"inflight", "inFlight", "waiting", NULL }) ||
	    has(h->f->node->text, "ping") || has(h->f->node->text, "writ") ||
	    has(h->f->node->text, "send("))
		return;
	tell_open_paths(u, e, h, 0, REASON_NONE, 0.6, "was idle, and is left open on this path",
			"Destroy the socket here too.");
}

/* ---- two of one relay ---- */

static bool
pipes_into(struct unit *u, const struct emitter *a, const struct emitter *b, bool *both_ends)
{
	struct str text = a->scope ? a->scope->node->text : u->text;
	const struct emitter *one[2] = { a, a };
	struct str names[2] = { a->name, a->also }, to[2] = { b->name, b->also };

	(void)one;
	*both_ends = false;
	for (unsigned i = 0; i < 2; i++)
		for (unsigned k = 0; k < 2; k++) {
			if (!names[i].n || !to[k].n)
				continue;
			if (has_joined(text, names[i], ", ", to[k]) &&
			    (has(text, "pipeline(") || has(text, "pump(")))
				*both_ends = true;
			if (has_joined(text, names[i], ".pipe(", to[k]))
				return true;
		}
	return *both_ends;
}

static bool
writes_to(const struct handler *h, struct str name)
{
	static const char *const ways[] = { ".write(", ".send(", "?.write(", ".push(",
					    "?.send(", ".end(",	 NULL };

	for (const char *const *p = ways; h->f && name.n && *p; p++)
		if (has_joined(h->f->node->text, name, *p, (struct str){ NULL, 0 }))
			return true;
	return false;
}

static const char *const data_events[] = { "data", "message", "readable", "line", NULL };

/* What comes from a goes to b. */
static bool
feeds(struct unit *u, const struct emitter *a, const struct emitter *b)
{
	bool both;

	if (pipes_into(u, a, b, &both))
		return true;
	for (size_t i = 0; i < a->n; i++)
		if (is_one_of(a->handlers[i].event, data_events) &&
		    (writes_to(&a->handlers[i], b->name) || writes_to(&a->handlers[i], b->also)))
			return true;
	return false;
}

static bool
stands_in(const struct function *f, const struct function *outer)
{
	for (; f; f = f->outer)
		if (f == outer)
			return true;
	return false;
}

/* A table has it, or somebody else gets it: who knows what ends it. */
static bool
is_given_away(struct unit *u, const struct emitter *e)
{
	static const char *const ways[] = { ".set(", ".add(", ".push(", NULL };
	struct str rest = e->scope ? e->scope->node->text : u->text, line;

	while (str_line(&rest, &line))
		if ((mentions_one(line, ways) || has(line, "] = ") || has(line, "return ") ||
		     (has(line, "this.") && has(line, " = "))) &&
		    has_word(line, e->name) &&
		    !has_joined(line, e->name, ".", (struct str){ NULL, 0 }))
			return true;
	return false;
}

/* A file that fails while it is sent: its handler of 'error' has to end the socket. */
static void
look_at_source(struct unit *u, const struct emitter *a, const struct emitter *b)
{
	static const char *const error[] = { "error", NULL };
	const struct handler *h = handler_of(a, error);
	struct code_finding *n;

	if (!h || !h->f || b->kind != EMITTER_GIVEN || !feeds(u, a, b) ||
	    !stands_in(a->scope, b->scope) || function_ends(u, h->f, b->key) != ENDS_NEVER)
		return;
	n = tell(u, h->line, h->f, b->name, 0.6, "stays open when what is sent to it fails",
		 "Destroy the socket here.");
	if (n)
		finding_step(u, n, a->made->line, "what is sent comes from here");
}

/* a has gone: is b told? */
static void
look_at_pair(struct unit *u, const struct emitter *a, const struct emitter *b)
{
	static const char *const gone[] = { "close",	    "end",   "aborted", "disconnect",
					    "disconnected", "error", "finish",	NULL };
	static const char *const ended[] = {
		"close", "end", "aborted", "disconnect", "finish", NULL
	};
	static const char *const broken[] = { "close", "error", "aborted", "disconnect", NULL };
	bool pipes, both = false, both_back = false, normal, abrupt;
	const struct handler *h;
	struct code_finding *n;

	if (a->kind == EMITTER_SOURCE) {
		look_at_source(u, a, b);
		return;
	}
	if (b->kind == EMITTER_REQUEST || b->kind == EMITTER_SOURCE ||
	    (a->kind == EMITTER_REQUEST && b->kind == EMITTER_GIVEN))
		return;
	if (!(stands_in(b->scope, a->scope) ||
	      (b->kind == EMITTER_GIVEN && stands_in(a->scope, b->scope))) ||
	    key_root(b->name).n != b->name.n)
		return;
	if (!feeds(u, a, b) && !feeds(u, b, a))
		return;
	pipes = pipes_into(u, a, b, &both) &&
		!has(a->scope ? a->scope->node->text : u->text, "end: false");
	/* pipeline(b, a) destroys both as well */
	if (both || (pipes_into(u, b, a, &both_back) && both_back))
		return;
	normal = pipes || events_end(u, a, ended, b->key) != ENDS_NEVER;
	abrupt = events_end(u, a, broken, b->key) != ENDS_NEVER;
	if ((normal && abrupt) || is_given_away(u, b))
		return;
	/* an end of one's own: a timer, or the other's last word */
	if (a->kind == EMITTER_REQUEST && (normal || abrupt))
		return;
	if (!normal && abrupt && !a->is_web && a->kind != EMITTER_REQUEST &&
	    events_end(u, a, (const char *const[]){ "close", NULL }, b->key) != ENDS_NEVER)
		return;
	if (normal && !abrupt && !pipes)
		return;
	h = handler_of(a, normal ? (const char *const[]){ "error", "close", NULL } : gone);
	n = tell(u, h ? h->line : b->made->line, a->scope, b->name, normal ? 0.6 : 0.7,
		 "stays open when the connection it works for has gone",
		 "Destroy it when the other tells of 'close'.");
	if (!n)
		return;
	finding_step(u, n, b->made->line, "made here");
	finding_step(u, n, h ? h->line : b->made->line,
		     h ? "the other's end is told here" : "nobody listens for the other's end");
	if (h && h->end_line > h->line)
		finding_step(u, n, h->end_line, "and this one is left open");
}

static void
look_at_pairs(struct unit *u, const struct emitters *w)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->n; k++)
			if (i != k && w->all[i]->kind != EMITTER_SUBSCRIBED)
				look_at_pair(u, w->all[i], w->all[k]);
}

/* ---- a server's connection that nobody reads ---- */

static void
look_at_unread(struct unit *u, const struct emitter *e)
{
	static const char *const reads[] = { "data", "readable", "end", "close", "line", NULL };
	struct str text;

	if (e->kind != EMITTER_GIVEN || e->is_web || !e->scope || e->name.n < 1 ||
	    !imports(u, "net"))
		return;
	text = e->scope->node->d ? e->scope->node->d->text : e->scope->node->text;
	for (const struct emitter *of = e; of; of = of->from)
		for (size_t i = 0; i < of->n; i++)
			if (is_one_of(of->handlers[i].event, reads))
				return;
	if (!has_joined(text, e->name, ".write(", (struct str){ NULL, 0 }))
		return;
	for (struct str rest = text; rest.n;) {
		size_t at = str_find(rest, e->name);
		struct str behind;

		if (at == SIZE_MAX)
			break;
		behind = str_from_pos(rest, at + e->name.n);
		if (is_word_at(rest, at, e->name.n) &&
		    !(str_starts(behind, STR(".write(")) || str_starts(behind, STR(".remote")) ||
		      str_starts(behind, STR(".on('error'")) ||
		      str_starts(behind, STR(".once('error'")) ||
		      str_starts(behind, STR(".setNoDelay(")) ||
		      str_starts(behind, STR(".setEncoding(")) ||
		      str_starts(behind, STR(".setKeepAlive("))))
			return;
		rest = behind;
	}
	tell(u, e->scope->node->line, e->scope, e->name, 0.6,
	     "is never read: its end is not seen, and it is never closed",
	     "Call resume(), or read what comes.");
}

/* ---- a field that forgets it ---- */

/* f is, or stands in, a handler that is told of an end. */
static bool
is_told_of_end(const struct emitters *w, const struct function *f)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->all[i]->n; k++) {
			const struct handler *h = &w->all[i]->handlers[k];

			if (!is_one_of(h->event, over_events) || !h->f)
				continue;
			for (const struct function *g = f; g; g = g->outer)
				if (g == h->f ||
				    (g->name.n && has_joined(h->f->node->text, g->name, "(",
							     (struct str){ NULL, 0 })))
					return true;
		}
	return false;
}

/* this.ws = undefined, in a timer: the next one takes its place, and it lives on. */
static void
look_at_forgotten(struct emitters *w, const struct node *n, struct function *f)
{
	struct unit *u = w->u;
	struct emitter *e;
	struct code_finding *found;

	if (!f || !n->a || !n->b || n->a->kind != NODE_FIELD || n->b->kind != NODE_NULL ||
	    str_eq(n->b->text, STR("false")))
		return;
	e = str_eq(f->name, STR("constructor")) ? NULL : emitter_of(w, f, n->a);
	if (!e || e->kind == EMITTER_GIVEN || is_told_of_end(w, f) ||
	    function_ends(u, f, e->key) != ENDS_NEVER || function_closes(u, f, 0))
		return;
	found = tell(u, n->line, f, e->name, 0.65,
		     "is forgotten while it is open: nothing here ends it",
		     "End or destroy it before the field is cleared.");
	if (found) {
		finding_step(u, found, e->made->line, "made here");
		finding_step(u, found, n->line, "and forgotten here");
	}
}

/* What a timer calls: setInterval(() => …), setInterval(this.check, …), 'timeout'. */
static bool
is_timed(const struct emitters *w, const struct function *f)
{
	struct str text = w->u->text, line;
	size_t at = (size_t)(f->node->text.p - text.p);
	struct str before = str_sub(text, at > 14 ? at - 14 : 0, at > 14 ? 14 : at);

	if (!f->name.n)
		return has(before, "setInterval(") || has(before, "setTimeout(");
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->all[i]->n; k++)
			if (w->all[i]->handlers[k].f == f &&
			    str_eq(w->all[i]->handlers[k].event, STR("timeout")))
				return true;
	while (str_line(&text, &line))
		if (has(line, "setInterval(") && has_word(line, f->name))
			return true;
		else if (has(line, "setInterval(") && str_has(line, f->name))
			return true;
	return false;
}

/* Wherever name stands in text, something is called on it: it goes nowhere, and is not asked for. */
static bool
is_only_called(struct str text, struct str name)
{
	size_t at;

	while ((at = str_find(text, name)) != SIZE_MAX) {
		struct str behind = str_from_pos(text, at + name.n);

		if (is_word_at(text, at, name.n) &&
		    !(str_starts(behind, STR(".write(")) || str_starts(behind, STR("?.write(")) ||
		      str_starts(behind, STR(".send(")) || str_starts(behind, STR("?.send(")) ||
		      str_starts(behind, STR(".on"))))
			return false;
		text = behind;
	}
	return true;
}

/* A timer that connects again: the field gets another, and the silent one lives on. */
static void
look_at_again(struct emitters *w, const struct node *n, struct function *f)
{
	struct unit *u = w->u;
	struct function *opens = f ? call_function(u, f, n) : NULL;
	const struct emitter *e = NULL;
	struct code_finding *found;

	if (!opens || opens == f || str_eq(opens->name, STR("constructor")))
		return;
	for (size_t i = 0; i < w->n && !e; i++)
		if (w->all[i]->scope == opens && key_root(w->all[i]->name).n != w->all[i]->name.n &&
		    w->all[i]->kind == EMITTER_MADE)
			e = w->all[i];
	if (!e || !is_timed(w, f) || is_told_of_end(w, f) || function_closes(u, f, 0) ||
	    function_closes(u, opens, 0) || has(f->node->text, "destroyed") ||
	    has_joined(opens->node->text, e->name, ")", (struct str){ NULL, 0 }) ||
	    !is_only_called(f->node->text, e->name))
		return;
	found = tell(u, n->line, f, e->name, 0.65,
		     "gets another connection, and the one before is not ended",
		     "Destroy it before connecting again.");
	if (found)
		finding_step(u, found, e->made->line, "the new one takes its place here");
}

struct resumed {
	struct str on; /* what was paused */
	unsigned surely, if_well;
	const struct node *caught; /* where a failure ends that resumes nothing */
};

/* The catch of a try that neither resumes, ends nor throws on; NULL: there is none. */
static const struct node *
silent_catch(const struct node *n)
{
	static const char *const goes_on[] = { "resume(",   "destroy",	  "end(",
					       "close(",    "throw ",	  "reject(",
					       "terminate", "setTimeout", NULL };

	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i]->kind == NODE_FINALLY && mentions_one(n->kids[i]->text, goes_on))
			return NULL;
	if (n->c && mentions_one(n->c->text, goes_on))
		return NULL;
	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i]->kind == NODE_CATCH)
			return mentions_one(n->kids[i]->text, goes_on) ? NULL : n->kids[i];
	return n->b && n->b->kind == NODE_CATCH && !mentions_one(n->b->text, goes_on) ? n->b : NULL;
}

static void
find_resumes(const struct node *n, struct resumed *w, const struct node *caught, unsigned depth)
{
	if (!n || depth > 300)
		return;
	if (n->kind == NODE_CALL && str_eq(call_name(n), STR("resume")) && call_receiver(n) &&
	    str_eq(call_receiver(n)->text, w->on)) {
		w->surely += !caught;
		w->if_well += caught != NULL;
		w->caught = caught ? caught : w->caught;
	}
	if (n->kind == NODE_FUNCTION)
		caught = NULL;
	if (n->kind == NODE_TRY) {
		const struct node *here = n->a && has(n->a->text, "await ") ? silent_catch(n)
									    : NULL;

		find_resumes(n->a, w, here ? here : caught, depth + 1);
	} else {
		find_resumes(n->a, w, caught, depth + 1);
	}
	find_resumes(n->b, w, caught, depth + 1);
	find_resumes(n->c, w, caught, depth + 1);
	find_resumes(n->d, w, caught, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		find_resumes(n->kids[i], w, caught, depth + 1);
}

/* Paused in one method, and resumed only where another's work went well. */
static bool
look_at_resumes(struct emitters *w, const struct node *n, struct function *f)
{
	const struct node *on = call_receiver(n);
	struct resumed r = { .on = on->text };
	struct code_finding *found;

	if (on->kind != NODE_FIELD || w->u->searches++ > SEARCHES_MAX ||
	    text_says(w->u, STR("setInterval(")))
		return false;
	find_resumes(w->u->syntax.root, &r, NULL, 0);
	if (!r.if_well || r.surely || !r.caught)
		return false;
	found = finding_add(w->u, "zero-window-stall", n->line, f, 0.6);
	found->message = STR("paused, and resumed only where all goes well: after a failure the "
			     "receive window stays closed");
	finding_step(w->u, found, r.caught->line, "a failure ends here, and nothing resumes it");
	found->fix = STR("Resume it, or end it, after a failure too.");
	return true;
}

/* s.pause(), and no resume() in the whole text. */
static void
look_at_paused(struct emitters *w, const struct node *n, struct function *f)
{
	static const char *const goes_on[] = { ".resume(",  ".pipe(",	 "pipeline(", "resume",
					       "for await", ".unshift(", NULL };
	static const char *const things[] = { "sock",	 "socket",   "conn", "connection",
					      "client",	 "stream",   "req",  "res",
					      "request", "upstream", "peer", "input",
					      "source",	 NULL };
	const struct node *on = call_receiver(n);
	struct code_finding *found;

	if (!on || n->n || !str_eq(call_name(n), STR("pause")) || look_at_resumes(w, n, f) ||
	    text_mentions(w->u, goes_on) ||
	    !(emitter_of(w, f, on) ||
	      name_has(on->kind == NODE_FIELD && on->b ? on->b->text : on->text, things)))
		return;
	found = finding_add(w->u, "zero-window-stall", n->line, f, 0.65);
	found->message =
		STR("paused, and never resumed: the receive window fills and stays closed");
	finding_step(w->u, found, n->line, "no line of the text resumes it");
	found->fix = STR("Call resume() when there is room again.");
}

/* s.pause(), and a path that neither resumes nor ends it: its end is never seen. */
static void
look_at_paused_paths(struct unit *u, struct function *f)
{
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *on = st->op == STEP_CALL ? call_receiver(st->node) : NULL;
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED };
		const struct outcome *left = NULL;
		struct walk w;
		bool goes_on = false;

		if (!on || on->kind != NODE_NAME || st->node->n ||
		    !str_eq(call_name(st->node), STR("pause")))
			continue;
		walk_begin(&w, u, f);
		w.summary = w.given = true;
		s.alias[0] = key_of(u, on);
		s.step = st->next;
		walk_from(&w, &s, EVENT_NONE, 0, NULL);
		walk_all(&w);
		for (size_t k = 0; k < w.outcomes.n; k++) {
			const struct outcome *o = &w.outcomes.v[k];

			if (o->state.status != STATUS_OPEN)
				goes_on = true;
			else if (!(o->state.flags & FLAG_RAISED) && !left)
				left = o;
		}
		if (left && goes_on) {
			bool refused = f->owned.n && f->owned.v[0] == s.alias[0];
			uint32_t line = 0;
			struct code_finding *n;

			for (uint32_t at = left->trail; at != NOWHERE && !line;
			     at = w.trail.v[at].parent)
				if (w.trail.v[at].event == EVENT_LEFT ||
				    w.trail.v[at].event == EVENT_BRANCH ||
				    w.trail.v[at].event == EVENT_CAUGHT)
					line = w.trail.v[at].line;
			n = line ? tell(u, line, f, on->text, 0.65,
					"is paused, and on this path neither resumed nor ended: the "
					"peer's end is never seen",
					"End or destroy it on this path too.")
				 : NULL;
			if (n && !refused)
				n->id = "zero-window-stall";
			if (n)
				finding_step(u, n, st->line, "paused here");
		}
		arena_reset(u->scratch, mark);
	}
}

/* new AbortController(), its signal is passed on, and nobody aborts. */
static void
look_at_controllers(struct emitters *w, const struct node *n, struct function *f)
{
	struct unit *u = w->u;
	struct code_finding *found;

	if (n->kind != NODE_NEW || !str_eq(call_name(n), STR("AbortController")) ||
	    !text_says(u, STR(".signal")) || text_says(u, STR("abort(")) ||
	    text_says(u, STR(".abort")) || text_says(u, STR("AbortSignal.any")))
		return;
	found = tell(u, n->line, f, STR("AbortController"), 0.6,
		     "is made and never aborted: what it should end goes on when nobody wants it",
		     "Call abort() when the client has gone or the time is over.");
	if (found)
		finding_step(u, found, n->line, "made here");
}

static void
look_through(struct emitters *w, const struct node *n, struct function *f, unsigned depth)
{
	struct node *parts[4];

	if (!n || depth > 300)
		return;
	if (n->kind == NODE_ASSIGN)
		look_at_forgotten(w, n, f);
	if (n->kind == NODE_CALL) {
		look_at_paused(w, n, f);
		look_at_again(w, n, f);
	} else if (n->kind == NODE_NEW) {
		look_at_controllers(w, n, f);
	}
	if (n->kind == NODE_FUNCTION && n->function)
		f = w->u->functions.v[n->function - 1];
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		look_through(w, parts[i], f, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(w, n->kids[i], f, depth + 1);
}

void
look_at_emitters(struct unit *u)
{
	struct emitters w = { .u = u };

	if (!u->network || !(u->language->traits & TRAIT_CALLED_BACK))
		return;
	for (unsigned round = 0; round < 2; round++)
		gather(&w, u->syntax.root, NULL, false, 0);
	gather(&w, u->syntax.root, NULL, true, 0);
	for (size_t i = 0; i < w.n; i++) {
		look_at_settled(u, w.all[i]);
		look_at_ends(u, w.all[i]);
		look_at_idle(u, w.all[i]);
		look_at_unread(u, w.all[i]);
	}
	look_at_pairs(u, &w);
	look_through(&w, u->syntax.root, NULL, 0);
	for (size_t i = 0; i < u->functions.n; i++)
		look_at_paused_paths(u, u->functions.v[i]);
}
