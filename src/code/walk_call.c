/*
 * walk_call.c - what a call does to a handle: by its effect's row, its helper, or its name
 */
#include "code/walk_parts.h"

struct function *
function_at(struct unit *u, const struct node *n)
{
	return n && n->function ? u->functions.v[n->function - 1] : NULL;
}

void
function_owns(struct unit *u, struct function *f, uint32_t key)
{
	if (str_eq(key_root(key_text(u, key)), STR("ctx")))
		return; /* what tells when to stop is no connection */
	if (param_is_anothers(u, f, key_root(key_text(u, key))) ||
	    param_is_plain(u, f, key_root(key_text(u, key))))
		return;
	for (size_t i = 0; i < f->owned.n; i++)
		if (f->owned.v[i] == key)
			return;
	if (f->owned.n < 8 && key)
		vec_push(u->arena, &f->owned, key);
}

static uint32_t
key_joined(struct unit *u, struct str base, struct str rest)
{
	char buf[128];

	if (!base.n || base.n + rest.n > sizeof buf)
		return 0;
	memcpy(buf, base.p, base.n);
	if (rest.n)
		memcpy(buf + base.n, rest.p, rest.n);
	return key_id(u, (struct str){ buf, base.n + rest.n });
}

uint32_t
key_passed(struct unit *u, const struct node *call, const struct function *f, struct str key)
{
	const struct node *receiver = call_receiver(call);
	size_t shift = f->self.n && u->language->traits & TRAIT_METHOD_SELF && receiver &&
				       f->params.n && str_eq(f->params.v[0], f->self)
			       ? 1
			       : 0;

	for (uint32_t i = 0; i < call->n && i + shift < f->params.n; i++) {
		const struct node *arg = call->kids[i];
		uint32_t id;
		struct str k;

		size_t at = i + shift;

		if (arg->kind == NODE_PAIR && arg->a && arg->b) { /* copy(source=a, to=b) */
			for (size_t p = 0; p < f->params.n; p++)
				if (str_eq(f->params.v[p], arg->a->text))
					at = p;
			arg = arg->b;
		}
		id = key_of(u, arg);
		k = key_text(u, id);
		if (!id)
			continue;
		if (key_within(key, k))
			return key_joined(u, f->params.v[at], str_from_pos(key, k.n));
		if (key_within(k, key))
			return key_id(u, f->params.v[at]);
	}
	if (receiver && f->self.n) {
		struct str k = key_text(u, key_of(u, receiver));

		if (k.n && key.n > k.n && key_within(key, k) &&
		    u->language->traits & TRAIT_FIELDS_BARE && key.p[k.n] == '.')
			return key_id(u, str_from_pos(key, k.n + 1)); /* l.socket is its socket */
		if (k.n && key_within(key, k))
			return key_joined(u, f->self, str_from_pos(key, k.n));
	}
	/* a field without its object, of the same class; a closure's outer names */
	if ((u->language->traits & TRAIT_FIELDS_BARE && !receiver) || !f->name.n || f->outer) {
		struct str root = key_root(key);

		for (size_t i = 0; i < f->params.n; i++)
			if (str_eq(f->params.v[i], root))
				return 0;
		/* what is declared where the call stands, another method cannot name */
		if (f->name.n && !f->outer && call->in &&
		    name_is_local(u, u->functions.v[call->in - 1], root))
			return 0;
		return key_id(u, key);
	}
	return 0;
}

static unsigned
role_of_read(enum end_mark end)
{
	static const enum role roles[] = {
		[END_NONE] = ROLE_PLAIN,
		[END_ZERO] = ROLE_READ_ZERO,
		[END_NEGATIVE] = ROLE_READ_NEGATIVE,
		[END_ERROR] = ROLE_IO_ERROR,
		[END_OK_ZERO] = ROLE_READ_OK,
	};

	return roles[end];
}

/* stoi(word), Integer.parseInt(line): a peer that sends something else makes it throw. */
static bool
throws_on_bad_words(struct unit *u, const struct node *call)
{
	static const struct {
		const char *name, *language;
	} rows[] = {
		{ "stoi", "cpp" },	   { "stol", "cpp" },	     { "stoul", "cpp" },
		{ "stoll", "cpp" },	   { "stoull", "cpp" },	     { "stod", "cpp" },
		{ "stof", "cpp" },	   { "parseInt", "java" },   { "parseLong", "java" },
		{ "parseDouble", "java" }, { "fromString", "java" }, { "readTree", "java" },
	};

	if (u->language->traits & TRAIT_CALLED_BACK)
		return call_receiver(call) && str_eq(call_receiver(call)->text, STR("JSON")) &&
		       str_eq(call_name(call), STR("parse"));
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (str_eq(call_name(call), str_from(rows[i].name)) &&
		    !strcmp(u->language->name, rows[i].language))
			return call->n > 0 && call->kids[0]->kind != NODE_STRING;
	return false;
}

/* catch (IOException e): what has to do with no connection hardly throws that. */
static bool
catches_io_alone(const struct walk *w, const struct step *to)
{
	struct str head;

	if (to->op != STEP_CATCH || !(w->u->language->traits & TRAIT_FIELDS_BARE))
		return false;
	head = str_sub(to->node->text, 0, MIN(to->node->text.n, (size_t)80));
	return str_has(head, STR("IOException")) && !str_has(head, STR("Exception |")) &&
	       !str_has(head, STR("| "));
}

/* .then(…).catch(…), behind a call: what goes wrong is dealt with there. */
static bool
is_caught_behind(struct str rest)
{
	for (unsigned links = 0; links < 4; links++) {
		size_t i = 0;
		int depth = 0;

		rest = str_trim_left(rest);
		if (str_starts(rest, STR(".catch(")))
			return true;
		if (!str_starts(rest, STR(".then(")) && !str_starts(rest, STR(".finally(")))
			return false;
		for (; i < rest.n && i < 4000; i++) {
			depth += rest.p[i] == '(' ? 1 : rest.p[i] == ')' ? -1 : 0;
			if (rest.p[i] == ')' && !depth)
				break;
		}
		rest = str_from_pos(rest, MIN(i + 1, rest.n));
	}
	return false;
}

static bool
is_dealt_with(const struct unit *u, const struct node *call)
{
	size_t end = (size_t)(call->text.p - u->text.p) + call->text.n;

	return end < u->text.n && is_caught_behind(str_from_pos(u->text, end));
}

/* rows = client.query(…): what goes wrong is told later, to who listens or awaits. */
static bool
is_told_later(const struct unit *u, const struct node *call)
{
	size_t at = (size_t)(call->text.p - u->text.p);

	return u->language->traits & TRAIT_CALLED_BACK && at <= u->text.n &&
	       (!str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("await")) ||
		is_dealt_with(u, call));
}

static void
raise_from(struct walk *w, uint32_t at, struct state s, const struct step *st, bool of_handle)
{
	bool parses = throws_on_bad_words(w->u, st->node);

	if (st->raise == NOWHERE ||
	    (!of_handle && !parses && catches_io_alone(w, &w->f->steps.v[st->raise]) &&
	     !call_effect(w->u, st->node)))
		return;
	if (w->u->language->traits & TRAIT_CALLED_BACK && is_dealt_with(w->u, st->node))
		return;
	/* what is not waited for hardly throws, unless somebody thought that it does */
	if (!of_handle && !parses && is_told_later(w->u, st->node) &&
	    w->f->steps.v[st->raise].op != STEP_CATCH)
		return;
	if (w->u->language->traits & TRAIT_MAY_THROW && !parses &&
	    w->f->steps.v[st->raise].op != STEP_CATCH)
		return;
	s.flags |= FLAG_RAISED;
	if (of_handle || parses)
		s.reason = REASON_ERROR;
	else
		s.flags |= FLAG_OTHERS;
	walk_on_with(w, s, at, st->raise, EVENT_RAISED, st->node);
}

static void
call_read(struct walk *w, uint32_t at, struct state s, const struct step *st,
	  const struct effect_row *r)
{
	if (s.reason == REASON_END && s.status == STATUS_OPEN) {
		s.flags |= FLAG_SPUN;
		walk_end(w, s, at, st->line);
		return;
	}
	if (!w->read)
		w->read = st;
	raise_from(w, at, s, st, true);
	s.reason = REASON_NONE;
	s.flags |= FLAG_READ | FLAG_USED;
	s.flags &= ~(unsigned)(FLAG_CERTAIN | FLAG_TIMED);
	fact_set(&s, key_of(w->u, st->node), SIGN_ANY,
		 str_has(st->node->text, STR("MSG_PEEK")) ? ROLE_PLAIN /* below 0 it is well */
							  : (enum role)role_of_read(r->end));
	walk_on_with(w, s, at, st->next, EVENT_READ, st->node);
}

static bool gives_to_completion(struct walk *w, const struct state *s, const struct node *call);

static void
call_write(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	if (gives_to_completion(w, &s, st->node))
		s.status = STATUS_GONE;
	if (!is_told_later(w->u, st->node))
		raise_from(w, at, s, st, true);
	s.flags |= FLAG_WROTE | FLAG_USED;
	fact_set(&s, key_of(w->u, st->node), SIGN_ANY, ROLE_WRITE);
	walk_on(w, s, at, st->next);
}

static bool
says_delete(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (str_has(call->kids[i]->text, STR("_DEL")) ||
		    str_has(call->kids[i]->text, STR("CtlDel")) ||
		    str_has(call->kids[i]->text, STR("EV_DELETE")))
			return true;
	return false;
}

static bool
says_modify(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (str_has(call->kids[i]->text, STR("_MOD")) ||
		    str_has(call->kids[i]->text, STR("CtlMod")))
			return true;
	return false;
}

/* The function that a thread is to run; *at: which argument names it. */
static struct function *
function_begun(struct walk *w, const struct node *call, uint32_t *at)
{
	struct function *f = NULL;

	for (uint32_t i = 0; i < call->n && !f; i++) {
		const struct node *k = call->kids[i]->kind == NODE_PAIR ? call->kids[i]->b
									: call->kids[i];

		if (k && (k->kind == NODE_NAME || k->kind == NODE_FIELD))
			f = map_get(&w->u->by_name,
				    k->kind == NODE_FIELD && k->b ? k->b->text : k->text);
		*at = i;
	}
	return f;
}

/* worker, in pthread_create(&t, NULL, worker, c): it owns what it gets. */
static void
spawn_owners(struct walk *w, const struct state *s, const struct node *call)
{
	struct function *f = NULL;
	uint32_t begun = 0;

	if (function_says(w->u, w->f, STR("add_done_callback")))
		return; /* who is called back closes */

	f = function_begun(w, call, &begun);
	for (uint32_t i = 0; f && i < call->n; i++) {
		const struct node *k = call->kids[i]->kind == NODE_PAIR ? call->kids[i]->b
									: call->kids[i];
		size_t shift = f->self.n && f->params.n && str_eq(f->params.v[0], f->self);

		if (!k || state_relation(w->u, s, k) == UNRELATED)
			continue;
		if (k->kind == NODE_LIST) {
			for (uint32_t j = 0; j < k->n && j + shift < f->params.n; j++)
				if (state_relation(w->u, s, k->kids[j]) != UNRELATED)
					function_owns(w->u, f,
						      key_id(w->u, f->params.v[j + shift]));
		} else if (f->params.n) {
			/* submit(serve, conn, addr): in their order; else it is the last */
			size_t which = i > begun ? i - begun - 1 + shift : f->params.n;

			if (!(w->u->language->traits & TRAIT_METHOD_SELF) || which >= f->params.n)
				which = f->params.n - 1;
			function_owns(w->u, f, key_id(w->u, f->params.v[which]));
		}
	}
}

/* with conn: … Thread(target=copy, args=(conn, other)) … join(): it is lent until then. */
static bool
is_lent(struct walk *w, const struct state *s, const struct node *call)
{
	static const char *const waits[] = { ".join(", ".result(",  "gather(",
					     "wait(",  ".acquire(", NULL };

	struct str text = w->f->node->text;

	if (!(w->u->language->traits & TRAIT_METHOD_SELF) || call->text.p < text.p ||
	    call->text.p >= text.p + text.n ||
	    !mentions_one(str_from_pos(text, (size_t)(call->text.p - text.p)), waits))
		return false;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(w->u, st->node)
								 : NULL;
		const struct node *on = st->op == STEP_LEAVE ? st->node
					: r && r->effect == EFFECT_CLOSE && st->line > call->line
						? call_subject(st->node, r->at)
						: NULL;

		if (on && state_relation(w->u, s, on) == SAME)
			return true;
	}
	return false;
}

/* It is another's from here; or, where the result is looked at, it was refused. */
static void
call_gives(struct walk *w, uint32_t at, struct state s, const struct step *st, unsigned refusal)
{
	struct state refused = s;

	if (!st->node->dropped && !(w->u->language->traits & TRAIT_THROWS)) {
		fact_set(&refused, key_of(w->u, st->node), refusal, ROLE_PLAIN);
		refused.flags |= FLAG_FAILED;
		walk_on_with(w, refused, at, st->next, EVENT_REFUSED, st->node);
		s.status = STATUS_GONE;
		fact_set(&s, key_of(w->u, st->node), SIGN_ZERO, ROLE_PLAIN);
	} else {
		s.status = STATUS_GONE;
	}
	walk_on(w, s, at, st->next);
}

/* if (!(b = f(fd))): a function that does not ask thinks that it cannot fail. */
static bool
is_asked_for(const struct function *f, const struct step *call)
{
	const struct step *set = call->next == NOWHERE ? NULL : &f->steps.v[call->next];

	if (!set || set->op != STEP_SET || !set->dst)
		return false;
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_TEST &&
		    str_has(f->steps.v[i].node->text, set->dst->text))
			return true;
	return false;
}

/* The result owns it, but for a null one. */
static void
call_takes(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	struct state refused = s;

	fact_set(&refused, key_of(w->u, st->node), SIGN_ZERO, ROLE_PLAIN);
	refused.flags |= FLAG_FAILED;
	if (is_asked_for(w->f, st))
		walk_on_with(w, refused, at, st->next, EVENT_REFUSED, st->node);
	s.status = STATUS_GONE;
	fact_set(&s, key_of(w->u, st->node), SIGN_POSITIVE, ROLE_PLAIN);
	walk_on(w, s, at, st->next);
}

/* tx.try_send(fd): Ok, and it is another's; or Err, and it is not. */
static void
call_offers(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	struct state refused = s;
	uint32_t key = key_of(w->u, st->node);

	if (!st->node->dropped) {
		fact_set(&refused, key, SIGN_NEGATIVE, ROLE_PLAIN);
		refused.flags |= FLAG_FAILED;
		walk_on_with(w, refused, at, st->next, EVENT_REFUSED, st->node);
	}
	s.status = STATUS_GONE;
	fact_set(&s, key, SIGN_ZERO | SIGN_POSITIVE, ROLE_PLAIN);
	walk_on(w, s, at, st->next);
}

/* c, where c->fd is spoken of: to free it frees the only place that knows the handle. */
static bool
look_for_holder(const struct unit *u, struct str name)
{
	static const char *const fields[] = { "fd",  "sock", "sd",     "socket", "sockfd",
					      "sfd", "conn", "handle", NULL };
	char buf[96];

	if (!name.n || name.n > 60)
		return false;
	for (const char *const *p = fields; *p; p++) {
		struct str field = str_from(*p), rest = u->text;
		size_t at;

		memcpy(buf, name.p, name.n);
		memcpy(buf + name.n, "->", 2);
		memcpy(buf + name.n + 2, field.p, field.n);
		while ((at = str_find(rest, (struct str){ buf, name.n + 2 + field.n })) !=
		       SIZE_MAX) {
			size_t end = at + name.n + 2 + field.n;

			if (end == rest.n || !(char_is_alnum(rest.p[end]) || rest.p[end] == '_'))
				return true;
			rest = str_from_pos(rest, end);
		}
	}
	return false;
}

bool
name_holds_handle(struct unit *u, struct str name)
{
	void **slot = map_put(&u->holders, name); /* 1: no, 2: yes */

	if (!*slot)
		*slot = (void *)(uintptr_t)(look_for_holder(u, name) ? 2 : 1);
	return *slot == (void *)(uintptr_t)2;
}

static void
call_free(struct walk *w, uint32_t at, struct state s, const struct step *st, enum relation r)
{
	const struct node *arg = st->node->n ? st->node->kids[0] : NULL;
	uint32_t key = arg ? key_of(w->u, arg) : 0;

	if (r == PART || !key) {
		walk_on(w, s, at, st->next);
		return;
	}
	for (unsigned i = s.aliases; i--;)
		if (key_within(key_text(w->u, s.alias[i]), key_text(w->u, key)))
			alias_remove_at(&s, i);
	if (!s.aliases && s.status == STATUS_OPEN) {
		s.flags |= FLAG_FREED;
		if (r == WHOLE || s.flags & FLAG_OBJECT || name_holds_handle(w->u, arg->text)) {
			walk_end(w, s, at, st->line);
			return;
		}
		s.status = STATUS_GONE; /* a box for a number, read before: not told */
	}
	walk_on_with(w, s, at, st->next, EVENT_FREED, st->node);
}

static const char *const parts_apart[] = { "file",   "log",   "timer", "ticker",   "done",
					   "quit",   "queue", "out",   "listener", "server",
					   "cancel", "rows",  "stmt",  "cursor",   "pipe",
					   "epoll",  "ep",    "db",    "selector", NULL };

static bool
accepts_here(const struct walk *w)
{
	return w->u->accept && function_says(w->u, w->f, STR("accept"));
}

bool
walk_is_awaiting(const struct function *f, const struct node *call)
{
	struct str text = f->node->text;

	if (!f->is_async || call->text.p < text.p || call->text.p >= text.p + text.n)
		return false;
	return str_has(str_from_pos(text, (size_t)(call->text.p - text.p) + call->text.n),
		       STR("await "));
}

/* No call's result, and no function that knows it. */
static bool
is_name_of_thing(struct unit *u, uint32_t key)
{
	struct str name = key_text(u, key);

	return name.n && name.p[0] != '@' && !map_get(&u->by_name, name);
}

/*
 * s.on('error', …): the handler has it only where data come to it, or where it ends it
 * some day.
 */
static bool
is_only_heard(struct walk *w, const struct state *s, const struct node *call)
{
	static const char *const begins[] = { "'ready'",    "\"ready\"", "'connect'", "\"connect\"",
					      "'open'",	    "\"open\"",	 "'login'",   "'connected'",
					      "'greeting'", NULL };
	static const char *const flows[] = { "data",	"message", "readable", "line", "packet",
					     "request", "stream",  "frame",    NULL };
	const struct node *closure = call->n ? call->kids[call->n - 1] : NULL;

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || !call->n ||
	    str_eq(call_name(call), STR("pipe")))
		return false;
	if (call->kids[0]->kind == NODE_STRING && mentions_one(call->kids[0]->text, flows))
		return false;
	if (str_has(call->kids[0]->text, STR("timeout")) || call->kids[0]->kind != NODE_STRING)
		return !(closure && closure->kind == NODE_FUNCTION &&
			 walk_closure_ends(w, s, closure));
	/* what begins with this event may end it; which then is its own on all paths */
	if (mentions_one(call->kids[0]->text, begins) && closure->kind == NODE_FUNCTION &&
	    !w->ends_itself && !w->summary && !w->given && walk_closure_ends(w, s, closure)) {
		for (unsigned i = 0; i < s->aliases; i++)
			if (is_name_of_thing(w->u, s->alias[i]))
				function_owns(w->u, function_at(w->u, closure), s->alias[i]);
		return false;
	}
	return str_starts(call_name(call), STR("on"));
}

/* A pool that refuses throws none of the exceptions of input and output. */
static bool
catches_refusal(const struct node *c)
{
	struct str head = str_sub(c->text, 0, MIN(c->text.n, (size_t)80));

	return !(str_has(head, STR("IOException")) || str_has(head, STR("SocketException")) ||
		 str_has(head, STR("TimeoutException")) ||
		 str_has(head, STR("InterruptedException")) ||
		 str_has(head, STR("ExecutionException"))) ||
	       str_has(head, STR("Rejected")) || str_has(head, STR("Runtime")) ||
	       str_has(head, STR("Throwable"));
}

/* new Runnable() { public void run() { … } }: its methods own what is theirs alone. */
static void
own_methods(struct walk *w, const struct state *s, const struct node *n, unsigned depth)
{
	if (!n || depth > 12)
		return;
	if (n->kind == NODE_FUNCTION && n->function) {
		struct function *f = function_at(w->u, n);

		if (str_eq(f->name, STR("run")) || str_eq(f->name, STR("call")))
			for (unsigned i = 0; i < s->aliases; i++)
				if (walk_closure_ends(w, s, n))
					function_owns(w->u, f, s->alias[i]);
		return;
	}
	for (uint32_t i = 0; i < n->n; i++)
		own_methods(w, s, n->kids[i], depth + 1);
	own_methods(w, s, n->d, depth + 1);
}

static const struct node *
closure_in(const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (call->kids[i]->kind == NODE_FUNCTION)
			return call->kids[i];
	return call->a && call->a->kind == NODE_FUNCTION ? call->a : NULL;
}

/* Behind the closure it is named again: who began the thread has it, too. */
static bool
is_named_behind(const struct walk *w, const struct state *s, const struct node *closure)
{
	struct str text = w->f->node->text, word;
	const char *from = closure->text.p + closure->text.n;

	if (from < text.p || from > text.p + text.n)
		return true;
	text = str_from_pos(text, (size_t)(from - text.p));
	for (unsigned i = 0; i < s->aliases; i++) {
		word = key_root(key_text(w->u, s->alias[i]));
		if (word.n && word.p[0] != '@' && str_has(text, word))
			return true;
	}
	return false;
}

/* execute(() -> serve(conn)): the closure of another thread, or what it calls, owns it. */
static void
own_closure(struct walk *w, const struct state *s, const struct node *closure)
{
	const struct node *body = closure->d;
	struct function *f = function_at(w->u, closure), *g;
	uint32_t key;

	if (!f || !state_closure_uses(w->u, s, closure) || is_named_behind(w, s, closure))
		return;
	while (body && (body->kind == NODE_BLOCK || body->kind == NODE_STATEMENT) && body->n == 1)
		body = body->kids[0];
	g = body && body->kind == NODE_CALL ? call_function(w->u, f, body) : NULL;
	key = g ? walk_alias_passed(w, s, body, g) : 0;
	if (key)
		function_owns(w->u, g, key);
	else if (!g)
		for (unsigned i = 0; i < s->aliases; i++)
			if (key_text(w->u, s->alias[i]).p[0] != '@')
				function_owns(w->u, f, s->alias[i]);
}

/* f = conn.makefile(): to close the file of a socket leaves the socket open. */
bool
walk_is_only_file(const struct walk *w, const struct node *n)
{
	if (!(w->u->language->traits & TRAIT_METHOD_SELF) || !n ||
	    !text_says(w->u, STR("makefile(")))
		return false;
	if (n->kind == NODE_CALL)
		return str_eq(call_name(n), STR("makefile"));
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct node *src = st->op == STEP_SET ? node_only(st->src) : NULL;

		if (src && st->dst && src->kind == NODE_CALL &&
		    str_eq(call_name(src), STR("makefile")) && str_eq(st->dst->text, n->text))
			return true;
	}
	return false;
}

/* conns = append(conns, c), where conns is this function's own. */
static bool
is_local_list(const struct walk *w, const struct node *call)
{
	struct str name = call->n > 1 ? call->kids[0]->text : (struct str){ NULL, 0 };
	bool declared = false;

	if (strcmp(w->u->language->name, "go") || !str_eq(call_name(call), STR("append")) ||
	    call_receiver(call) || !name.n || call->kids[0]->kind != NODE_NAME)
		return false;
	for (size_t i = 0; i < w->f->params.n; i++)
		if (str_eq(w->f->params.v[i], name))
			return false;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct node *src = node_only(st->src);

		if (st->op == STEP_SET && st->dst && st->node->kind == NODE_ASSIGN &&
		    str_eq(st->dst->text, name))
			declared |= !src || src->kind == NODE_LITERAL ||
				    str_starts(src->text, STR("make("));
	}
	return declared;
}

/* ManuallyDrop::new(unsafe { T::from_raw_fd(n) }): an owner that closes nothing. */
static bool
is_only_lent(const struct unit *u, const struct node *n)
{
	size_t at = (size_t)(n->text.p - u->text.p);
	struct str before;

	if (!(u->language->traits & TRAIT_DROPS) || at > u->text.n ||
	    !str_eq(call_name(n), STR("from_raw_fd")))
		return false;
	before = str_trim_right(str_sub(u->text, 0, at));
	if (str_ends(before, STR("{")))
		before = str_trim_right(str_sub(before, 0, before.n - 1));
	if (str_ends(before, STR("unsafe")))
		before = str_trim_right(str_sub(before, 0, before.n - 6));
	return str_ends(before, STR("ManuallyDrop::new("));
}

/* It ends what it has on some path, was given it for good, or gives it to who calls. */
bool
walk_has_it_to_end(struct walk *w, const struct state *s)
{
	if (function_closes(w->u, w->f, 0))
		return true;
	if (!(w->u->language->traits & TRAIT_METHOD_SELF))
		return false;
	if (w->f->is_given || function_says(w->u, w->f, STR("with ")))
		return true;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];

		if (st->op == STEP_RETURN && st->node && st->node->n == 1 &&
		    state_relation(w->u, s, st->node->kids[0]) == SAME)
			return true;
	}
	return false;
}

static void
call_effects(struct walk *w, uint32_t at, struct state s, const struct step *st,
	     const struct effect_row *r, enum relation rel)
{
	const struct node *subject = call_subject(st->node, r->at);

	if (rel == PART && r->effect != EFFECT_BORROW)
		s.flags |= FLAG_OBJECT;
	switch (r->effect) {
	case EFFECT_READ:
		call_read(w, at, s, st, r);
		return;
	case EFFECT_WRITE:
	case EFFECT_WRITE_ALL:
		call_write(w, at, s, st);
		return;
	case EFFECT_CLOSE:
		if (walk_is_only_file(w, subject) || is_only_lent(w->u, st->node))
			break;
		if (rel == PART && subject && subject->kind == NODE_FIELD && subject->b &&
		    name_has(subject->b->text, parts_apart))
			break;
		w->surely_ended = true;
		walk_closed(w, &s, st->line);
		break;
	case EFFECT_HALF_CLOSE:
		s.flags |= FLAG_HALF;
		break;
	case EFFECT_REGISTER:
		if (says_delete(st->node)) {
			s.flags |= FLAG_UNREGISTERED;
			walk_on_with(w, s, at, st->next, EVENT_UNREGISTERED, st->node);
			return;
		}
		if (says_modify(st->node) || s.flags & FLAG_BOUND || is_only_heard(w, &s, st->node))
			break;
		if (s.reason <= REASON_AGAIN) {
			call_gives(w, at, s, st, SIGN_NEGATIVE);
			return;
		}
		break;
	case EFFECT_ASK:
		if (function_says(w->u, w->f, STR("select(")) && !accepts_here(w))
			break;
		if (s.reason <= REASON_AGAIN && !(s.flags & FLAG_BOUND)) {
			call_gives(w, at, s, st, SIGN_NEGATIVE);
			return;
		}
		break;
	case EFFECT_UNREGISTER:
		s.flags |= FLAG_UNREGISTERED;
		walk_on_with(w, s, at, st->next, EVENT_UNREGISTERED, st->node);
		return;
	case EFFECT_SPAWN:
		if (is_lent(w, &s, st->node)) {
			uint32_t which = 0;
			struct function *begun = function_begun(w, st->node, &which);

			if (begun)
				begun->is_lent = true;
			break;
		}
		spawn_owners(w, &s, st->node);
		for (uint32_t i = 0; i < st->node->n; i++)
			if (st->node->kids[i]->kind == NODE_NEW)
				own_methods(w, &s, st->node->kids[i]->d, 0);
		if (closure_in(st->node) && !(w->u->language->traits & TRAIT_DROPS))
			own_closure(w, &s, closure_in(st->node));
		if (st->raise != NOWHERE && w->f->steps.v[st->raise].op == STEP_CATCH &&
		    catches_refusal(w->f->steps.v[st->raise].node)) {
			struct state refused = s;

			refused.flags |= FLAG_FAILED;
			raise_from(w, at, refused, st, true);
		}
		call_gives(w, at, s, st, SIGN_NEGATIVE | SIGN_POSITIVE);
		return;
	case EFFECT_OFFER:				    /* queue.Full: it is still ours */
		if (w->u->language->traits & TRAIT_DROPS) { /* Err gives it back */
			call_offers(w, at, s, st);
			return;
		}
		if (st->raise != NOWHERE) {
			struct state full = s;

			full.flags |= FLAG_RAISED | FLAG_FAILED;
			walk_on_with(w, full, at, st->raise, EVENT_REFUSED, st->node);
		}
		s.status = STATUS_GONE;
		break;
	case EFFECT_STORE:
		if (rel == SAME && !st->node->dropped && !strcmp(r->name, "offer") &&
		    w->u->language->traits & TRAIT_FIELDS_BARE) {
			struct state full = s; /* false: it is still ours */

			fact_set(&full, key_of(w->u, st->node), SIGN_ZERO, ROLE_PLAIN);
			full.flags |= FLAG_FAILED;
			walk_on_with(w, full, at, st->next, EVENT_REFUSED, st->node);
			fact_set(&s, key_of(w->u, st->node), SIGN_POSITIVE, ROLE_PLAIN);
			s.status = STATUS_GONE;
			break;
		}
		if (is_local_list(w, st->node)) {
			s.flags |= FLAG_USED;
			alias_add(&s, key_of(w->u, st->node));
			alias_add(&s, key_of(w->u, st->node->kids[0]));
			if (walk_is_deferred(w, &s)) /* its end was put off before */
				s.flags |= FLAG_DEFERRED;
			break;
		}
		/* who ends it elsewhere must not leave it to a list that nobody reads */
		if ((s.flags & FLAG_UNREGISTERED || walk_has_it_to_end(w, &s)) &&
		    !(w->u->language->traits & TRAIT_DROPS) && table_is_dead(w->u, st->node))
			break;
		state_stored(&s);
		break;
	case EFFECT_WRAP:
		s.flags |= FLAG_USED;
		alias_add(&s, key_of(w->u, st->node));
		break;
	case EFFECT_TAKE:
		call_takes(w, at, s, st);
		return;
	case EFFECT_FREE:
		call_free(w, at, s, st, rel);
		return;
	case EFFECT_REMOVE:
		if (!(w->u->language->traits & TRAIT_DROPS)) {
			walk_on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
			return;
		}
		if (rel == SAME && call_loses_number(w->u, w->f, st->node)) {
			s.flags |= FLAG_UNREGISTERED;
			fact_set(&s, key_of(w->u, st->node), SIGN_NEGATIVE | SIGN_POSITIVE,
				 ROLE_PLAIN);
			walk_on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
			return;
		}
		walk_closed(w, &s, st->line);
		break;
	case EFFECT_BORROW:
		if (str_eq(call_name(st->node), STR("bind")) ||
		    str_eq(call_name(st->node), STR("listen")))
			s.flags |= FLAG_BOUND;
		if (str_starts(call_name(st->node), STR("connect")) ||
		    str_eq(call_name(st->node), STR("Connect"))) {
			s.flags |= FLAG_CONNECTED;
			/* a client of JavaScript that did not connect has nothing open */
			if (!(w->u->language->traits & TRAIT_CALLED_BACK))
				raise_from(w, at, s, st, true);
		}
		break;
	case EFFECT_FORGET:
	case EFFECT_RAISE:
	case EFFECT_NONE:
	case EFFECT_ACCEPT:
	case EFFECT_CONNECT:
	case EFFECT_LISTEN:
	case EFFECT_BODY:
	case EFFECT_LEASE:
	case EFFECT_CLIENT:
	case EFFECT_OPEN:
	case EFFECT_ALLOC:
	case EFFECT_EXIT:
	case EFFECT_LOG:
		break;
	case EFFECT_SLEEP: /* a handshake fails as well */
		if (r->at == AT_RECEIVER)
			raise_from(w, at, s, st, true);
		break;
	}
	walk_on(w, s, at, st->next);
}

/* The first alias that this call passes to f, as f calls it. */
uint32_t
walk_alias_passed(struct walk *w, const struct state *s, const struct node *call,
		  struct function *f)
{
	for (unsigned i = 0; i < s->aliases; i++) {
		uint32_t key = key_passed(w->u, call, f, key_text(w->u, s->alias[i]));

		if (key)
			return key;
	}
	return 0;
}

/* The signs of what it returns both where it has closed and where it has not. */
static unsigned
is_torn(const struct summary *sum)
{
	unsigned closed_by = 0, open_by = 0;

	for (size_t i = 0; i < sum->endings.n; i++) {
		const struct ending *e = &sum->endings.v[i];

		if (e->flags & FLAG_RAISED)
			continue;
		if (e->status == STATUS_OPEN && !(e->flags & FLAG_DEFERRED))
			open_by |= e->returned;
		else if (e->status == STATUS_CLOSED)
			closed_by |= e->returned;
	}
	return closed_by & open_by;
}

/* memset(n, 0, …), n->rd = fdopen(…): it makes what is in there itself. */
static bool
fills_argument(struct unit *u, const struct function *f, uint32_t key)
{
	struct str root = key_root(key_text(u, key));

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_CALL && str_eq(call_name(st->node), STR("memset")) &&
		    st->node->n &&
		    str_eq(key_root(key_text(u, key_of(u, st->node->kids[0]))), root))
			return true;
	}
	return false;
}

static const char *const later_words[] = { "mark", "schedule", "queue", "later", "enqueue",
					   "doom", "pending",  "defer", NULL };

static bool
ends_it(const struct summary *sum)
{
	for (size_t i = 0; i < sum->endings.n; i++)
		if (sum->endings.v[i].status != STATUS_OPEN ||
		    sum->endings.v[i].flags & FLAG_DEFERRED)
			return true;
	return false;
}

static bool
closes_on_a_path(const struct summary *sum)
{
	for (size_t i = 0; i < sum->endings.n; i++)
		if (sum->endings.v[i].status == STATUS_CLOSED)
			return true;
	return false;
}

/* pool._back(link): what gives back is not thought to fail. */
static bool
gives_back(struct str name)
{
	return name_has(name,
			(const char *const[]){ "back", "put", "release", "giveback", "recycle",
					       "checkin", "restore", "give", NULL });
}

/* gather(pump(a, b), …): a coroutine that is not awaited here throws nothing here. */
static bool
is_only_begun(const struct unit *u, const struct function *f, const struct node *call)
{
	size_t at = (size_t)(call->text.p - u->text.p);

	return f->is_async && u->language->traits & TRAIT_METHOD_SELF && at <= u->text.n &&
	       !str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("await"));
}

static void
call_helper(struct walk *w, uint32_t at, struct state s, const struct step *st, struct function *f,
	    uint32_t key)
{
	const struct summary *sum = summary_of_call(w->u, f, key, st->node);
	unsigned torn;

	if (s.status == STATUS_GONE && s.flags & FLAG_FIELDED && function_closes(w->u, f, 0))
		s.status = STATUS_CLOSED; /* conn_free(c), which has it */
	if (s.status != STATUS_OPEN) {	  /* what was closed before stays closed */
		walk_on(w, s, at, st->next);
		return;
	}
	if (sum->sleeps && !w->slow && s.reason == REASON_NONE)
		w->slow = st;
	if (sum->reads && !w->read)
		w->read = st;
	if (sum->unknown) {
		walk_on(w, s, at, st->next);
		return;
	}
	/* create_task(ticks(writer)): it goes on beside this function, and never closes */
	if (f->is_async && is_only_begun(w->u, w->f, st->node) && !ends_it(sum) &&
	    !function_closes(w->u, f, 0)) {
		walk_on(w, s, at, st->next);
		return;
	}
	/* self.drop(fd), which looks the handle up and closes it */
	if (s.reason > REASON_AGAIN && !ends_it(sum) &&
	    name_has(call_name(st->node), closing_words) && function_closes(w->u, f, 0)) {
		walk_closed(w, &s, st->line);
		walk_on(w, s, at, st->next);
		return;
	}
	/* end(key, why), which leaves the listener alone: it closes what has failed */
	if (s.reason > REASON_AGAIN && closes_on_a_path(sum) &&
	    name_has(call_name(st->node), closing_words) &&
	    !name_has(call_name(st->node), (const char *const[]){ "put", "done", NULL })) {
		walk_closed(w, &s, st->line);
		walk_on(w, s, at, st->next);
		return;
	}
	/* mark_dead(fd): a sweep closes it later */
	if (s.reason > REASON_AGAIN && !ends_it(sum) && w->u->has_close &&
	    name_has(call_name(st->node), later_words)) {
		s.status = STATUS_GONE;
		walk_on(w, s, at, st->next);
		return;
	}
	torn = fills_argument(w->u, f, key) ? 0 : is_torn(sum);
	/* a method that ends its own object on one path does not own it: who has the object does */
	if (torn && !w->summary && !(f->self.n && str_eq(key_text(w->u, key), f->self))) {
		if (!f->owned.n || f->closed_by)
			f->closed_by |= torn;
		function_owns(w->u, f, key);
	}
	for (size_t i = 0; i < sum->endings.n; i++) {
		const struct ending *e = &sum->endings.v[i];
		struct state t = s;
		bool raised = e->flags & FLAG_RAISED;
		uint32_t to;
		enum event ev = EVENT_PASSED;

		if (raised && (is_only_begun(w->u, f, st->node) || gives_back(call_name(st->node))))
			continue;
		t.status = e->flags & FLAG_DEFERRED || torn ? STATUS_CLOSED : e->status;
		if (e->flags & (FLAG_READ | FLAG_WROTE))
			t.flags |= FLAG_USED;
		if (e->flags & FLAG_STORED)
			t.flags |= FLAG_STORED;
		t.flags |= e->flags &
			   (FLAG_UNREGISTERED | FLAG_WROTE | FLAG_READ | FLAG_HALF | FLAG_BOUND |
			    FLAG_CERTAIN | FLAG_RAISED | FLAG_CONNECTED | FLAG_SETTLED);
		if (e->reason != REASON_NONE) {
			t.reason = e->reason;
			ev = e->reason == REASON_END ? EVENT_END_SEEN : EVENT_ERROR_SEEN;
		}
		w->surely_ended |= t.status == STATUS_CLOSED && sum->surely_ended;
		if (t.status == STATUS_CLOSED && w->closers.n < 8)
			vec_push(w->u->scratch, &w->closers, st->line);
		fact_set(&t, key_of(w->u, st->node), e->returned ? e->returned : SIGN_ANY,
			 (enum role)e->role);
		if (e->flags & FLAG_FREED && e->status == STATUS_OPEN) {
			t.flags |= FLAG_FREED;
			t.status = STATUS_OPEN;
			vec_push(w->u->scratch, &w->trail,
				 ((struct trail){ .state = t,
						  .parent = at,
						  .event = EVENT_FREED,
						  .line = e->freed_line,
						  .node = st->node,
						  .in = f }));
			walk_end(w, t, (uint32_t)w->trail.n - 1, st->line);
			continue;
		}
		t.step = raised ? st->raise : st->next;
		if (t.step == NOWHERE || (t.status != STATUS_OPEN && !w->summary))
			continue;
		if (ev == EVENT_PASSED && e->removed_line && t.status == STATUS_OPEN) {
			to = walk_push(w, &t, at, EVENT_REMOVED, e->removed_line, st->node);
			if (to != NOWHERE)
				w->trail.v[to].in = f;
			continue;
		}
		to = walk_push(w, &t, at, ev, e->reason_line ? e->reason_line : st->line, st->node);
		if (to != NOWHERE)
			w->trail.v[to].in = e->reason_in ? e->reason_in : f;
	}
}

/* A closure is passed that uses it: does any of its paths end it? */
bool
walk_closure_ends(struct walk *w, const struct state *s, const struct node *n)
{
	struct function *f = function_at(w->u, n);

	if (!f)
		return true;
	for (unsigned i = 0; i < s->aliases; i++) {
		const struct summary *sum = summary_of(w->u, f, s->alias[i]);

		if (sum->unknown)
			return true;
		for (size_t k = 0; k < sum->endings.n; k++)
			if (sum->endings.v[k].status != STATUS_OPEN ||
			    sum->endings.v[k].flags & FLAG_DEFERRED)
				return true;
	}
	return false;
}

/* forget(key), which looks up what the table has under its key, and ends that. */
static bool
ends_looked_up(struct unit *u, const struct node *call, const struct function *from)
{
	struct function *f = call->n ? call_function(u, from, call) : NULL;

	if (!f || f == from || !function_closes(u, f, 0))
		return false;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->op == STEP_SET ? node_only(st->src) : NULL;
		const struct node *key = !src			   ? NULL
					 : src->kind == NODE_INDEX ? src->b
					 : src->kind == NODE_CALL && src->n && call_receiver(src)
						 ? src->kids[0]
						 : NULL;

		for (size_t k = 0; key && k < f->params.n; k++)
			if (str_eq(key->text, f->params.v[k]))
				return true;
	}
	return false;
}

static bool
depends_on_argument(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++) {
		struct str k = key_text(w->u, key_of(w->u, call->kids[i]));

		for (unsigned j = 0; k.n && j < s->aliases; j++)
			if (key_depends(key_text(w->u, s->alias[j]), k))
				return true;
	}
	return false;
}

/* kick(i), where clients[i].fd is spoken of; close(), where nothing is said. */
static bool
ends_what_depends(struct walk *w, const struct state *s, const struct node *call)
{
	struct str name = call_name(call);
	struct function *f = call_function(w->u, w->f, call);
	bool closing = call_says_end(w->u, call) &&
		       !name_has(name, (const char *const[]){ "done", "put", NULL });

	/* it.remove() of an iterator takes a key out of a set, and no more */
	if (call->n == 0 && str_eq(name, STR("remove")) && call_receiver(call) &&
	    !str_eq(call_receiver(call)->text, w->f->self))
		return false;
	if (call->n == 0)
		return closing && (!f || function_closes(w->u, f, 0));
	return depends_on_argument(w, s, call) && (f ? function_closes(w->u, f, 0) : closing);
}

/* What ends it came with it, of one call. */
bool
walk_is_got_with_it(struct walk *w, const struct state *s, struct str name)
{
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct node *dst = st->dst;
		bool handle = false, end = false;

		if (st->op != STEP_SET || !dst || dst->kind != NODE_LIST)
			continue;
		for (uint32_t k = 0; k < dst->n; k++) {
			handle |= state_is_alias(s, key_of(w->u, dst->kids[k]));
			end |= str_eq(dst->kids[k]->text, name);
		}
		if (handle && end)
			return true;
	}
	/* (err, client, done) => … */
	for (const struct function *f = w->f; f; f = f->outer)
		for (size_t i = 0; f->owned.n && i < f->params.n; i++)
			if (str_eq(f->params.v[i], name) && state_is_alias(s, f->owned.v[0]))
				return true;
	return false;
}

static const char *const harmless[] = {
	"print", "len", "str", "int", "println", "append", "format", "range", "list", "dict",
	"isinstance", "sizeof", "make", "bytes", "String", "Error", "time", "super", "encode",
	"info", "debug", "warning", "error", "attachment", "channel", "attach", "interestOps",
	"cancel", "isValid",
	/* of JavaScript */
	"createWriteStream", "createReadStream", "concat", "alloc", "now", "Number", "toString",
	"split", "trim", "slice", "clearTimeout", "setTimeout", "clearInterval", "setInterval",
	"push", "shift", "includes", "startsWith", "endsWith", "max", "min", NULL
};

/* Promise.race([ready(s), late]): it waits, and takes nothing. */
static bool
only_waits(const struct node *call)
{
	const struct node *on = call_receiver(call);

	return (on && str_eq(on->text, STR("Promise"))) ||
	       (!on && str_eq(call_name(call), STR("once"))) ||
	       (on && str_eq(on->text, STR("events")));
}

static bool
is_harmless(struct str name)
{
	for (const char *const *p = harmless; *p; p++)
		if (str_eq(name, str_from(*p)))
			return true;
	return false;
}

/* setTimeout, isOpen: to ask or set a thing hardly throws. */
static bool
is_accessor(struct str name)
{
	static const char *const words[] = { "set", "get", "is", "has", "on" };
	static const char *const asked[] = { "on",
					     "once",
					     "code",
					     "status",
					     "message",
					     "headers",
					     "header",
					     "request",
					     "url",
					     "uri",
					     "name",
					     "version",
					     "id",
					     "size",
					     "count",
					     "isSuccessful",
					     "protocol",
					     "cacheResponse",
					     "networkResponse",
					     "handshake",
					     "body" };

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t n = strlen(words[i]);

		if (str_starts(name, str_from(words[i])) && name.n > n &&
		    ((name.p[n] >= 'A' && name.p[n] <= 'Z') || name.p[n] == '_'))
			return true;
	}
	for (size_t i = 0; i < COUNT_OF(asked); i++)
		if (str_eq(name, str_from(asked[i])))
			return true;
	return false;
}

/* Where a function ends it itself, what it calls with it only uses it, unless it says more. */
static bool
keeps_what_it_gets(struct str name)
{
	static const char *const words[] = {
		"put",	    "add",     "push",	  "register", "adopt",	 "own",	   "take",
		"attach",   "hand",    "enqueue", "offer",    "submit",	 "store",  "insert",
		"append",   "keep",    "give",	  "spawn",    "start",	 "serve",  "launch",
		"dispatch", "pool",    "watch",	  "handle",   "track",	 "assign", "pipe",
		"join",	    "emplace", "move",	  "save",     "resolve", "return", "schedule",
		"manage",   "accept",  "on",	  NULL
	};

	return !name.n || name_has(name, words);
}

/* x.run(…) where a line of this function ends x too. */
static bool
ends_here(const struct walk *w, const struct node *receiver)
{
	static const char *const ways[] = { ".disconnect(", ".close(", ".quit(", ".end(", NULL };
	char buf[80];

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || !receiver || receiver->text.n > 60)
		return false;
	memcpy(buf, receiver->text.p, receiver->text.n);
	for (const char *const *p = ways; *p; p++) {
		memcpy(buf + receiver->text.n, *p, strlen(*p));
		if (function_says(w->u, w->f, (struct str){ buf, receiver->text.n + strlen(*p) }))
			return true;
	}
	return false;
}

/* struct T { … }: its body in this text; empty where there is none. */
static struct str
body_of_type(const struct unit *u, struct str type)
{
	static const char *const words[] = { "struct ", "class " };
	char buf[80];

	for (size_t i = 0; i < COUNT_OF(words) && type.n && type.n < 60; i++) {
		size_t n = strlen(words[i]), at;
		struct str rest = u->text;

		memcpy(buf, words[i], n);
		memcpy(buf + n, type.p, type.n);
		while ((at = str_find(rest, (struct str){ buf, n + type.n })) != SIZE_MAX) {
			size_t open, close;

			rest = str_from_pos(rest, at + n + type.n);
			open = str_index(rest, '{');
			close = str_find(rest, STR("};"));
			if (rest.n && !char_is_alnum(rest.p[0]) && open != SIZE_MAX &&
			    close != SIZE_MAX && open < close && open < 40)
				return str_sub(rest, open, close - open);
		}
	}
	return (struct str){ NULL, 0 };
}

static const char *const tables[] = { "map<", "set<", "vector<", "list<", "deque<", NULL };

/* using Map = std::unordered_map<…>; typedef std::map<…> Map: what Map stands for. */
static struct str
type_behind(const struct unit *u, struct str name)
{
	struct str rest = u->text, line;

	while (name.n && str_line(&rest, &line)) {
		line = str_trim(line);
		if (!str_has(line, name) || !mentions_one(line, tables))
			continue;
		if (str_starts(line, STR("using ")) &&
		    str_starts(str_trim(str_from_pos(line, 6)), name))
			return str_from_pos(line, MIN(line.n, str_index(line, '=')));
		if (str_starts(line, STR("typedef ")) && str_ends(str_trim(line), STR(";")))
			return str_sub(line, 8, str_rindex(line, '>') - 7);
	}
	return (struct str){ NULL, 0 };
}

/* T, of std::map<int, std::unique_ptr<T>>: what it has under its keys. */
static struct str
value_type(struct str type)
{
	size_t end = str_rindex(type, '>'), from = str_index(type, '<');
	int depth = 0;

	if (end == SIZE_MAX || from == SIZE_MAX || end <= from)
		return (struct str){ NULL, 0 };
	type = str_sub(type, from + 1, end - from - 1);
	for (size_t i = 0; i < type.n; i++) {
		depth += type.p[i] == '<';
		depth -= type.p[i] == '>';
		if (type.p[i] == ',' && !depth)
			return str_trim(str_from_pos(type, i + 1));
	}
	return str_trim(type);
}

/* std::map<int, T> of C++ whose T closes nothing when it goes: a number, a plain struct of this text. */
static bool
holds_plain_data(const struct unit *u, const struct node *table)
{
	static const char *const owners[] = { "_ptr<",	"Socket", "socket", "Fd",     "FD ", "Conn",
					      "Stream", "~",	  "Guard",  "Handle", NULL };
	struct str name = table->kind == NODE_FIELD && table->b ? table->b->text : table->text;
	struct str rest = u->text, line;

	while (str_line(&rest, &line)) {
		size_t at = str_find(line, name);
		struct str type, body;

		if (at == SIZE_MAX || at < 2 ||
		    (!char_is_space(line.p[at - 1]) && line.p[at - 1] != '&'))
			continue;
		type = str_trim(str_sub(line, 0, at));
		if (!mentions_one(type, tables)) {
			size_t word = str_rindex(type, ' ');

			if (word != SIZE_MAX)
				type = str_from_pos(type, word + 1);
			type = type_behind(u, type);
		}
		if (!type.n)
			continue;
		type = value_type(type);
		if (str_eq(type, STR("int")) || str_eq(type, STR("SOCKET")))
			return true;
		if (mentions_one(type, (const char *const[]){ "unique_ptr<", "shared_ptr<", NULL }))
			type = value_type(type);
		while (type.n && (type.p[type.n - 1] == '*' || type.p[type.n - 1] == ' '))
			type = str_sub(type, 0, type.n - 1);
		body = body_of_type(u, type);
		return body.n && !mentions_one(body, owners);
	}
	/* Conn &c = it->second, of a table that another text declares */
	rest = u->text;
	while (str_line(&rest, &line)) {
		size_t amp = str_index(line, '&');
		struct str body;

		if (!str_has(line, STR("->second;")) || amp == SIZE_MAX)
			continue;
		body = body_of_type(u, str_trim(str_sub(line, 0, amp)));
		if (body.n)
			return !mentions_one(body, owners);
	}
	return false;
}

/*
 * conn.query(sql, (err, rows) => …), whose closure ends conn on a path: it is called once,
 * whatever happens, so it has to on all.
 */
static bool
gives_to_completion(struct walk *w, const struct state *s, const struct node *call)
{
	const struct node *last = call->n ? call->kids[call->n - 1] : NULL;
	struct function *f;

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || !last || call->kind != NODE_CALL ||
	    name_has(call_name(call), (const char *const[]){ "on", "once", "listener", "timeout",
							     "interval", "immediate", NULL }) ||
	    last->kind != NODE_FUNCTION || !state_closure_uses(w->u, s, last) ||
	    !walk_closure_ends(w, s, last))
		return false;
	f = w->summary ? NULL : function_at(w->u, last);
	if (!f || is_named_behind(w, s, last) || !f->params.n ||
	    !(str_starts(f->params.v[0], STR("e")) || str_starts(f->params.v[0], STR("_e"))))
		return true;
	if (!f->owned.n) /* client, done: what ends it comes with it */
		for (unsigned i = 0; i < s->aliases; i++) {
			if (!is_name_of_thing(w->u, s->alias[i]))
				continue;
			if (f->owned.n)
				f->pair = s->alias[i];
			else
				function_owns(w->u, f, s->alias[i]);
		}
	return true;
}

/* x.onComplete(r -> …): what it ends on one path is its own on all. */
static void
own_completion(struct walk *w, const struct state *s, struct str name, const struct node *closure)
{
	static const char *const names[] = { "onComplete", "whenComplete", "handle", NULL };
	struct function *f = function_at(w->u, closure);

	if (w->u->language->traits & (TRAIT_CALLED_BACK | TRAIT_DROPS) || !f || !w->given)
		return;
	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			for (unsigned i = 0; i < s->aliases; i++)
				function_owns(w->u, f, s->alias[i]);
}

/* loop_del(l, fd), poller.remove(fd): the event loop forgets it, and closes nothing. */
bool
call_only_forgets(const struct node *call)
{
	static const char *const forgets[] = { "del",	     "delete",	"remove",
					       "unregister", "rm",	"forget",
					       "deregister", "unwatch", NULL };
	static const char *const loops[] = {
		"loop",	   "epoll",	"poll",	      "poller", "ev",	"event",  "events",
		"reactor", "watcher",	"selector",   "io",	"mux",	"kqueue", "ae",
		"epfd",	   "eventloop", "dispatcher", "list",	"hash", "table",  "map",
		"tree",	   "queue",	"chain",      "dict",	"heap", NULL
	};
	const struct node *receiver = call_receiver(call);
	struct str name = call_name(call);

	return name_has(name, forgets) &&
	       (name_has(name, loops) || (receiver && name_has(receiver->text, loops)));
}

/* create_connection((host, port)): what it is told is whom to call, and no handle. */
static bool
takes_address(struct walk *w, const struct node *call)
{
	const struct effect_row *r = call_effect(w->u, call);

	return r && r->at == AT_RESULT && w->u->language->traits & TRAIT_METHOD_SELF &&
	       (r->effect == EFFECT_CONNECT || r->effect == EFFECT_ACCEPT) &&
	       !str_has(call->text, STR("sock="));
}

/* Handle(fd), of a struct of this text that closes nothing when it goes. */
static bool
is_wrapped_number(const struct walk *w, const struct node *call)
{
	struct str name = call_name(call);

	return w->u->language->traits & TRAIT_DROPS && name.n && name.p[0] >= 'A' &&
	       name.p[0] <= 'Z' && !call_receiver(call) && type_is_number(w->u, name);
}

/* Further down this function ends it by a call that is known to. */
static bool
ends_below(struct walk *w, const struct state *s, const struct step *from)
{
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL && st->line > from->line
						     ? call_effect(w->u, st->node)
						     : NULL;
		const struct node *subject = r && r->effect == EFFECT_CLOSE && r->at != AT_ANY
						     ? call_subject(st->node, r->at)
						     : NULL;

		if (subject && state_relation(w->u, s, subject) != UNRELATED)
			return true;
	}
	return false;
}

/*
 * A function of a C library has it from here on; unless what it returns says that it
 * has not, which who asks for it knows. What nobody asks for, and ends below, is lent.
 */
static void
call_foreign(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	struct state refused = s;
	uint32_t key = key_of(w->u, st->node);
	unsigned signs = call_refusal_signs(w->u, w->f, st);

	if (signs) {
		fact_set(&refused, key, signs, ROLE_PLAIN);
		refused.flags |= FLAG_FAILED;
		walk_on_with(w, refused, at, st->next, EVENT_REFUSED, st->node);
		fact_set(&s, key, SIGN_ANY & ~signs, ROLE_PLAIN);
		s.status = STATUS_GONE;
	} else if (keeps_what_it_gets(call_name(st->node)) || !ends_below(w, &s, st)) {
		s.status = STATUS_GONE;
	}
	walk_on(w, s, at, st->next);
}

/* new Promise(ok => s.once('data', ok)): for as long as it is waited for, s is only listened to. */
static bool
only_listens(struct walk *w, const struct state *s, const struct node *call,
	     const struct node *closure)
{
	struct function *f = function_at(w->u, closure);

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || call->kind != NODE_NEW || !f ||
	    !str_eq(call_name(call), STR("Promise")) || is_told_later(w->u, call))
		return false;
	for (unsigned i = 0; i < s->aliases; i++) {
		const struct summary *sum = summary_of(w->u, f, s->alias[i]);
		struct str name = key_text(w->u, s->alias[i]), rest = closure->text;
		size_t at;

		if (sum->unknown || name.p[0] == '@')
			continue;
		for (size_t k = 0; k < sum->endings.n; k++)
			if (sum->endings.v[k].status == STATUS_CLOSED)
				return false;
		while ((at = str_find(rest, name)) != SIZE_MAX) {
			size_t end = at + name.n;
			bool word = !(at && (char_is_alnum(rest.p[at - 1]) ||
					     rest.p[at - 1] == '_' || rest.p[at - 1] == '.')) &&
				    !(end < rest.n &&
				      (char_is_alnum(rest.p[end]) || rest.p[end] == '_'));

			rest = str_from_pos(rest, end);
			if (word && !str_starts(rest, STR(".on")) &&
			    !str_starts(rest, STR(".off")) && !str_starts(rest, STR(".remove")) &&
			    !str_starts(rest, STR(".write(")) && !str_starts(rest, STR(".set")))
				return false;
		}
	}
	return true;
}

/* f(e.sock) */
static bool
passes_connection(const struct node *call)
{
	static const char *const words[] = { "sock",   "socket", "conn",   "connection", "client",
					     "stream", "ws",	 "link",   "handle",	 "s",
					     "c",      "fd",	 "writer", NULL };

	for (uint32_t i = 0; i < call->n; i++)
		if (call->kids[i]->kind == NODE_FIELD && call->kids[i]->b &&
		    name_has(call->kids[i]->b->text, words))
			return true;
	return false;
}

/* A function of another text. */
static void
call_unknown(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *call = st->node, *receiver = call_receiver(call), *closure;
	struct str name = call_name(call);
	enum relation passed = UNRELATED, of = UNRELATED;
	bool closing = call_says_end(w->u, call);

	/* net.FileConn(f) is of a copy */
	if (w->u->language->traits & TRAIT_ERROR_VALUE && str_starts(name, STR("File")) &&
	    receiver && str_eq(receiver->text, STR("net"))) {
		walk_on(w, s, at, st->next);
		return;
	}
	for (uint32_t i = 0; i < call->n; i++) { /* stack.callback(conn.close) */
		const struct node *k = call->kids[i];

		if (k->kind == NODE_FIELD && k->a && k->b && name_has(k->b->text, closing_words) &&
		    state_relation(w->u, &s, k->a) != UNRELATED) {
			walk_closed(w, &s, st->line);
			walk_on(w, s, at, st->next);
			return;
		}
	}
	/* conns.erase(it): its elements close in their destructor, or are plain data */
	if ((s.reason > REASON_AGAIN || s.flags & FLAG_UNREGISTERED) && receiver && call->n == 1 &&
	    state_relation(w->u, &s, receiver) == UNRELATED && /* c.in is text of its own */
	    (str_eq(name, STR("erase")) || str_eq(name, STR("extract")))) {
		if (holds_plain_data(w->u, receiver)) {
			s.flags |= FLAG_UNREGISTERED;
			walk_on_with(w, s, at, st->next, EVENT_REMOVED, call);
			return;
		}
		if (text_says(w->u, STR("~")) && w->u->has_close) {
			walk_closed(w, &s, st->line);
			walk_on(w, s, at, st->next);
			return;
		}
	}
	for (uint32_t i = 0; i < call->n && passed == UNRELATED; i++)
		passed = state_relation(w->u, &s, call->kids[i]);
	if (passed == SAME && call_only_forgets(call) &&
	    !(w->u->language->traits & (TRAIT_THROWS | TRAIT_DROPS | TRAIT_CALLED_BACK)) &&
	    !text_says(w->u, STR("new_full"))) {
		s.flags |= FLAG_UNREGISTERED;
		walk_on_with(w, s, at, st->next, EVENT_UNREGISTERED, call);
		return;
	}
	if (receiver)
		of = state_relation(w->u, &s, receiver);
	closure = closure_in(call);
	if (passed == UNRELATED && of == UNRELATED && w->given && !call->n) {
		struct function *f = call_function(w->u, w->f, call);

		/* self._finished(), which closes what this function works with */
		if (f && f != w->f && f->of_class.n && str_eq(f->of_class, w->f->of_class) &&
		    function_closes(w->u, f, 0)) {
			walk_closed(w, &s, st->line);
			walk_on(w, s, at, st->next);
			return;
		}
	}
	if (passed == UNRELATED && of == UNRELATED) {
		/* remove_client(i), self.close(): it may well be about this one */
		if (s.reason > REASON_AGAIN &&
		    (ends_what_depends(w, &s, call) || ends_looked_up(w->u, call, w->f)))
			walk_closed(w, &s, st->line);
		/* c, done, err := h.Acquire(); done(err) */
		if (closing && !receiver && walk_is_got_with_it(w, &s, name))
			walk_closed(w, &s, st->line);
		if (s.flags & FLAG_DEFERRED ||
		    !(is_harmless(name) || call_hardly_throws(w->u, call)))
			raise_from(w, at, s, st, false);
		walk_on(w, s, at, st->next);
		return;
	}
	/* to end it may fail as well, but then it is over all the same */
	if (!is_harmless(name) && !closing && !is_accessor(name))
		raise_from(w, at, s, st, of != UNRELATED);
	if (closure && passed == WHOLE && state_closure_uses(w->u, &s, closure)) {
		if (str_eq(name, STR("catch")) && w->u->language->traits & TRAIT_CALLED_BACK)
			; /* only where it failed */
		else if (only_listens(w, &s, call, closure))
			;
		else if (walk_closure_ends(w, &s, closure)) {
			if (!gives_to_completion(w, &s, call))
				own_completion(w, &s, name, closure);
			s.status = STATUS_GONE;
		}
	} else if (w->u->language->traits & TRAIT_CALLED_BACK && only_waits(call)) {
		/* still ours */
	} else if (of != UNRELATED && !w->ended_here && !ends_here(w, receiver) &&
		   name_has(name, (const char *const[]){ "start", "run", "serve", "launch", "spawn",
							 NULL })) {
		s.status = STATUS_GONE; /* an object that lives on by itself */
	} else if (closing && passed != PART && (passed != UNRELATED || of != PART)) {
		walk_closed(w, &s, st->line);
	} else if (passed == SAME && w->u->language->traits & TRAIT_DROPS &&
		   call_is_foreign(w->u, call)) {
		call_foreign(w, at, s, st);
		return;
	} else if (passed == SAME && is_wrapped_number(w, call)) {
		alias_add(&s, key_of(w->u, call));
	} else if (passed != UNRELATED && passed != PART &&
		   !(w->given && call->kind == NODE_NEW &&
		     w->u->language->traits & TRAIT_CALLED_BACK) &&
		   !takes_address(w, call) &&
		   (call->kind == NODE_NEW || call_makes_memory(w->u, call) ||
		    (name_has(name, (const char *const[]){ "new", "create", "wrap", "from", "make",
							   "build", "revive", NULL }) &&
		     !call->dropped))) {
		alias_add(&s, key_of(w->u, call));
	} else if (passed != UNRELATED && passed != PART && !name_has(name, looking_words) &&
		   !takes_address(w, call)) {
		if (!w->ended_here || keeps_what_it_gets(name))
			s.status = STATUS_GONE;
	} else if (passed == PART && w->table.n && !name_has(name, looking_words) &&
		   passes_connection(call)) {
		s.status = STATUS_GONE; /* hand(e.sock), of what was in the table */
	} else if (passed == SAME && s.reason > REASON_AGAIN && !name_has(name, looking_words)) {
		s.status = STATUS_GONE;
	}
	walk_on(w, s, at, st->next);
}

/* pool.destroy(c): what is ended is the argument, not the receiver that the row speaks of. */
static bool
passes_it(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++)
		if (state_relation(w->u, s, call->kids[i]) == SAME)
			return true;
	return false;
}

/* fclose(p->in), where the text says p->in = fdopen(p->fd): the stream closes what it is of. */
static bool
closes_stream_of_it(struct walk *w, const struct state *s, const struct node *call)
{
	struct str k = call->n ? key_text(w->u, key_of(w->u, call->kids[0])) : (struct str){ 0 };

	if (!text_says(w->u, STR("fdopen(")) || key_root(k).n == k.n)
		return false;
	for (unsigned i = 0; i < s->aliases; i++)
		if (str_eq(key_root(key_text(w->u, s->alias[i])), key_root(k)))
			return true;
	return false;
}

/* resolve(…), cb(err): who waits for the outcome has it from here on. */
static bool
is_settling(const struct walk *w, const struct node *call)
{
	static const char *const names[] = { "resolve", "reject", "cb",	 "callback", "done", "next",
					     "ok",	"fail",	  "res", "rej",	     NULL };
	const struct function *f = w->f;
	struct str name = call_name(call);

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || call_receiver(call))
		return false;
	for (const char *const *p = names; *p; p++)
		if (str_eq(name, str_from(*p)))
			for (; f; f = f->outer)
				for (size_t i = 0; i < f->params.n; i++)
					if (str_eq(f->params.v[i], name))
						return true;
	return false;
}

/* T(…) of C++, where T has a destructor that closes. */
static bool
is_made_object(struct unit *u, struct function *f, const struct node *call)
{
	return !strcmp(u->language->name, "cpp") && f->of_class.n && str_eq(f->of_class, f->name) &&
	       str_eq(call_name(call), f->name) && u->has_close && text_says(u, STR("~"));
}

/* conn.Close(), where the handle is a channel of conn's */
bool
walk_ends_parent(const struct walk *w, const struct node *call)
{
	const struct node *of = call->kind == NODE_CALL ? call_receiver(call) : NULL;

	return w->parent && of && key_of(w->u, of) == w->parent &&
	       name_has(call_name(call), (const char *const[]){ "close", "disconnect", "shutdown",
								"quit", "end", "destroy", NULL });
}

/* A request to another server, a query: the answer takes as long as it takes. */
static bool
asks_another(const struct effect_row *r)
{
	return r->at == AT_RESULT && (r->effect == EFFECT_BODY ||
				      (r->effect == EFFECT_LEASE && !strncmp(r->name, "Query", 5)));
}

/* wrap_socket(raw, server_side=True) waits for the peer's part of the handshake. */
static bool
shakes_hands(const struct effect_row *r, const struct node *call)
{
	return r->effect == EFFECT_WRAP && !strcmp(r->name, "wrap_socket") &&
	       str_has(call->text, STR("server_side")) &&
	       !str_has(call->text, STR("do_handshake_on_connect=False"));
}

/* Go's ch <- c, ch <- result{c, err}: who receives it has it. */
static bool
is_sent(struct walk *w, const struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n && str_eq(call->op, STR("<-")); i++) {
		enum relation r = state_relation(w->u, s, call->kids[i]);

		if (r == SAME || r == WHOLE)
			return true;
	}
	return false;
}

bool
call_takes_from(struct unit *u, const struct node *call, struct str table)
{
	const struct effect_row *r = call_effect(u, call);
	const struct node *on = call_receiver(call);

	return r && r->effect == EFFECT_REMOVE && on && table.n && str_eq(on->text, table);
}

/* waiting.pop(no).close(), and a table has it */
static bool
closes_out_of_table(const struct state *s, const struct node *call)
{
	static const char *const takes[] = { "pop", "remove", "get", "take", "popleft", NULL };
	const struct node *on = call_receiver(call);

	return s->flags & FLAG_STORED && on && on->kind == NODE_CALL && call_receiver(on) &&
	       name_has(call_name(on), takes);
}

/*
 * waiting[no] = conn; work.put_nowait(no): who was to take it out of the table by its number
 * never hears of it where the queue is full, unless somebody goes through the whole table.
 */
static bool
offers_its_key(struct walk *w, const struct state *s, const struct node *call)
{
	for (size_t i = 0; i < w->f->steps.n && call->n; i++) {
		const struct step *st = &w->f->steps.v[i];
		const struct node *table = st->op == STEP_SET && st->dst ? st->dst : NULL;

		if (!table || table->kind != NODE_INDEX || !table->b || !table->a || !st->src ||
		    table->b->kind != NODE_NAME || state_relation(w->u, s, st->src) == UNRELATED ||
		    !str_has(call->kids[0]->text, table->b->text))
			continue;
		return !table_may_be_swept(w->u, table->a->text);
	}
	return false;
}

/* sscanf(p, "%c", &state): what it was set to before is not known any more. */
static void
forget_written(struct walk *w, struct state *s, const struct node *call)
{
	for (uint32_t i = 0; i < call->n; i++) {
		const struct node *arg = call->kids[i];

		if (arg->kind == NODE_UNARY && str_eq(arg->op, STR("&")) && arg->a &&
		    arg->a->kind == NODE_NAME)
			fact_drop(s, key_of(w->u, arg->a));
	}
}

static bool
takes_out(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	return r && r->effect == EFFECT_REMOVE;
}

/* shut(links.remove(k)), links.remove(k).close(): what comes out of the table is ended. */
static bool
ends_what_is_removed(struct walk *w, const struct node *call)
{
	bool out = takes_out(w->u, call_receiver(call));
	struct function *f;

	for (uint32_t i = 0; i < call->n; i++)
		out |= takes_out(w->u, call->kids[i]);
	if (!out || call->kind != NODE_CALL)
		return false;
	f = call_function(w->u, w->f, call);
	return name_has(call_name(call), closing_words) || (f && function_closes(w->u, f, 0));
}

void
walk_call(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct effect_row *r = call_effect(w->u, st->node);
	struct function *f = NULL;
	enum relation rel = UNRELATED;
	uint32_t key;

	/* into_raw_fd() again, and nobody has what it gave before */
	if (r && r->at == AT_RESULT && s.flags & FLAG_FAILED &&
	    w->u->language->traits & TRAIT_DROPS && s.status == STATUS_OPEN && s.aliases == 1 &&
	    s.alias[0] == key_of(w->u, st->node)) {
		s.flags |= FLAG_LOST;
		walk_end(w, s, at, st->line);
		return;
	}
	/* Ok(fd): the same in a wrapping; where it goes is seen where that goes */
	if (w->u->language->traits & TRAIT_DROPS && !r && st->node->n == 1 &&
	    str_eq(call_name(st->node), STR("Ok")) &&
	    state_relation(w->u, &s, st->node->kids[0]) == SAME) {
		alias_add(&s, key_of(w->u, st->node));
		walk_on(w, s, at, st->next);
		return;
	}
	forget_written(w, &s, st->node);
	if (s.flags & FLAG_STORED && ends_what_is_removed(w, st->node))
		walk_closed(w, &s, st->line);
	if (is_settling(w, st->node))
		s.flags |= FLAG_SETTLED;
	if (w->table.n && call_takes_from(w->u, st->node, w->table)) {
		s.flags |= FLAG_UNREGISTERED;
		walk_on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
		return;
	}
	if (w->pool.n && call_receiver(st->node) &&
	    str_eq(call_receiver(st->node)->text, w->pool) && passes_it(w, &s, st->node)) {
		walk_closed(w, &s, st->line);
		walk_on(w, s, at, st->next);
		return;
	}
	if (is_sent(w, &s, st->node)) {
		s.status = STATUS_GONE;
		walk_on(w, s, at, st->next);
		return;
	}

	if (!r || r->effect == EFFECT_NONE || r->effect == EFFECT_EXIT ||
	    ((r->effect == EFFECT_REMOVE || r->effect == EFFECT_CLOSE) && w->f->self.n &&
	     call_receiver(st->node) && str_eq(call_receiver(st->node)->text, w->f->self)))
		f = call_function(w->u, w->f, st->node);
	if (f && is_made_object(w->u, f, st->node) && passes_it(w, &s, st->node)) {
		s.status = STATUS_GONE; /* Socket(fd): its destructor closes */
		walk_on(w, s, at, st->next);
		return;
	}
	if (f && (key = walk_alias_passed(w, &s, st->node, f)) != 0) {
		call_helper(w, at, s, st, f, key);
		return;
	}
	if (r && r->effect == EFFECT_EXIT && !f)
		return;
	if (r && r->effect == EFFECT_RAISE && !f) {
		s.flags |= FLAG_RAISED | FLAG_THROWN;
		if (st->raise != NOWHERE)
			walk_on_with(w, s, at, st->raise, EVENT_RAISED, st->node);
		return;
	}
	if (str_eq(call_name(st->node), STR("pthread_exit")) ||
	    str_eq(call_name(st->node), STR("thrd_exit"))) { /* as good as a return */
		walk_end(w, s, at, st->line);
		return;
	}
	/* not the pause of who could not accept, or was refused */
	if (r && (r->effect == EFFECT_SLEEP || asks_another(r) || shakes_hands(r, st->node)) &&
	    !w->slow && s.reason == REASON_NONE && !(s.flags & (FLAG_STORED | FLAG_CAUGHT)))
		w->slow = st;
	if (f && !w->slow && s.reason == REASON_NONE &&
	    !(w->u->language->typed && s.flags & FLAG_CAUGHT) && function_sleeps(w->u, f, 0))
		w->slow = st;
	if (r && r->at == AT_ANY) {
		for (uint32_t i = 0; i < st->node->n && rel == UNRELATED; i++)
			rel = state_relation(w->u, &s, st->node->kids[i]);
		if (rel == UNRELATED && call_receiver(st->node))
			rel = state_relation(w->u, &s, call_receiver(st->node));
	} else if (r && r->at != AT_RESULT) {
		const struct node *subject = call_subject(st->node, r->at);

		rel = subject ? state_relation(w->u, &s, subject) : UNRELATED;
	}
	if (r && r->effect == EFFECT_OFFER && rel == UNRELATED && s.flags & FLAG_STORED &&
	    st->raise != NOWHERE && offers_its_key(w, &s, st->node)) {
		struct state full = s;

		full.flags |= FLAG_RAISED | FLAG_FAILED;
		walk_on_with(w, full, at, st->raise, EVENT_REFUSED, st->node);
		walk_on(w, s, at, st->next);
		return;
	}
	if (r && rel != UNRELATED) {
		if (r->effect == EFFECT_SPAWN && closure_in(st->node) &&
		    state_closure_uses(w->u, &s, closure_in(st->node)) &&
		    !walk_closure_ends(w, &s, closure_in(st->node))) {
			walk_on(w, s, at, st->next);
			return;
		}
		call_effects(w, at, s, st, r, rel);
		return;
	}
	/* delete(conns, id): the table that had it has it no more */
	if (r && r->effect == EFFECT_REMOVE && s.flags & FLAG_STORED &&
	    !(w->u->language->traits & TRAIT_DROPS)) {
		walk_on_with(w, s, at, st->next, EVENT_REMOVED, st->node);
		return;
	}
	if (r && r->effect == EFFECT_CLOSE && rel == UNRELATED &&
	    (closes_out_of_table(&s, st->node) || closes_stream_of_it(w, &s, st->node) ||
	     walk_ends_parent(w, st->node)))
		walk_closed(w, &s, st->line);
	if (r && (r->effect == EFFECT_LOG || r->effect == EFFECT_FREE ||
		  (r->effect == EFFECT_CLOSE && !passes_it(w, &s, st->node)) ||
		  r->effect == EFFECT_BORROW)) {
		walk_on(w, s, at, st->next);
		return;
	}
	call_unknown(w, at, s, st);
}
