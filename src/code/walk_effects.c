/*
 * walk_effects.c - what a call does that a row of the tables tells of
 */
#include "code/walk_parts.h"

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
	walk_raise(w, at, s, st, true);
	s.reason = REASON_NONE;
	s.flags |= FLAG_READ | FLAG_USED;
	s.flags &= ~(unsigned)(FLAG_CERTAIN | FLAG_TIMED);
	fact_set(&s, key_of(w->u, st->node), SIGN_ANY,
		 str_has(st->node->text, STR("MSG_PEEK")) ? ROLE_PLAIN /* below 0 it is well */
							  : (enum role)role_of_read(r->end));
	walk_on_with(w, s, at, st->next, EVENT_READ, st->node);
}

static void
call_write(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	if (walk_gives_to_completion(w, &s, st->node))
		s.status = STATUS_GONE;
	if (!call_is_told_later(w->u, st->node))
		walk_raise(w, at, s, st, true);
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
			if (key_names_thing(w->u, s->alias[i]))
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

void
walk_effect(struct walk *w, uint32_t at, struct state s, const struct step *st,
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
		if (walk_is_lent(w, &s, st->node)) {
			uint32_t which = 0;
			struct function *begun = walk_function_begun(w, st->node, &which);

			if (begun)
				begun->is_lent = true;
			break;
		}
		walk_own_spawned(w, &s, st->node);
		for (uint32_t i = 0; i < st->node->n; i++)
			if (st->node->kids[i]->kind == NODE_NEW)
				walk_own_methods(w, &s, st->node->kids[i]->d, 0);
		if (call_closure(st->node) && !(w->u->language->traits & TRAIT_DROPS))
			walk_own_closure(w, &s, call_closure(st->node));
		if (st->raise != NOWHERE && w->f->steps.v[st->raise].op == STEP_CATCH &&
		    catches_refusal(w->f->steps.v[st->raise].node)) {
			struct state refused = s;

			refused.flags |= FLAG_FAILED;
			walk_raise(w, at, refused, st, true);
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
				walk_raise(w, at, s, st, true);
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
			walk_raise(w, at, s, st, true);
		break;
	}
	walk_on(w, s, at, st->next);
}
