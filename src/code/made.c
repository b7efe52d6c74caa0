/*
 * made.c - what a function makes, or is given for good: every way out counts
 */
#include "code/leaks.h"

/* From one place that makes a handle: the first of each kind says enough. */
#define FINDINGS_EACH 2

static struct str
name_of_handle(struct unit *u, const struct outcome *o, struct str otherwise)
{
	for (unsigned i = 0; i < o->state.aliases; i++) {
		struct str k = key_text(u, o->state.alias[i]);

		if (k.n && k.p[0] != '@')
			return str_copy(u->kept, k);
	}
	return str_copy(u->kept, otherwise);
}

static bool
is_main(const struct function *f)
{
	return str_eq(f->name, STR("main")) && !f->of_class.n;
}

/* (async () => { … })(), outside of all functions: what goes wrong in it ends the process. */
static bool
is_begun_at_once(const struct walk *w)
{
	const struct function *f = w->f;
	size_t end = (size_t)(f->node->text.p - w->u->text.p) + f->node->text.n;
	struct str behind;

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || f->name.n || f->outer ||
	    end >= w->u->text.n)
		return false;
	behind = str_trim_left(str_from_pos(w->u->text, end));
	return str_starts(behind, STR(")()")) || str_starts(behind, STR(")().catch("));
}

static double
owner_confidence(const struct walk *w, const struct state *s)
{
	if (s->flags & FLAG_BOUND && !(s->flags & FLAG_CONNECTED))
		return 0.4; /* it listens: a descriptor, but no peer waits */
	if (s->flags & FLAG_RAISED && !(s->flags & FLAG_THROWN))
		return s->flags & FLAG_OTHERS || w->ends_itself ||
				       (w->handed_out &&
					(w->u->language->traits & TRAIT_CALLED_BACK ||
					 (w->ended_here && !w->known)))
			       ? 0.4
			       : 0.55;
	if (s->reason == REASON_END)
		return 0.95;
	if (s->flags & FLAG_FREED)
		return 0.9;
	return w->overflow ? 0.6 : 0.85;
}

static bool
is_leak(const struct walk *w, const struct outcome *o)
{
	const struct state *s = &o->state;

	if (s->status != STATUS_OPEN)
		return false;
	if (s->flags & (FLAG_FREED | FLAG_SPUN))
		return true;
	if (s->flags & FLAG_DEFERRED)
		return s->flags & FLAG_LOST;
	/* where all went well a table that it was put into has it, whoever used it since */
	if (w->u->language->typed && s->flags & FLAG_STORED && s->reason == REASON_NONE &&
	    !w->closed_well && !(s->flags & (FLAG_FAILED | FLAG_RAISED | FLAG_CAUGHT | FLAG_LOST)))
		return false;
	/* at the end of main the process gives all back */
	return s->flags & FLAG_LOST || !(is_main(w->f) || is_begun_at_once(w));
}

static int
class_of(const struct outcome *o)
{
	if (o->state.flags & FLAG_RAISED && !(o->state.flags & FLAG_THROWN))
		return o->state.flags & FLAG_OTHERS ? 4 : 3; /* of the handle itself, or others */
	return o->state.reason == REASON_END ? 0 : o->state.reason == REASON_ERROR ? 1 : 2;
}

void
tell_owner_leaks(struct walk *w, struct str handle, uint32_t made_line)
{
	unsigned told = 0;

	for (int class = 0; class <= 4 && told < FINDINGS_EACH; class ++) {
		for (size_t i = 0; i < w->outcomes.n; i++) {
			struct leak_wish q = { .walk = w, .o = &w->outcomes.v[i] };

			if (!is_leak(w, q.o) || class_of(q.o) != class)
				continue;
			if (class >= 3 && told)
				break; /* the plainer one first */
			q.handle = name_of_handle(w->u, q.o, handle);
			q.made_line = made_line;
			q.confidence = owner_confidence(w, &q.o->state);
			leak_tell(&q);
			told++;
			break;
		}
	}
}

bool
is_constructor_of(const struct function *f)
{
	static const char *const words[] = { "init", "new", "create", "setup", "start", NULL };

	return (f->of_class.n && str_eq(f->name, f->of_class)) || name_has(f->name, words) ||
	       is_main(f);
}

bool
effect_makes_handle(const struct effect_row *r)
{
	return r && r->at == AT_RESULT &&
	       (r->effect == EFFECT_ACCEPT || r->effect == EFFECT_CONNECT ||
		r->effect == EFFECT_BODY || r->effect == EFFECT_LEASE ||
		r->effect == EFFECT_CLIENT);
}

/* -> io::Result<RawFd>: a number, which closes nothing where it goes out of scope. */
static bool
returns_number(struct unit *u, const struct function *f)
{
	struct str head;
	size_t arrow;

	if (!f->node->d)
		return false;
	head = str_sub(f->node->text, 0, (size_t)(f->node->d->text.p - f->node->text.p));
	arrow = str_find(head, STR("->"));
	if (arrow == SIZE_MAX)
		return false;
	head = str_from_pos(head, arrow);
	if (str_has(head, STR("RawFd")))
		return true;
	for (size_t i = 0; i < head.n; i++) { /* Result<Handle>, which has a number */
		size_t end = i;

		while (end < head.n && (char_is_alnum(head.p[end]) || head.p[end] == '_'))
			end++;
		if (type_is_number(u, str_sub(head, i, end - i)))
			return true;
		i = end > i ? end : i;
	}
	return false;
}

/* A function of this text makes it and returns it. */
bool
call_makes_by_helper(struct unit *u, const struct node *call)
{
	const struct function *f = call->kind == NODE_CALL ? call_function(u, NULL, call) : NULL;

	return f && f->makes && !f->stores_made && !function_gives_apart(u, f) &&
	       (!(u->language->traits & TRAIT_DROPS) || returns_number(u, f));
}

/* What it makes does not close itself. */
static bool
is_ours_to_close(struct unit *u, const struct function *f, const struct node *call)
{
	const struct effect_row *r = call_effect(u, call);

	if (!effect_makes_handle(r))
		return !r && call_makes_by_helper(u, call);
	if (u->language->traits & TRAIT_DROPS)
		return call_makes_number(u, call) || call_gives_up(u, f, call);
	if (r->effect == EFFECT_BODY &&
	    (str_has(call->text, STR("'HEAD'")) || str_has(call->text, STR("\"HEAD\""))))
		return false;			     /* its answer has no body */
	if (u->language->traits & TRAIT_CALLED_BACK) /* sockets end with the peer's end */
		return r->effect != EFFECT_CONNECT || (r->on && !strcmp(r->on, "mysql")) ||
		       (r->on && str_has(str_from(r->on), STR("Deno"))) ||
		       walk_is_awaiting(f, call);
	return true;
}

/* _cleanup_close_ int fd = …: the compiler closes it. */
static bool
is_cleaned_up(struct unit *u, const struct function *f, const struct step *st)
{
	static const char *const words[] = { "_cleanup_", "(cleanup(", "g_auto", "_auto_", "AUTO_",
					     "defer(",	  "@Cleanup",  "using ", NULL };

	const struct step *set = &f->steps.v[st->next];
	struct str rest = f->node->text, line;

	if (!strcmp(u->language->name, "python") || !strcmp(u->language->name, "go"))
		return false;
	if (mentions_one(unit_line(u, st->line), words) &&
	    (!str_has(unit_line(u, st->line), STR("using ")) ||
	     u->language->traits & TRAIT_CALLED_BACK))
		return true;
	if (set->op != STEP_SET || !set->dst || set->dst->kind != NODE_NAME)
		return false;
	while (str_line(&rest, &line)) /* where it is declared */
		if (mentions_one(line, words) && str_has(line, set->dst->text))
			return true;
	return false;
}

/* Who accepts must not wait: connections queue up meanwhile. */
static void
tell_slow(struct unit *u, struct function *f, const struct step *accepts, const struct step *slow)
{
	struct code_finding *n;

	/* descriptors that are passed on, and workers that are begun again */
	if (text_mentions(u, (const char *const[]){ "SCM_RIGHTS", "send_fd(", NULL }))
		return;
	/* the child works, and who accepts goes on */
	if (mentions_one(f->node->text, (const char *const[]){ "fork()", "vfork(", NULL }))
		return;
	/* a pause before accept: no more are taken for now */
	if (slow->line < accepts->line && str_has(call_name(slow->node), STR("leep")))
		return;
	n = finding_add(u, "accept-queue-overflow", slow->line, f, 0.65);
	n->message = str_printf(u->kept, "'" STR_F "' keeps the thread that accepts from accepting",
				STR_A(node_shown(u, slow->node)));
	finding_step(u, n, accepts->line, "accepts here: '" STR_F "'",
		     STR_A(node_shown(u, accepts->node)));
	finding_step(u, n, slow->line, "works long before it accepts again");
	n->fix = STR("Hand the connection to another thread or task, and accept again at once.");
}

/* in = c.getInputStream(), where c is a URL's connection and no socket. */
static bool
is_url_stream(const struct function *f, const struct node *call)
{
	const struct node *on = call_receiver(call);

	if (call->kind != NODE_CALL || !on || on->kind != NODE_NAME ||
	    !str_eq(call_name(call), STR("getInputStream")))
		return false;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src && str_eq(st->dst->text, on->text) &&
		    str_has(st->src->text, STR("openConnection(")))
			return true;
	}
	return false;
}

/* j->sock, of j->sock = accept(…); else what makes it. */
static struct str
name_of_made(const struct function *f, const struct step *call)
{
	const struct step *set = call->next == NOWHERE ? NULL : &f->steps.v[call->next];

	return set && set->op == STEP_SET && set->dst && set->dst->kind == NODE_FIELD &&
			       set->dst->text.n < 40
		       ? set->dst->text
		       : call_name(call->node);
}

/* Its with is about a transaction, and closes nothing; psycopg's, without the 2, does. */
static bool
is_of_psycopg2(const struct unit *u, const struct node *call)
{
	return u->language->traits & TRAIT_METHOD_SELF && text_says(u, STR("psycopg2")) &&
	       (str_starts(call->text, STR("psycopg2.connect(")) ||
		str_eq(call_name(call), STR("getconn")));
}

/* .map(|io| io.into_raw_fd()): who calls the closure gets it. */
static bool
is_worth_of_closure(const struct unit *u, const struct function *f, const struct node *call)
{
	return u->language->traits & TRAIT_DROPS && !f->name.n && f->node->d &&
	       str_ends(str_trim(f->node->text), call->text);
}

static void
follow_made(struct unit *u, struct function *f, const struct step *st)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .aliases = 1 };
	uint32_t call = key_of(u, st->node);
	const struct effect_row *r = call_effect(u, st->node);
	bool inferred = !(u->language->traits & TRAIT_DROPS) && is_inferred_handle(u, f, st);
	struct walk w;

	if (is_cleaned_up(u, f, st) || is_worth_of_closure(u, f, st->node))
		return;
	walk_begin(&w, u, f);
	w.ended_here = inferred;
	w.known = r && (r->effect == EFFECT_CONNECT || r->effect == EFFECT_ACCEPT);
	w.with_keeps = is_of_psycopg2(u, st->node);
	w.ends_itself = u->language->traits & TRAIT_CALLED_BACK && r && r->effect == EFFECT_CONNECT;
	if (r && (r->effect == EFFECT_LEASE || r->effect == EFFECT_BODY) && call_receiver(st->node))
		w.parent = key_of(u, call_receiver(st->node));
	for (size_t i = 0; w.parent && i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_DEFER && f->steps.v[i].line < st->line &&
		    walk_ends_parent(&w, f->steps.v[i].node))
			return;
	s.alias[0] = call;
	if (is_url_stream(f, st->node))
		s.alias[s.aliases++] = key_of(u, call_receiver(st->node));
	s.step = st->next;
	if (!r || r->effect == EFFECT_ACCEPT)
		s.flags = FLAG_CONNECTED;
	if (u->language->traits & TRAIT_ERROR_VALUE) {
		s.facts = 1;
		s.fact[0] = (struct fact){ call, SIGN_ZERO | SIGN_POSITIVE, ROLE_MADE_ERROR };
	}
	walk_known_at(u, f, (uint32_t)(st - f->steps.v), &s);
	walk_from(&w, &s, EVENT_MADE, st->line, st->node);
	walk_all(&w);
	f->makes |= w.returned;
	f->stores_made |= w.returned_stored;
	if (is_ours_to_close(u, f, st->node) || is_url_stream(f, st->node) || inferred)
		tell_owner_leaks(&w, name_of_made(f, st), st->line);
	if (r && r->effect == EFFECT_ACCEPT && w.slow && st->loop &&
	    flow_loop_within(f, w.slow->loop, st->loop))
		tell_slow(u, f, st, w.slow);
	else if (u->language->typed && r && r->effect == EFFECT_ACCEPT && w.read && st->loop &&
		 !u->nonblocking && !f->spawned && flow_loop_within(f, w.read->loop, st->loop))
		tell_slow(u, f, st, w.read);
	arena_reset(u->scratch, mark);
}

/* (ConnPtr c): an object that is passed by value ends with the function. */
bool
function_ends_param(const struct unit *u, const struct function *f, struct str name)
{
	static const char *const bare[] = { "int",	"SOCKET",	   "long",     "auto",
					    "qintptr",	"evutil_socket_t", "intptr_t", "uintptr_t",
					    "socket_t", "unsigned",	   "fd_t",     NULL };
	struct str text, piece;

	if (!(u->language->traits & TRAIT_MAY_THROW) || !f->node->b)
		return false;
	text = f->node->b->text;
	if (text.n && text.p[0] == '(')
		text = str_from_pos(text, 1);
	while (str_cut(&text, ',', &piece)) {
		size_t at = str_find(piece, name);
		struct str type;

		if (at == SIZE_MAX || at == 0)
			continue;
		type = str_trim(str_sub(piece, 0, at));
		if (str_has(type, STR("*")) || str_has(type, STR("&")))
			return false;
		if (str_starts(type, STR("const ")))
			type = str_from_pos(type, 6);
		for (const char *const *p = bare; *p; p++)
			if (str_eq(str_trim(type), str_from(*p)))
				return false;
		return type.n > 0;
	}
	return false;
}

/* C's free(), delete() and remove() end much that is no connection. */
static bool
is_c(const struct unit *u)
{
	return !(u->language->traits & (TRAIT_THROWS | TRAIT_DROPS | TRAIT_ERROR_VALUE |
					TRAIT_COLLECTED | TRAIT_CALLED_BACK));
}

static void
follow_owned(struct unit *u, struct function *f, uint32_t key)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .aliases = 1 };
	struct walk w;

	if (function_ends_param(u, f, key_root(key_text(u, key))) ||
	    !name_may_connect(u, f, key_text(u, key)))
		return;
	walk_begin(&w, u, f);
	s.alias[0] = key;
	w.given = true;
	/* asyncio closes the transport of a handler that fails, too */
	w.ends_itself = u->language->traits & TRAIT_CALLED_BACK || f->pair;
	if (f->pair)
		s.alias[s.aliases++] = f->pair;
	/* (err, conn) => …: where there is an error there is no connection */
	if (u->language->traits & TRAIT_CALLED_BACK && f->params.n > 1 &&
	    str_eq(f->params.v[1], key_text(u, key))) {
		s.facts = 1;
		s.fact[0] = (struct fact){ key_id(u, f->params.v[0]), SIGN_ZERO | SIGN_POSITIVE,
					   ROLE_MADE_ERROR };
	}
	s.step = f->entry;
	s.flags = FLAG_CONNECTED;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	walk_all(&w);
	for (size_t i = w.outcomes.n; i--;) /* nothing says that it is a connection */
		if (!(u->language->traits & TRAIT_CALLED_BACK) && !f->is_given &&
		    !(is_c(u) || u->language->typed
			      ? w.surely_ended || name_is_connection(u, f, key_text(u, key))
			      : w.closers.n > 0) &&
		    !(w.outcomes.v[i].state.flags & (FLAG_READ | FLAG_WROTE)))
			w.outcomes.v[i] = w.outcomes.v[--w.outcomes.n];
	for (size_t i = w.outcomes.n; i-- && f->closed_by;) /* its callers can tell */
		if (w.outcomes.v[i].state.returned &&
		    !(w.outcomes.v[i].state.returned & f->closed_by))
			w.outcomes.v[i] = w.outcomes.v[--w.outcomes.n];
	tell_owner_leaks(&w, key_text(u, key), f->node->line);
	arena_reset(u->scratch, mark);
}

void
look_into_made(struct unit *u, struct function *f, bool by_helpers)
{
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_CALL &&
		    by_helpers == !call_effect(u, f->steps.v[i].node) &&
		    (is_ours_to_close(u, f, f->steps.v[i].node) ||
		     (!(u->language->traits & TRAIT_DROPS) &&
		      is_inferred_handle(u, f, &f->steps.v[i])) ||
		     (!by_helpers && is_url_stream(f, f->steps.v[i].node)) ||
		     (u->language->traits & TRAIT_DROPS &&
		      effect_makes_handle(call_effect(u, f->steps.v[i].node)))))
			follow_made(u, f, &f->steps.v[i]);
}

bool
follow_all_owned(struct unit *u)
{
	bool any = false;

	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		while (f->owned_done.n < f->owned.n && !(u->language->traits & TRAIT_DROPS)) {
			uint32_t key = f->owned.v[f->owned_done.n];

			vec_push(u->arena, &f->owned_done, key);
			follow_owned(u, f, key);
			any = true;
		}
	}
	return any;
}

static bool
closed_below(struct unit *u, const struct function *f, struct str key, uint32_t line)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = (st->op == STEP_CALL || st->op == STEP_DEFER) &&
							     st->node->kind == NODE_CALL
						     ? call_effect(u, st->node)
						     : NULL;
		const struct node *subject;

		if (!r || r->effect != EFFECT_CLOSE || (st->op == STEP_CALL && st->line <= line))
			continue;
		subject = call_subject(st->node, r->at);
		if (subject && str_eq(key_text(u, key_of(u, subject)), key))
			return true;
	}
	return false;
}

/* A reader and a writer share it: the one that closes owns it. */
bool
another_closes(struct unit *u, struct function *f, size_t but)
{
	for (size_t k = 0; k < f->steps.n; k++) {
		const struct node *call = f->steps.v[k].node;
		struct function *g;

		if (k == but || f->steps.v[k].op != STEP_GO || call->kind != NODE_CALL)
			continue;
		g = call_function(u, f, call);
		if (g && function_closes(u, g, 0))
			return true;
	}
	return false;
}

/* What is made here and given to another thread is that one's, whoever else knows it. */
void
own_what_is_spawned(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		for (size_t k = 0; k < f->steps.n; k++) {
			const struct node *call = f->steps.v[k].node;
			struct function *g;

			if (f->steps.v[k].op != STEP_GO || call->kind != NODE_CALL)
				continue;
			g = call_function(u, f, call);
			if (g && !function_closes(u, g, 0) && another_closes(u, f, k))
				continue;
			for (uint32_t a = 0; g && a < call->n; a++) {
				struct str key = key_text(u, key_of(u, call->kids[a]));

				if (key.n && call->kids[a]->kind == NODE_NAME &&
				    handle_origin(u, f, key, 0) == MADE_HERE && a < g->params.n &&
				    !closed_below(u, f, key, f->steps.v[k].line))
					function_owns(u, g, key_id(u, g->params.v[a]));
			}
		}
	}
}
