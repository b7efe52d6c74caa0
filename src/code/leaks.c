/*
 * leaks.c - paths that leave a handle open
 *
 * Three questions, by who has to close. What a function makes is its own until it
 * gives it away: every way out counts. What it was given to keep (the argument of a
 * new thread) is the same. What it only reads, an event loop's or a caller's, must be
 * ended by somebody once its end was seen: a path on which the peer has closed, that
 * neither closes nor lets a caller know, is the leak.
 */
#include "code/walk.h"

#include <stdarg.h>

/* From one place that makes a handle: the first of each kind says enough. */
#define FINDINGS_EACH 2

struct finding_wish {
	const struct walk *walk;
	const struct outcome *o;
	struct str handle;
	uint32_t made_line; /* 0: it came from elsewhere */
	const char *made_by;
	double confidence;
};

static struct str
shown(struct unit *u, const struct node *n)
{
	struct str s = n ? n->text : (struct str){ NULL, 0 };
	size_t end = str_index(s, '\n');

	s = str_trim(str_sub(s, 0, MIN(end, s.n)));
	return s.n > 60 ? str_printf(u->kept, STR_F "…", STR_A(str_sub(s, 0, 57))) : s;
}

static const char *
in_function(struct unit *u, const struct trail *t)
{
	if (!t->in || !t->in->name.n)
		return "";
	return str_to_cstr(u->kept, str_printf(u->kept, "in " STR_F "(): ", STR_A(t->in->name)));
}

static void
tell_event(struct unit *u, struct code_finding *f, const struct trail *t, struct str handle)
{
	struct str what = shown(u, t->node);
	const char *in = in_function(u, t);

	switch (t->event) {
	case EVENT_MADE:
		finding_step(u, f, t->line, "'" STR_F "' is made here", STR_A(what));
		break;
	case EVENT_GIVEN:
		finding_step(u, f, t->line, "'" STR_F "' is this function's to close",
			     STR_A(handle));
		break;
	case EVENT_END_SEEN:
		finding_step(u, f, t->line, "%sthe peer has closed: '" STR_F "'", in, STR_A(what));
		break;
	case EVENT_ERROR_SEEN:
		finding_step(u, f, t->line, "%sthe connection failed: '" STR_F "'", in,
			     STR_A(what));
		break;
	case EVENT_RAISED:
		finding_step(u, f, t->line, "'" STR_F "' throws", STR_A(what));
		break;
	case EVENT_CAUGHT:
		finding_step(u, f, t->line, "caught here");
		break;
	case EVENT_UNREGISTERED:
		finding_step(u, f, t->line, "the event loop forgets it, it stays open: '" STR_F "'",
			     STR_A(what));
		break;
	case EVENT_REMOVED:
		finding_step(u, f, t->line, "taken out of its table, it stays open: '" STR_F "'",
			     STR_A(what));
		break;
	case EVENT_FREED:
		finding_step(u, f, t->line, "what held it is freed: '" STR_F "'", STR_A(what));
		break;
	case EVENT_PASSED:
		finding_step(u, f, t->line, "passed to '" STR_F "', which leaves it open",
			     STR_A(what));
		break;
	case EVENT_DEFERRED:
		finding_step(u, f, t->line, "closed only when the function ends: '" STR_F "'",
			     STR_A(what));
		break;
	case EVENT_REFUSED:
		finding_step(u, f, t->line, "'" STR_F "' fails: it is still this function's",
			     STR_A(what));
		break;
	case EVENT_LEFT:
	case EVENT_BRANCH:
		finding_step(u, f, t->line, "'" STR_F "'", STR_A(what));
		break;
	case EVENT_NONE:
	case EVENT_READ:
		break;
	}
}

static bool
is_seen(const struct trail *t)
{
	return t->event == EVENT_END_SEEN || t->event == EVENT_ERROR_SEEN;
}

static void
tell_path(const struct finding_wish *q, struct code_finding *f)
{
	struct unit *u = q->walk->u;
	uint32_t way[256];
	size_t n = 0;

	if ((!q->made_line || q->walk->given) && u->accept)
		finding_step(u, f, u->accept->line, "connections are made here: '" STR_F "'",
			     STR_A(shown(u, u->accept)));

	for (uint32_t at = q->o->trail; at != NOWHERE; at = q->walk->trail.v[at].parent)
		if (q->walk->trail.v[at].event != EVENT_NONE && n < COUNT_OF(way))
			way[n++] = at;
	while (n--) {
		const struct trail *t = &q->walk->trail.v[way[n]];

		/* tests of one result: the last one says what it was */
		if (n && is_seen(t) && is_seen(&q->walk->trail.v[way[n - 1]]))
			continue;
		tell_event(u, f, t, q->handle);
	}
}

/* Where the path leaves, if a statement says so. */
static uint32_t
leaving_line(const struct finding_wish *q)
{
	for (uint32_t at = q->o->trail; at != NOWHERE; at = q->walk->trail.v[at].parent) {
		enum event e = q->walk->trail.v[at].event;

		if (e == EVENT_LEFT || e == EVENT_BRANCH)
			return q->walk->trail.v[at].line;
		if (e != EVENT_NONE && e != EVENT_READ && e != EVENT_PASSED && e != EVENT_MADE)
			return 0;
	}
	return 0;
}

static const char *
why_words(const struct finding_wish *q)
{
	const struct state *s = &q->o->state;

	if (s->flags & FLAG_SPUN)
		return "read again after the peer has closed";
	if (s->flags & FLAG_FREED)
		return "left open when what held it is freed";
	if (s->flags & FLAG_DEFERRED)
		return "not closed before the loop makes the next one";
	if (s->reason == REASON_END)
		return "not closed when the peer has closed";
	if (s->flags & FLAG_RAISED)
		return "not closed when an exception leaves here";
	if (s->reason == REASON_ERROR)
		return "not closed after an error";
	if (s->flags & FLAG_FAILED)
		return "not closed when nobody took it";
	return "not closed on this path";
}

/* The call that closes elsewhere in this function, for the words of the fix. */
static void
tell_fix(const struct finding_wish *q, struct code_finding *f)
{
	struct unit *u = q->walk->u;
	struct state s = q->o->state;

	if (s.flags & FLAG_SPUN)
		f->fix = str_printf(u->kept,
				    "Leave the loop at the end of file, and close '" STR_F "'.",
				    STR_A(q->handle));
	else if (s.flags & FLAG_FREED)
		f->fix = str_printf(u->kept, "Close '" STR_F "' before what holds it is freed.",
				    STR_A(q->handle));
	else if (s.flags & FLAG_DEFERRED)
		f->fix = str_printf(u->kept,
				    "Move the loop's body into a function, or close '" STR_F
				    "' at the end of each turn.",
				    STR_A(q->handle));
	else
		f->fix = str_printf(u->kept, "Close '" STR_F "' on this path too.",
				    STR_A(q->handle));
}

/* The text of a line, from 1, with its blanks in front. */
static struct str
source_line(const struct unit *u, uint32_t line)
{
	struct str rest = u->text, s = { NULL, 0 };

	while (line-- && str_line(&rest, &s))
		;
	return s;
}

static bool
is_statement_end(struct str s)
{
	s = str_trim_right(s);
	return s.n && (strchr(";{}:", s.p[s.n - 1]) || s.p[s.n - 1] == ')');
}

/* Blanks in front as in one line, the words of another. */
static struct str
indented(struct unit *u, struct str like, struct str words)
{
	size_t n = 0;

	while (n < like.n && char_is_space(like.p[n]))
		n++;
	return str_printf(u->kept, STR_F STR_F "\n", STR_A(str_sub(like, 0, n)),
			  STR_A(str_trim(words)));
}

/* What closes it elsewhere in this function, a statement of its own on its line. */
static struct str
closing_words_of(const struct finding_wish *q, struct str like)
{
	struct unit *u = q->walk->u;

	for (size_t i = 0; i < q->walk->closers.n; i++) {
		uint32_t at = q->walk->closers.v[i];
		struct str s = str_trim(source_line(u, at)), before;

		if (!s.n || s.n > 80 || str_has(s, STR("return")) || str_has(s, STR("if")) ||
		    str_has(s, STR("defer")) || str_has(s, STR("=")) || str_has(s, STR("{")) ||
		    !str_has(s, q->handle))
			continue;
		before = at > 1 ? str_trim(source_line(u, at - 1)) : s;
		s = indented(u, like, s);
		/* free(sessions[fd]); close(fd); belong together */
		if (str_starts(before, STR("free(")) && str_has(before, q->handle))
			s = str_printf(u->kept, STR_F STR_F, STR_A(indented(u, like, before)),
				       STR_A(s));
		return s;
	}
	return (struct str){ NULL, 0 };
}

/*
 * A line to put in, where it is certain what and where: the statement that closes it
 * elsewhere here, before the statement that leaves, or behind the last thing that was
 * done for it. A branch without braces would need more than a line.
 */
static void
tell_line(const struct finding_wish *q, struct code_finding *f)
{
	const struct state *s = &q->o->state;
	struct unit *u = q->walk->u;
	uint32_t after = 0, like = 0;

	if (s->flags & (FLAG_SPUN | FLAG_FREED | FLAG_DEFERRED | FLAG_RAISED) || q->o->reason_in)
		return;
	for (uint32_t at = q->o->trail; at != NOWHERE && !like; at = q->walk->trail.v[at].parent) {
		const struct trail *t = &q->walk->trail.v[at];

		if (t->event == EVENT_LEFT || t->event == EVENT_BRANCH) {
			after = t->line - 1;
			like = t->line;
		} else if (t->event == EVENT_UNREGISTERED) {
			after = like = t->line;
		} else if (t->event != EVENT_NONE && t->event != EVENT_PASSED) {
			return;
		}
	}
	if (!like || !after || !is_statement_end(source_line(u, after)))
		return;
	/* if (…) and a lone statement under it */
	if (str_ends(str_trim_right(source_line(u, after)), STR(")")))
		return;
	f->insert = closing_words_of(q, source_line(u, like));
	f->insert_after = f->insert.n ? after : 0;
}

static uint32_t
line_of(const struct finding_wish *q)
{
	uint32_t leaving = leaving_line(q);

	if (q->o->state.flags & FLAG_FREED)
		return q->o->line;
	if (q->o->state.reason > REASON_AGAIN && q->o->reason_line)
		return q->o->reason_line;
	if (leaving)
		return leaving;
	return q->made_line ? q->made_line : q->o->line;
}

static bool
already_told(struct unit *u, const char *id, uint32_t line, struct str handle)
{
	for (size_t i = 0; i < u->report->findings.n; i++) {
		const struct code_finding *f = &u->report->findings.v[i];

		if (!strcmp(f->id, id) && f->line == line && str_eq(f->handle, handle))
			return true;
	}
	return false;
}

/* The same leak seen from the helper and from its caller is one. */
static bool
told_by_helper(struct unit *u, uint32_t line)
{
	for (size_t i = 0; i < u->report->findings.n; i++)
		if (!strcmp(u->report->findings.v[i].id, "close-wait-leak") &&
		    u->report->findings.v[i].line == line)
			return true;
	return false;
}

static void
tell(const struct finding_wish *q)
{
	struct unit *u = q->walk->u;
	uint32_t line = line_of(q);
	struct code_finding *f;

	if (already_told(u, "close-wait-leak", line, q->handle) || told_by_helper(u, line))
		return;
	f = finding_add(u, "close-wait-leak", line, q->walk->f, q->confidence);
	f->handle = q->handle;
	f->message = str_printf(u->kept, "'" STR_F "' is %s", STR_A(q->handle), why_words(q));
	tell_path(q, f);
	finding_step(u, f, q->o->line,
		     q->o->state.flags & FLAG_LOST ? "its last name gets another value, it is open"
		     : q->o->state.flags & FLAG_SPUN ? "reads on, though no more will come"
						     : "leaves without close");
	tell_fix(q, f);
	tell_line(q, f);
}

/* ---- what a function makes, or is given ---- */

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

static double
owner_confidence(const struct walk *w, const struct state *s)
{
	if (s->flags & FLAG_BOUND && !(s->flags & FLAG_CONNECTED))
		return 0.4; /* it listens: a descriptor, but no peer waits */
	if (s->flags & FLAG_RAISED && !(s->flags & FLAG_THROWN))
		return s->flags & FLAG_OTHERS || w->ends_itself || (w->ended_here && w->handed_out)
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
	/* at the end of main the process gives all back */
	return s->flags & FLAG_LOST || !is_main(w->f);
}

static int
class_of(const struct outcome *o)
{
	if (o->state.flags & FLAG_RAISED && !(o->state.flags & FLAG_THROWN))
		return o->state.flags & FLAG_OTHERS ? 4 : 3; /* of the handle itself, or others */
	return o->state.reason == REASON_END ? 0 : o->state.reason == REASON_ERROR ? 1 : 2;
}

static void
tell_owner_leaks(struct walk *w, struct str handle, uint32_t made_line)
{
	unsigned told = 0;

	for (int class = 0; class <= 4 && told < FINDINGS_EACH; class ++) {
		for (size_t i = 0; i < w->outcomes.n; i++) {
			struct finding_wish q = { .walk = w, .o = &w->outcomes.v[i] };

			if (!is_leak(w, q.o) || class_of(q.o) != class)
				continue;
			if (class >= 3 && told)
				break; /* the plainer one first */
			q.handle = name_of_handle(w->u, q.o, handle);
			q.made_line = made_line;
			q.confidence = owner_confidence(w, &q.o->state);
			tell(&q);
			told++;
			break;
		}
	}
}

static bool
is_constructor_of(const struct function *f)
{
	static const char *const words[] = { "init", "new", "create", "setup", "start", NULL };

	return (f->of_class.n && str_eq(f->name, f->of_class)) || name_has(f->name, words) ||
	       is_main(f);
}

static bool
makes_handle(const struct effect_row *r)
{
	return r && r->at == AT_RESULT &&
	       (r->effect == EFFECT_ACCEPT || r->effect == EFFECT_CONNECT ||
		r->effect == EFFECT_BODY || r->effect == EFFECT_LEASE ||
		r->effect == EFFECT_CLIENT);
}

/* -> io::Result<RawFd>: a number, which closes nothing where it goes out of scope. */
static bool
returns_number(const struct function *f)
{
	struct str head;
	size_t arrow;

	if (!f->node->d)
		return false;
	head = str_sub(f->node->text, 0, (size_t)(f->node->d->text.p - f->node->text.p));
	arrow = str_find(head, STR("->"));
	return arrow != SIZE_MAX && str_has(str_from_pos(head, arrow), STR("RawFd"));
}

/* A function of this text makes it and returns it. */
static bool
makes_by_helper(struct unit *u, const struct node *call)
{
	const struct function *f = call->kind == NODE_CALL ? call_function(u, NULL, call) : NULL;

	return f && f->makes && !f->stores_made &&
	       (!(u->language->traits & TRAIT_DROPS) || returns_number(f));
}

/* What it makes does not close itself. */
static bool
is_ours_to_close(struct unit *u, const struct function *f, const struct node *call)
{
	const struct effect_row *r = call_effect(u, call);

	if (!makes_handle(r))
		return !r && makes_by_helper(u, call);
	if (u->language->traits & TRAIT_DROPS)
		return (call_receiver(call) && str_has(call_receiver(call)->text, STR("libc"))) ||
		       str_eq(call_name(call), STR("into_raw_fd"));
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
	if (mentions_one(source_line(u, st->line), words) &&
	    (!str_has(source_line(u, st->line), STR("using ")) ||
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
	if (mentions_one(u->text, (const char *const[]){ "SCM_RIGHTS", "send_fd(", NULL }))
		return;
	/* a pause before accept: no more are taken for now */
	if (slow->line < accepts->line && str_has(call_name(slow->node), STR("leep")))
		return;
	n = finding_add(u, "accept-queue-overflow", slow->line, f, 0.65);
	n->message = str_printf(u->kept, "'" STR_F "' keeps the thread that accepts from accepting",
				STR_A(shown(u, slow->node)));
	finding_step(u, n, accepts->line, "accepts here: '" STR_F "'",
		     STR_A(shown(u, accepts->node)));
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

static void
follow_made(struct unit *u, struct function *f, const struct step *st)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .aliases = 1 };
	uint32_t call = key_of(u, st->node);
	const struct effect_row *r = call_effect(u, st->node);
	bool inferred = !(u->language->traits & TRAIT_DROPS) && is_inferred_handle(u, f, st);
	struct walk w;

	if (is_cleaned_up(u, f, st))
		return;
	walk_begin(&w, u, f);
	w.ended_here = inferred;
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
	walk_from(&w, &s, EVENT_MADE, st->line, st->node);
	walk_all(&w);
	f->makes |= w.returned;
	f->stores_made |= w.returned_stored;
	if (is_ours_to_close(u, f, st->node) || is_url_stream(f, st->node) || inferred)
		tell_owner_leaks(&w, call_name(st->node), st->line);
	if (r && r->effect == EFFECT_ACCEPT && w.slow && st->loop &&
	    flow_loop_within(f, w.slow->loop, st->loop))
		tell_slow(u, f, st, w.slow);
	arena_reset(u->scratch, mark);
}

/* (ConnPtr c): an object that is passed by value ends with the function. */
static bool
is_object_param(const struct unit *u, const struct function *f, struct str name)
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

	if (is_object_param(u, f, key_root(key_text(u, key))))
		return;
	walk_begin(&w, u, f);
	s.alias[0] = key;
	w.given = true;
	/* asyncio closes the transport of a handler that fails, too */
	w.ends_itself = u->language->traits & TRAIT_CALLED_BACK || f->pair;
	if (f->pair)
		s.alias[s.aliases++] = f->pair;
	s.step = f->entry;
	s.flags = FLAG_CONNECTED;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	walk_all(&w);
	for (size_t i = w.outcomes.n; i--;) /* nothing says that it is a connection */
		if (!(u->language->traits & TRAIT_CALLED_BACK) && !f->is_given &&
		    !(is_c(u) ? w.surely_ended : w.closers.n > 0) &&
		    !(w.outcomes.v[i].state.flags & (FLAG_READ | FLAG_WROTE)))
			w.outcomes.v[i] = w.outcomes.v[--w.outcomes.n];
	tell_owner_leaks(&w, key_text(u, key), f->node->line);
	arena_reset(u->scratch, mark);
}

/* ---- what it only reads ---- */

enum origin_kind { FROM_CALLER, FROM_EVENT, FROM_OBJECT, MADE_HERE };

static bool
is_param(const struct function *f, struct str root)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (str_eq(f->params.v[i], root))
			return true;
	return false;
}

/* What a value was made of: conn, of bufio.NewReader(conn). */
static uint32_t
key_wrapped(struct unit *u, const struct node *n)
{
	while (n && (n->kind == NODE_LIST || n->kind == NODE_OTHER) && n->n == 1)
		n = n->kids[0];
	for (unsigned depth = 0; n && depth < 6; depth++) {
		const struct effect_row *r;

		if (n->kind != NODE_CALL && n->kind != NODE_NEW)
			return key_of(u, n);
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_WRAP && r->at == AT_RECEIVER)
			n = call_receiver(n);
		else
			n = n->n ? n->kids[0] : NULL;
	}
	return 0;
}

static const struct node *
last_name(const struct node *p)
{
	const struct node *last = p->kind == NODE_NAME ? p : NULL;

	for (uint32_t i = 0; i < p->n; i++) {
		const struct node *k = last_name(p->kids[i]);

		last = k ? k : last;
	}
	return last;
}

/* Some(conn) = connections.get_mut(&token) */
static bool
is_bound_from_table(const struct step *st, struct str root)
{
	static const char *const looks[] = { "get_mut(",    ".get(",  "iter_mut(",
					     "values_mut(", "entry(", NULL };
	const struct node *name = last_name(st->dst);

	return name && str_eq(name->text, root) && mentions_one(st->src->text, looks);
}

/* Where the handle that is called key comes from in this function. */
static enum origin_kind
origin_of(struct unit *u, const struct function *f, struct str key, unsigned depth)
{
	struct str root = key_root(key);
	enum origin_kind kind = is_param(f, root) ? FROM_CALLER : FROM_OBJECT;

	if (f->self.n && str_eq(root, f->self))
		return FROM_OBJECT;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct str to, from;

		if (st->op == STEP_MATCH && st->dst && st->src && st->dst->kind != NODE_NAME) {
			kind = is_bound_from_table(st, root) ? FROM_EVENT : kind;
			continue;
		}
		if (st->op != STEP_SET || !st->dst)
			continue;
		to = key_text(u,
			      key_of(u, st->dst->kind == NODE_LIST && st->dst->n ? st->dst->kids[0]
										 : st->dst));
		if (!str_eq(to, root) && !str_eq(to, key))
			continue;
		if (st->src && (st->src->kind == NODE_CALL || st->src->kind == NODE_NEW) &&
		    (makes_handle(call_effect(u, st->src)) || makes_by_helper(u, st->src)))
			return MADE_HERE;
		if (st->src && st->src->kind == NODE_CALL && st->src->n &&
		    st->src->kids[0]->kind == NODE_CALL &&
		    makes_handle(call_effect(u, st->src->kids[0])))
			return MADE_HERE; /* wait_for(open_connection(…)) */
		if (st->src && st->src->kind == NODE_LIST && st->src->n == 1 &&
		    (st->src->kids[0]->kind == NODE_CALL) &&
		    makes_handle(call_effect(u, st->src->kids[0])))
			return MADE_HERE;
		from = key_root(key_text(u, key_wrapped(u, st->src)));
		/* a stream of a socket comes from where the socket does */
		if (depth < 3 && from.n && from.p[0] != '@' && !str_eq(from, root) &&
		    (st->src->kind == NODE_CALL || st->src->kind == NODE_NEW ||
		     st->src->kind == NODE_LIST))
			return origin_of(u, f, from, depth + 1);
		if (from.n && is_param(f, from))
			kind = FROM_CALLER;
		else if (kind != FROM_CALLER &&
			 (!(u->language->traits & TRAIT_DROPS) || !st->src ||
			  mentions_one(st->src->text,
				       (const char *const[]){ "get_mut(", ".get(", "[", "iter_mut(",
							      NULL })))
			kind = FROM_EVENT;
	}
	return kind;
}

struct told_apart { /* what a caller can learn from the value returned */
	unsigned open, closed, well;
	bool closes, is_void;
};

static struct told_apart
look_at_endings(const struct walk *w)
{
	struct told_apart t = { .is_void = true };

	for (size_t i = 0; i < w->outcomes.n; i++) {
		const struct state *s = &w->outcomes.v[i].state;

		if (s->flags & FLAG_RAISED)
			continue;
		t.is_void &= s->returned == 0;
		if (s->status != STATUS_OPEN || s->flags & FLAG_DEFERRED) {
			t.closes |= s->status == STATUS_CLOSED || s->flags & FLAG_DEFERRED;
			t.closed |= s->returned;
		} else if (s->reason > REASON_AGAIN) {
			t.open |= s->returned;
		} else {
			t.well |= s->returned;
		}
	}
	return t;
}

static bool
must_be_ended(const struct walk *w, const struct state *s)
{
	if (s->status != STATUS_OPEN || s->flags & FLAG_DEFERRED)
		return false;
	if (s->flags & (FLAG_FREED | FLAG_SPUN))
		return true;
	if (s->flags & FLAG_RAISED)
		return s->flags & FLAG_THROWN && s->reason == REASON_END && w->never_closed;
	if (s->reason == REASON_END)
		return true;
	if (s->flags & FLAG_TIMED && s->reason == REASON_AGAIN && !w->f->called &&
	    w->f->loop_outer.n)
		return true;
	return s->reason == REASON_ERROR &&
	       (s->flags & (FLAG_CERTAIN | FLAG_CAUGHT) || !w->u->nonblocking);
}

static double
reader_confidence(const struct walk *w, const struct finding_wish *q, const struct told_apart *t,
		  enum origin_kind from)
{
	double sure = from == FROM_EVENT ? 0.8 : 0.6;

	if (t->closes)
		sure += 0.1;
	if (q->o->state.flags & FLAG_UNREGISTERED)
		sure += 0.1;
	if (q->o->state.flags & (FLAG_FREED | FLAG_SPUN))
		sure = MAX(sure, 0.85);
	if (q->o->state.reason == REASON_ERROR)
		sure -= 0.1;
	return w->overflow ? sure - 0.2 : MIN(sure, 0.97);
}

static void
tell_reader_leaks(struct walk *w, uint32_t key, enum origin_kind from)
{
	struct told_apart t = look_at_endings(w);
	bool told = false;

	for (int reason = REASON_AGAIN; reason <= REASON_ERROR && !told; reason++)
		for (size_t i = 0; i < w->outcomes.n && !told; i++) {
			struct finding_wish q = { .walk = w, .o = &w->outcomes.v[i] };
			const struct state *s = &q.o->state;

			if (w->u->language->traits & TRAIT_DROPS && from != FROM_EVENT &&
			    !(s->flags & FLAG_SPUN) &&
			    !(t.closes && str_has(w->f->node->text, STR("libc::recv"))) &&
			    !(t.closes && str_has(w->f->node->text, STR("libc::read"))))
				continue; /* its owner drops it */
			if (!must_be_ended(w, s) ||
			    (s->reason != reason && !(s->flags & FLAG_FREED)))
				continue;
			if (reason == REASON_AGAIN && !t.closes)
				continue;
			if ((from != FROM_EVENT ||
			     (w->f->called && w->u->language->traits & TRAIT_DROPS)) &&
			    !t.is_void && s->returned && !(s->flags & FLAG_RAISED) &&
			    !(s->flags & (FLAG_LOST | FLAG_FREED | FLAG_SPUN)) &&
			    (!t.closes || !(s->returned & (t.closed | t.well))))
				continue; /* the caller can tell, and will */
			q.handle = str_copy(w->u->kept, key_text(w->u, key));
			q.confidence = reader_confidence(w, &q, &t, from);
			tell(&q);
			told = true;
		}
}

static void
add_alias(struct state *s, uint32_t key)
{
	for (unsigned i = 0; i < s->aliases; i++)
		if (s->alias[i] == key)
			return;
	if (key && s->aliases < ALIASES_MAX)
		s->alias[s->aliases++] = key;
}

/* What the handle was looked up in: to take it out of there drops it. */
static void
add_table(struct unit *u, const struct function *f, struct state *s)
{
	struct str root = key_root(key_text(u, s->alias[0]));

	for (size_t i = 0; i < f->steps.n && s->aliases < ALIASES_MAX; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->src;
		uint32_t key;

		if (!n || !(st->op == STEP_MATCH
				    ? is_bound_from_table(st, root)
				    : st->op == STEP_SET && st->dst && str_eq(st->dst->text, root)))
			continue;
		while (n && (n->kind == NODE_CALL || n->kind == NODE_TRY_OP))
			n = n->kind == NODE_CALL ? call_receiver(n) : n->a;
		key = n ? key_of(u, n) : 0;
		if (key && key != s->alias[0])
			s->alias[s->aliases++] = key;
	}
}

/* in, of in = socket.getInputStream(): the socket is another name for it. */
static void
add_wrapped(struct unit *u, const struct function *f, struct state *s)
{
	for (unsigned a = 0; a < s->aliases && s->aliases < ALIASES_MAX; a++) {
		struct str root = key_root(key_text(u, s->alias[a]));

		for (size_t i = 0; i < f->steps.n && s->aliases < ALIASES_MAX; i++) {
			const struct step *st = &f->steps.v[i];
			const struct node *src = st->src;
			uint32_t key;

			while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) &&
			       src->n == 1)
				src = src->kids[0];
			if (st->op != STEP_SET || !st->dst || !src ||
			    !str_eq(key_text(u, key_of(u, st->dst)), root) ||
			    (src->kind != NODE_CALL && src->kind != NODE_NEW))
				continue;
			if (src->kind == NODE_CALL &&
			    !(call_effect(u, src) && call_effect(u, src)->effect == EFFECT_WRAP))
				continue;
			key = key_wrapped(u, src);
			if (key && key_text(u, key).p[0] != '@')
				s->alias[s->aliases++] = key;
		}
	}
}

/* c := &client{conn: conn}, in the function around it: who gets c gets conn. */
static void
add_holders(struct unit *u, const struct function *f, struct state *s)
{
	const struct function *outer = f->name.n ? NULL : f->outer;
	unsigned had = s->aliases;

	for (size_t i = 0; outer && i < outer->steps.n; i++) {
		const struct step *st = &outer->steps.v[i];
		struct state only = *s;

		only.aliases = (uint8_t)had;
		if (st->op == STEP_SET && st->dst && st->src && st->dst->kind != NODE_FIELD &&
		    str_has(st->src->text, STR("{")) && st->src->kind != NODE_FUNCTION &&
		    state_relation(u, &only, st->src) != UNRELATED)
			add_alias(s, key_of(u, st->dst));
	}
}

/* (reader, writer) of asyncio: to close the writer ends both. */
static void
add_writer(struct unit *u, const struct function *f, struct state *s)
{
	struct str key = key_text(u, s->alias[0]);
	size_t at = str_find(key, STR("reader"));
	char buf[80];

	if (!(u->language->traits & TRAIT_METHOD_SELF) || at == SIZE_MAX || key.n > 70 ||
	    !is_param(f, key))
		return;
	memcpy(buf, key.p, key.n);
	memcpy(buf + at, "writer", 6);
	if (is_param(f, (struct str){ buf, key.n }))
		add_alias(s, key_id(u, (struct str){ buf, key.n }));
}

/* struct lane down = { .src = b, .dst = a }: to close a and b is to end what it has. */
static void
add_parts(struct unit *u, const struct function *f, struct state *s)
{
	struct str root = key_root(key_text(u, s->alias[0]));

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !st->src || st->src->kind != NODE_LITERAL ||
		    !str_eq(key_text(u, key_of(u, st->dst)), root))
			continue;
		for (uint32_t k = 0; k < st->src->n; k++) {
			const struct node *value = st->src->kids[k];

			if (value->kind == NODE_PAIR)
				value = value->b;
			if (value && value->kind == NODE_NAME && is_param(f, value->text))
				add_alias(s, key_of(u, value));
		}
	}
}

/* (int fd, short what, void *arg): the object that arg is holds fd, if it is the only one. */
static void
add_argument(struct unit *u, const struct function *f, struct state *s)
{
	struct str only = { NULL, 0 };
	unsigned n = 0;

	if (u->language->traits & (TRAIT_THROWS | TRAIT_DROPS | TRAIT_ERROR_VALUE) ||
	    !is_param(f, key_text(u, s->alias[0])))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !st->src || st->dst->kind != NODE_NAME ||
		    !is_param(f, key_text(u, key_of(u, st->src))) ||
		    !name_holds_handle(u, st->dst->text))
			continue;
		only = st->dst->text;
		n++;
	}
	if (n == 1)
		add_alias(s, key_id(u, only));
}

/* it = table.find(fd): fd is another name for what it has. */
static void
add_found(struct unit *u, const struct function *f, struct state *s)
{
	static const char *const finds[] = { "find", "at", "get", "lookup", "Get", "Find", "Load" };
	struct str root = key_root(key_text(u, s->alias[0]));

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->src;

		while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		if (st->op != STEP_SET || !st->dst || !src || src->kind != NODE_CALL ||
		    src->n != 1 || src->kids[0]->kind != NODE_NAME || !call_receiver(src) ||
		    !str_eq(key_text(u, key_of(u, st->dst)), root))
			continue;
		for (size_t k = 0; k < COUNT_OF(finds); k++)
			if (str_eq(call_name(src), str_from(finds[k])))
				add_alias(s, key_of(u, src->kids[0]));
	}
}

/* Whether any line of the text closes what has this name, whoever's it is. */
static bool
closed_anywhere(struct unit *u, struct str key)
{
	size_t dot = str_rindex(key, '.');
	struct str name = dot == SIZE_MAX ? key : str_from_pos(key, dot + 1);

	if (mentions_one(u->text,
			 (const char *const[]){ "detach(", "with self.", "closing(", NULL }))
		return true;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];

		flow_build(u->arena, u->language, f);
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct node *n = f->steps.v[k].node;

			if (f->steps.v[k].op == STEP_CALL && n->kind == NODE_CALL &&
			    name_has(call_name(n), closing_words) && str_has(n->text, name))
				return true;
		}
	}
	return false;
}

static void
follow_read(struct unit *u, struct function *f, uint32_t step, uint32_t key, enum origin_kind from)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .step = step };
	struct walk w;

	walk_begin(&w, u, f);
	w.summary = true;
	w.given = true;
	s.flags = FLAG_CONNECTED;
	if (from == FROM_EVENT && u->language->traits & TRAIT_DROPS)
		add_table(u, f, &s);
	add_writer(u, f, &s);
	add_wrapped(u, f, &s);
	add_holders(u, f, &s);
	add_parts(u, f, &s);
	add_argument(u, f, &s);
	add_found(u, f, &s);
	if (walk_is_deferred(&w, &s)) {
		arena_reset(u->scratch, mark);
		return;
	}
	w.never_closed = from == FROM_OBJECT && !u->accept && !closed_anywhere(u, key_text(u, key));
	walk_from(&w, &s, EVENT_NONE, 0, NULL);
	walk_all(&w);
	tell_reader_leaks(&w, key, from);
	arena_reset(u->scratch, mark);
}

/* What the program was begun with: no peer is at its other end. */
static bool
is_standard_stream(struct str key)
{
	static const char *const names[] = { "os.Stdin", "sys.stdin",	  "sys.stdin.buffer",
					     "stdin",	 "STDIN_FILENO",  "System.in",
					     "std::cin", "process.stdin", NULL };

	for (const char *const *p = names; *p; p++)
		if (str_eq(key, str_from(*p)))
			return true;
	return false;
}

/* The key of a handle that this call reads, itself or by a helper; 0: none. */
static uint32_t
key_read_by(struct unit *u, struct function *f, const struct node *call)
{
	const struct effect_row *r = call_effect(u, call);
	struct function *g;

	if (r && r->effect == EFFECT_READ &&
	    (r->end != END_NONE || u->language->traits & TRAIT_THROWS)) {
		const struct node *subject = call_subject(call, r->at);

		return subject ? key_of(u, subject) : 0;
	}
	g = r ? NULL : call_function(u, f, call);
	if (!g || g == f)
		return 0;
	for (uint32_t i = 0; i < call->n; i++) {
		struct str k = key_text(u, key_of(u, call->kids[i]));
		bool may = k.n && k.p[0] != '@' && !is_standard_stream(k);
		uint32_t passed = may ? key_passed(u, call, g, k) : 0;
		const struct summary *sum = passed ? summary_of(u, g, passed) : NULL;

		if (sum && !sum->unknown && sum->reads)
			return key_id(u, k);
	}
	return 0;
}

/* Something is closed further down in f, whatever it is. */
static bool
call_closes_below(struct unit *u, const struct function *f, uint32_t line)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r;

		if (st->op != STEP_CALL || st->line < line || st->node->kind != NODE_CALL)
			continue;
		r = call_effect(u, st->node);
		if ((r && r->effect == EFFECT_CLOSE) ||
		    (!r && name_has(call_name(st->node), closing_words)))
			return true;
	}
	return false;
}

static bool
returns_value(const struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_RETURN && f->steps.v[i].node && f->steps.v[i].node->n)
			return true;
	return false;
}

/* The whole text closes nothing, though it makes connections. */
static bool
nobody_closes(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n && u->accept; i++)
		if (u->functions.v[i]->node->d && function_closes(u, u->functions.v[i], 0))
			return false;
	return u->accept != NULL;
}

/* l.conn = nil after a write has failed, and nothing has closed it. */
static void
follow_field_writes(struct unit *u, struct function *f)
{
	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject =
			r && (r->effect == EFFECT_WRITE_ALL || r->effect == EFFECT_WRITE)
				? call_subject(st->node, r->at)
				: NULL;
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED, .step = (uint32_t)i };
		struct walk w;

		if (!subject || subject->kind != NODE_FIELD || !f->self.n)
			continue;
		s.alias[0] = key_of(u, subject);
		if (!s.alias[0] || !str_eq(key_root(key_text(u, s.alias[0])), f->self))
			continue;
		walk_begin(&w, u, f);
		w.summary = w.given = true;
		walk_from(&w, &s, EVENT_NONE, 0, NULL);
		walk_all(&w);
		for (size_t k = 0; k < w.outcomes.n; k++) {
			const struct outcome *o = &w.outcomes.v[k];
			struct finding_wish q = { .walk = &w, .o = o, .confidence = 0.7 };

			if (o->state.status != STATUS_OPEN || !(o->state.flags & FLAG_LOST) ||
			    o->state.reason != REASON_ERROR || o->state.flags & FLAG_DEFERRED)
				continue;
			q.handle = str_copy(u->kept, key_text(u, s.alias[0]));
			tell(&q);
			break;
		}
		arena_reset(u->scratch, mark);
	}
}

/* It tells its callers nothing, and they close nothing: what it reads of a table is its own. */
static bool
is_left_to(struct unit *u, struct function *f)
{
	if (returns_value(f) || (f->of_class.n && !nobody_closes(u)))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];

		if (g == f || !str_has(g->node->text, f->name))
			continue;
		flow_build(u->arena, u->language, g);
		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_CALL &&
			    str_eq(call_name(g->steps.v[k].node), f->name) &&
			    call_closes_below(u, g, g->steps.v[k].line))
				return false;
	}
	return true;
}

/* A reader and a writer share it: the one that closes owns it. */
static bool
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

/* Nobody waits for this thread, is told by it, or closes after it was begun. */
static bool
is_left_alone(struct unit *u, struct function *f)
{
	static const char *const tells[] = { "close(", "ancel(", "Done()", "<-", "Close(", NULL };

	if (mentions_one(f->node->text, tells))
		return false;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];
		bool begins = false;

		for (size_t k = 0; k < g->steps.n; k++)
			begins |= g->steps.v[k].op == STEP_GO &&
				  str_eq(call_name(g->steps.v[k].node), f->name);
		if (!begins)
			continue;
		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_DEFER)
				return false;
		if (call_closes_below(u, g, f->node->line) && g == f)
			return false;
		for (size_t k = 0; k < g->steps.n; k++)
			if (g->steps.v[k].op == STEP_GO &&
			    (call_closes_below(u, g, g->steps.v[k].line) ||
			     another_closes(u, g, k)))
				return false;
	}
	return true;
}

/* socketserver closes what its handlers are given. */
static bool
is_frameworks(const struct unit *u, struct str key)
{
	static const char *const given[] = { "self.request", "self.rfile", "self.wfile",
					     "self.connection", NULL };

	if (!str_has(u->text, STR("RequestHandler")))
		return false;
	for (const char *const *p = given; *p; p++)
		if (key_within(key, str_from(*p)))
			return true;
	return false;
}

/* A closure that another thread runs, while who began it waits for it and closes then. */
static bool
is_waited_for(struct unit *u, const struct function *f)
{
	static const char *const waits[] = { "Wait()", "<-", ".join(", "gather(", "wait(", NULL };
	const struct function *outer = f->name.n ? NULL : f->outer;
	size_t end;

	if (!outer)
		return false;
	end = (size_t)(f->node->text.p + f->node->text.n - outer->node->text.p);
	return end < outer->node->text.n &&
	       mentions_one(str_from_pos(outer->node->text, end), waits) &&
	       call_closes_below(u, outer, f->node->end_line + 1);
}

/* It tells its callers nothing, and closes what it reads on one path: then on all. */
static bool
ends_itself(struct unit *u, struct function *f, uint32_t key)
{
	if (returns_value(f) || u->language->traits & (TRAIT_THROWS | TRAIT_CALLED_BACK))
		return false;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject =
			r && r->effect == EFFECT_CLOSE ? call_subject(st->node, r->at) : NULL;

		if (subject && key_of(u, subject) == key)
			return true;
	}
	return false;
}

static void
follow_reads(struct unit *u, struct function *f)
{
	uint32_t done[16];
	size_t n = 0;

	for (size_t i = 0; i < f->steps.n && n < COUNT_OF(done); i++) {
		uint32_t key;
		enum origin_kind from;
		bool again = false;

		if (f->steps.v[i].op != STEP_CALL)
			continue;
		key = key_read_by(u, f, f->steps.v[i].node);
		if (!key || key_text(u, key).p[0] == '@' || is_frameworks(u, key_text(u, key)))
			continue;
		for (size_t k = 0; k < n; k++)
			again |= done[k] == key;
		from = origin_of(u, f, key_text(u, key), 0);
		if (from == MADE_HERE ||
		    (from != FROM_EVENT && f->called && !(u->language->traits & TRAIT_DROPS) &&
		     !((from == FROM_OBJECT || nobody_closes(u)) && is_left_to(u, f)) &&
		     !(from == FROM_CALLER && ends_itself(u, f, key))) ||
		    (from == FROM_CALLER && f->owned.n))
			continue;
		if (from == FROM_CALLER && f->spawned && !f->called && !is_left_alone(u, f))
			continue;
		if (from == FROM_CALLER && (f->is_lent || is_waited_for(u, f) ||
					    str_has(u->text, STR("add_done_callback("))))
			continue; /* who waits for it, or is told of its end, closes */
		if (!again)
			done[n++] = key;
		follow_read(u, f, (uint32_t)i, key, from);
	}
}

static void
look_into(struct unit *u, struct function *f, bool by_helpers)
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
		      makes_handle(call_effect(u, f->steps.v[i].node)))))
			follow_made(u, f, &f->steps.v[i]);
}

static bool
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

/* What is made here and given to another thread is that one's, whoever else knows it. */
static void
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
				    origin_of(u, f, key, 0) == MADE_HERE && a < g->params.n &&
				    !closed_below(u, f, key, f->steps.v[k].line))
					function_owns(u, g, key_id(u, g->params.v[a]));
			}
		}
	}
}

/* sel.unregister(key.fileobj), and nothing in this function ends or hands on anything. */
static void
follow_unregistered(struct unit *u, struct function *f)
{
	if (function_closes(u, f, 0) || f->too_long || u->language->traits & TRAIT_DROPS)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject =
			r && r->effect == EFFECT_UNREGISTER ? call_subject(st->node, r->at) : NULL;
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED | FLAG_UNREGISTERED };
		struct walk w;

		if (!subject || !key_of(u, subject))
			continue;
		s.alias[0] = key_of(u, subject);
		if (origin_of(u, f, key_text(u, s.alias[0]), 0) != FROM_EVENT)
			continue;
		if (key_root(key_text(u, s.alias[0])).n < key_text(u, s.alias[0]).n)
			add_alias(&s, key_id(u, key_root(key_text(u, s.alias[0]))));
		walk_begin(&w, u, f);
		w.summary = w.given = true;
		s.step = st->next;
		walk_from(&w, &s, EVENT_UNREGISTERED, st->line, st->node);
		walk_all(&w);
		for (size_t k = 0; k < w.outcomes.n; k++) {
			struct finding_wish q = { .walk = &w,
						  .o = &w.outcomes.v[k],
						  .confidence = 0.65 };

			if (q.o->state.status != STATUS_OPEN || q.o->state.returned ||
			    q.o->state.flags & (FLAG_RAISED | FLAG_DEFERRED))
				continue;
			q.made_line = st->line;
			q.handle = str_copy(u->kept, subject->text);
			tell(&q);
			break;
		}
		arena_reset(u->scratch, mark);
	}
}

/* revents & POLLHUP: the peer has closed, said without a read. */
static bool
asks_for_hang_up(const struct node *n)
{
	static const char *const words[] = { "POLLHUP", "POLLRDHUP",	 "EPOLLHUP", "EPOLLRDHUP",
					     "EV_EOF",	"BEV_EVENT_EOF", NULL };

	return mentions_one(n->text, words) && n->text.n < 120 && str_has(n->text, STR("&")) &&
	       !str_has(n->text, STR("EPOLLIN")) && !str_has(n->text, STR("POLLIN")) &&
	       !str_has(n->text, STR("EPOLLOUT"));
}

/* for fd, event in poller.poll(): fd, and what a table has under it. */
static void
add_turn(struct unit *u, const struct function *f, const struct node *n, struct state *s)
{
	while (n && n->kind != NODE_NAME)
		n = n->a;
	for (size_t i = 0; n && i < f->steps.n; i++) {
		const struct node *each = f->steps.v[i].node, *vars;
		struct str fd;

		if (f->steps.v[i].op != STEP_EACH || each->kind != NODE_FOREACH || !each->a)
			continue;
		vars = each->a;
		if (vars->n != 2 || !str_eq(vars->kids[1]->text, n->text))
			continue;
		fd = vars->kids[0]->text;
		add_alias(s, key_id(u, fd));
		for (size_t k = 0; k < u->keys.n && s->aliases < ALIASES_MAX - 1; k++) {
			struct str key = u->keys.v[k];

			if (key.n > fd.n + 2 && key.p[key.n - 1] == ']' &&
			    key.p[key.n - fd.n - 2] == '[' &&
			    str_eq(str_sub(key, key.n - fd.n - 1, fd.n), fd))
				add_alias(s, (uint32_t)k + 1);
		}
	}
}

/* fds[i].revents: fds[i].fd; ev[i].events: ev[i].data.fd and what got its value. */
static void
add_polled(struct unit *u, const struct function *f, const struct node *n, struct state *s)
{
	static const char *const parts[] = { ".fd", ".data.fd", ".data.ptr", ".ident", ".udata" };
	struct str base;
	char buf[140];
	size_t end;

	if (str_has(n->text, STR("BEV_EVENT"))) { /* libevent's callback: (bev, what, arg) */
		if (f->params.n)
			add_alias(s, key_id(u, f->params.v[0]));
		if (f->params.n == 3) { /* and what the callback was set with */
			uint32_t arg = key_id(u, f->params.v[2]);

			add_alias(s, arg);
			for (size_t i = 0; i < f->steps.n; i++)
				if (f->steps.v[i].op == STEP_SET && f->steps.v[i].dst &&
				    f->steps.v[i].src && key_of(u, f->steps.v[i].src) == arg)
					add_alias(s, key_of(u, f->steps.v[i].dst));
		}
		return;
	}
	add_turn(u, f, n, s);
	while (n && n->kind != NODE_FIELD)
		n = n->a;
	base = key_text(u, n ? key_of(u, n) : 0);
	end = str_rindex(base, '.');
	if (end == SIZE_MAX || end > 100)
		return;
	for (size_t i = 0; i < COUNT_OF(parts) && s->aliases < 2; i++) {
		uint32_t key;
		bool used = false;

		memcpy(buf, base.p, end);
		memcpy(buf + end, parts[i], strlen(parts[i]));
		key = key_id(u, (struct str){ buf, end + strlen(parts[i]) });
		for (size_t k = 0; k < f->steps.n; k++) {
			const struct step *st = &f->steps.v[k];

			if (st->op == STEP_SET && st->dst && st->src && key_of(u, st->src) == key &&
			    s->aliases < ALIASES_MAX) {
				s->alias[s->aliases++] = key_of(u, st->dst);
				if (i >= 2) /* a pointer to what holds it */
					s->flags |= FLAG_OBJECT;
				used = true;
			}
		}
		if ((used || i == 0) && s->aliases < ALIASES_MAX)
			s->alias[s->aliases++] = key;
	}
}

static void
follow_hang_ups(struct unit *u, struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .reason = REASON_END, .flags = FLAG_CONNECTED | FLAG_READ };
		struct walk w;

		if (st->op != STEP_TEST || !asks_for_hang_up(st->node) ||
		    !(u->has_close || str_has(st->node->text, STR("BEV_EVENT"))))
			continue;
		add_polled(u, f, st->node, &s);
		if (!s.aliases)
			continue;
		walk_begin(&w, u, f);
		w.summary = true;
		s.step = st->next;
		walk_from(&w, &s, EVENT_END_SEEN, st->line, st->node);
		walk_all(&w);
		tell_reader_leaks(&w, s.alias[0], FROM_EVENT);
		arena_reset(u->scratch, mark);
	}
}

/* libuv's callback: (stream, nread, buf), below 0 is the end or an error. */
static void
follow_uv(struct unit *u, struct function *f)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .aliases = 1, .flags = FLAG_CONNECTED | FLAG_READ, .facts = 1 };
	const struct node *params = f->node->b;
	struct walk w;

	if (f->params.n != 3 || !params || !str_has(params->text, STR("uv_stream_t")) ||
	    !str_has(params->text, STR("ssize_t")))
		return;
	walk_begin(&w, u, f);
	w.summary = true;
	s.alias[0] = key_id(u, f->params.v[0]);
	s.fact[0] = (struct fact){ key_id(u, f->params.v[1]), SIGN_ANY, ROLE_READ_NEGATIVE };
	s.step = f->entry;
	walk_from(&w, &s, EVENT_NONE, 0, NULL);
	walk_all(&w);
	tell_reader_leaks(&w, s.alias[0], FROM_EVENT);
	arena_reset(u->scratch, mark);
}

/* c = io_uring_cqe_get_data(cqe): what the completion is about. */
static uint32_t
completed(struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op == STEP_SET && st->dst && st->src &&
		    (str_has(st->src->text, STR("cqe_get_data")) ||
		     str_has(st->src->text, STR("->user_data"))))
			return key_of(u, st->dst);
	}
	return 0;
}

/* res <= 0 of a completed receive: the peer has closed. */
static void
follow_completions(struct unit *u, struct function *f)
{
	uint32_t about = 0;

	if (!str_has(f->node->text, STR("cqe")) ||
	    !(u->has_close || str_has(f->node->text, STR("free("))))
		return;
	about = completed(u, f);
	for (size_t i = 0; about && i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .alias = { about },
				   .aliases = 1,
				   .reason = REASON_END,
				   .flags = FLAG_CONNECTED | FLAG_READ | FLAG_OBJECT };
		struct walk w;

		if (st->op != STEP_TEST || !str_has(st->node->text, STR("res")) ||
		    !(str_has(st->node->text, STR("<= 0")) || str_has(st->node->text, STR("== 0"))))
			continue;
		walk_begin(&w, u, f);
		w.summary = true;
		s.step = st->next;
		walk_from(&w, &s, EVENT_END_SEEN, st->line, st->node);
		walk_all(&w);
		tell_reader_leaks(&w, about, FROM_EVENT);
		arena_reset(u->scratch, mark);
	}
}

static const char *const giving_words[] = { "put",     "release",  "give",  "checkin", "recycle",
					    "restore", "giveback", "offer", "putconn", NULL };
static const char *const taking_words[] = { "get",	"take",	  "acquire", "borrow",
					    "checkout", "lease",  "pop",     "getconn",
					    "poll",	"obtain", NULL };

/* put, release, returnConnection: by its name it takes what it is given. */
static bool
gives_back(struct str name)
{
	static const char *const returned[] = { "conn",	  "connection", "object", "socket",
						"client", "sock",	"it",	  NULL };

	return name_has(name, giving_words) ||
	       (name_has(name, (const char *const[]){ "return", NULL }) &&
		name_has(name, returned));
}

static bool
is_connection_like(struct str name)
{
	static const char *const words[] = { "conn",   "connection", "sock",	  "socket",
					     "client", "stream",     "channel",	  "line",
					     "link",   "session",    "slot",	  "item",
					     "entry",  "handle",     "transport", NULL };

	return name.n <= 2 || name_has(name, words);
}

/*
 * A function that closes what it gets on one path, and keeps or frees it on another,
 * has it to end: a third path that does neither loses it (a pool that is full).
 */
/* offer(c): who calls has a name for it still, and can close it when the answer is no. */
static bool
is_kept_by_callers(struct unit *u, const struct function *f)
{
	bool any = false;

	for (size_t i = 0; i < u->functions.n; i++) {
		const struct function *g = u->functions.v[i];

		for (size_t k = 0; g != f && k < g->steps.n; k++) {
			const struct node *n = g->steps.v[k].node;

			if (g->steps.v[k].op != STEP_CALL || n->kind != NODE_CALL ||
			    !str_eq(call_name(n), f->name) || !n->n)
				continue;
			if (n->kids[n->n - 1]->kind == NODE_CALL || n->dropped)
				return false;
			any = true;
		}
	}
	return any;
}

static void
follow_torn(struct unit *u, struct function *f, uint32_t key)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .flags = FLAG_CONNECTED };
	bool closes = false, keeps = false, frees = false, counted = false;
	bool gives = gives_back(f->name); /* by its name it is the pool's now */
	unsigned told = 0;		  /* what it returns when it has taken it */
	const struct outcome *lost = NULL;
	struct walk w;

	if (is_object_param(u, f, key_root(key_text(u, key))))
		return;
	walk_begin(&w, u, f);
	w.summary = true;
	w.given = true;
	s.step = f->entry;
	walk_from(&w, &s, EVENT_GIVEN, f->node->line, NULL);
	walk_all(&w);
	for (size_t i = 0; i < w.outcomes.n; i++)
		if (w.outcomes.v[i].state.status != STATUS_OPEN)
			told |= w.outcomes.v[i].state.returned;
	if (!is_kept_by_callers(u, f))
		told = SIGN_ANY;
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];

		closes |= o->state.status == STATUS_CLOSED;
		keeps |= o->state.status == STATUS_GONE;
		counted |= o->state.flags & FLAG_COUNTED;
		if (o->state.status != STATUS_OPEN ||
		    o->state.flags & (FLAG_RAISED | FLAG_DEFERRED | FLAG_LOST | FLAG_SPUN) ||
		    (o->state.returned && (!gives || !(o->state.returned & told))))
			continue;
		frees |= o->state.flags & FLAG_FREED;
		if (!lost || o->state.flags & FLAG_FREED)
			lost = o;
	}
	if ((closes || gives) && lost && (keeps || frees) && !counted && !w.overflow) {
		struct finding_wish q = { .walk = &w, .o = lost, .confidence = 0.7 };

		q.handle = str_copy(u->kept, key_text(u, key));
		tell(&q);
	}
	arena_reset(u->scratch, mark);
}

static void
look_for_torn(struct unit *u, struct function *f)
{
	uint32_t done = 0;

	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;
		uint32_t key;

		if (!r || r->effect != EFFECT_CLOSE || r->at == AT_ANY)
			continue;
		subject = call_subject(st->node, r->at);
		key = subject ? key_of(u, subject) : 0;
		if (!key || key == done || !is_param(f, key_root(key_text(u, key))) ||
		    str_eq(key_root(key_text(u, key)), f->self))
			continue;
		done = key;
		follow_torn(u, f, key);
	}
	/* put(c): the pool takes it, or is full */
	for (size_t i = 0; i < f->params.n && gives_back(f->name); i++)
		if (f->params.n <= 3 && is_connection_like(f->params.v[i]) &&
		    !str_eq(f->params.v[i], f->self) && key_id(u, f->params.v[i]) != done)
			follow_torn(u, f, key_id(u, f->params.v[i]));
}

/* ---- one way out that does not close what all others do ---- */

/*
 * Where a function closes what it got on two ways out and more, it has it to close:
 * a single other way that leaves it open, with a result that no caller could tell
 * from the others', is an oversight.
 */
/*
 * It closes where it fails, and keeps it in what it was passed where it does well: a
 * failure that does neither, after it was kept, leaves it to who thinks that there is none.
 */
static const struct outcome *
lost_in_field(const struct walk *w, unsigned failed)
{
	const struct outcome *lost = NULL;
	bool well = false;
	uint32_t at = 0;

	for (size_t i = 0; i < w->outcomes.n; i++) {
		const struct outcome *o = &w->outcomes.v[i];
		uint32_t line = leaving_line(&(struct finding_wish){ .walk = w, .o = o });

		if (o->state.status != STATUS_GONE ||
		    o->state.flags & (FLAG_RAISED | FLAG_DEFERRED))
			continue;
		if (!(o->state.flags & FLAG_FIELDED))
			return NULL;
		if (!(o->state.returned & failed)) {
			well = true;
		} else if (o->state.returned != failed || (lost && line != at) || !line) {
			return NULL;
		} else {
			lost = o;
			at = line;
		}
	}
	return well ? lost : NULL;
}

static void
follow_outlier(struct unit *u, struct function *f, uint32_t key, uint32_t step)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .alias = { key }, .aliases = 1, .flags = FLAG_CONNECTED, .step = step };
	const struct outcome *open = NULL, *lost;
	uint32_t open_at = 0;
	unsigned others = 0, told = 0;
	bool is_void = true;
	struct walk w;

	if (is_object_param(u, f, key_root(key_text(u, key))))
		return;
	walk_begin(&w, u, f);
	w.summary = w.given = w.ended_here = true;
	walk_from(&w, &s, EVENT_NONE, 0, NULL);
	walk_all(&w);
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];
		uint32_t line = leaving_line(&(struct finding_wish){ .walk = &w, .o = o });

		if (o->state.flags & FLAG_RAISED)
			continue;
		is_void &= o->state.returned == 0;
		if (o->state.status == STATUS_CLOSED || o->state.flags & FLAG_DEFERRED) {
			told |= o->state.returned;
		} else if (o->state.status == STATUS_GONE || !line) {
			others += 2; /* it lives on, as it does where the function just ends */
		} else if (o->state.reason != REASON_AGAIN && (!open || line != open_at)) {
			open = o;
			open_at = line;
			others++;
		}
	}
	/* a way on which there was nothing now; one may also come to the other by it */
	for (size_t i = 0; i < w.outcomes.n; i++) {
		const struct outcome *o = &w.outcomes.v[i];
		uint32_t line = leaving_line(&(struct finding_wish){ .walk = &w, .o = o });

		if (o->state.status == STATUS_OPEN && !(o->state.flags & FLAG_RAISED) &&
		    o->state.reason == REASON_AGAIN && line != open_at)
			others += 2;
	}
	if (!open && told && (lost = lost_in_field(&w, told)) != NULL) {
		struct finding_wish q = { .walk = &w, .o = lost, .confidence = 0.65 };

		q.handle = str_copy(u->kept, key_text(u, key));
		tell(&q);
	}
	if (w.closers.n >= 2 && others == 1 && open && !w.overflow &&
	    !(open->state.flags & (FLAG_LOST | FLAG_SPUN)) &&
	    (is_void || open->state.returned & told)) {
		struct finding_wish q = { .walk = &w, .o = open, .confidence = 0.7 };

		q.handle = str_copy(u->kept, key_text(u, key));
		tell(&q);
	}
	arena_reset(u->scratch, mark);
}

/* Where name gets its value, NOWHERE: more than once, or from where it is known. */
static uint32_t
step_behind_value(const struct function *f, struct str name)
{
	uint32_t at = NOWHERE;

	if (is_param(f, name))
		return f->entry;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !str_eq(st->dst->text, name))
			continue;
		if (at != NOWHERE || !st->src)
			return NOWHERE;
		at = st->next;
	}
	return at;
}

static void
look_for_outliers(struct unit *u, struct function *f)
{
	uint32_t done[8];
	size_t n = 0;

	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK))
		return;
	for (size_t i = 0; i < f->steps.n && n < COUNT_OF(done); i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;
		struct str name, root;
		uint32_t key, step;
		bool again = false;

		if (!r || r->effect != EFFECT_CLOSE || r->at == AT_ANY)
			continue;
		subject = call_subject(st->node, r->at);
		key = subject ? key_of(u, subject) : 0;
		name = key_text(u, key);
		for (size_t k = 0; k < n; k++)
			again |= done[k] == key;
		root = key_root(name);
		if (!key || again || str_eq(root, f->self) || map_get(&u->globals, root) ||
		    (root.n != name.n && is_param(f, root)) ||
		    origin_of(u, f, name, 0) == MADE_HERE)
			continue;
		done[n++] = key;
		step = step_behind_value(f, root);
		if (step != NOWHERE)
			follow_outlier(u, f, key, step);
	}
}

/* ---- a field that gets another handle while it has one ---- */

/* self.close(), reset(c), close(u->fd): what the field has is ended before. */
static bool
ends_field(struct unit *u, const struct function *f, struct str key, uint32_t before)
{
	struct str root = key_root(key);

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node, *on;

		if (st->op != STEP_CALL || st->line > before)
			continue;
		if (!name_has(call_name(n), closing_words) &&
		    !(call_effect(u, n) && call_effect(u, n)->effect == EFFECT_CLOSE))
			continue;
		on = call_receiver(n);
		if (!n->n && (!on || str_eq(key_root(key_text(u, key_of(u, on))), root)))
			return true;
		for (uint32_t k = 0; k < n->n; k++)
			if (str_eq(key_root(key_text(u, key_of(u, n->kids[k]))), root))
				return true;
		if (on && str_has(on->text, root))
			return true;
	}
	return false;
}

/* if (u->fd < 0), if self.sock is None: it is asked whether there is one. */
static bool
asks_for_field(struct unit *u, const struct function *f, struct str key, uint32_t before)
{
	size_t dot = str_rindex(key, '.');
	struct str name = dot == SIZE_MAX ? key : str_from_pos(key, dot + 1);

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];

		if (st->line > before)
			continue;
		if ((st->op == STEP_TEST || st->op == STEP_MATCH) && st->node &&
		    str_has(st->node->text, name))
			return true;
		if (st->op == STEP_TEST && st->node && st->node->kind == NODE_CALL && !st->node->n)
			return true; /* isConnected() */
		/* old = self.sock */
		if (st->op == STEP_SET && st->src && st->line < before && key_of(u, st->src) &&
		    str_eq(key_text(u, key_of(u, st->src)), key))
			return true;
	}
	return false;
}

/* The line of f on which the object's connection is used, 0 none. */
static uint32_t
uses_object(struct unit *u, const struct function *f, struct str key, uint32_t before)
{
	struct str root = key_root(key);

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;
		struct str on;

		if (!r || st->line >= before ||
		    (r->effect != EFFECT_READ && r->effect != EFFECT_WRITE &&
		     r->effect != EFFECT_WRITE_ALL))
			continue;
		subject = call_subject(st->node, r->at);
		on = subject ? key_text(u, key_of(u, subject)) : (struct str){ NULL, 0 };
		if (str_eq(on, key) ||
		    (root.n != key.n && on.n > root.n && str_eq(key_root(on), root)) ||
		    (root.n == key.n && map_get(&u->fields, key_root(on))))
			return st->line;
	}
	return 0;
}

static bool
is_field(const struct unit *u, const struct function *f, struct str key)
{
	struct str root = key_root(key);

	if (!key.n || key.p[0] == '@' || key.p[key.n - 1] == ']')
		return false;
	if (root.n != key.n)
		return is_param(f, root) || (f->self.n && str_eq(root, f->self));
	return u->language->traits & TRAIT_FIELDS_BARE && map_get(&u->fields, key) &&
	       !is_param(f, key);
}

static bool
is_connected_by(struct unit *u, struct function *f, const struct node *src)
{
	const struct effect_row *r;

	while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
		src = src->kids[0];
	if (!src)
		return false;
	if (src->kind == NODE_NAME)
		return origin_of(u, f, src->text, 0) == MADE_HERE;
	if (src->kind != NODE_CALL && src->kind != NODE_NEW)
		return false;
	r = call_effect(u, src);
	return r ? r->effect == EFFECT_CONNECT && r->at == AT_RESULT : makes_by_helper(u, src);
}

static void
tell_overwritten(struct unit *u, struct function *f, const struct step *st, struct str key,
		 uint32_t used, uint32_t called, const struct function *by)
{
	struct code_finding *n;

	if (already_told(u, "close-wait-leak", st->line, key))
		return;
	n = finding_add(u, "close-wait-leak", st->line, f, 0.7);
	n->handle = str_copy(u->kept, key);
	n->message = str_printf(u->kept,
				"'" STR_F "' gets a new connection, and the old one is not closed",
				STR_A(key));
	finding_step(u, n, used, "the connection is used here");
	if (by)
		finding_step(u, n, called, "connects again by " STR_F "()", STR_A(f->name));
	finding_step(u, n, st->line, "the new one takes its place: '" STR_F "'",
		     STR_A(shown(u, st->node)));
	n->fix = str_printf(u->kept, "Close '" STR_F "' before it gets another.", STR_A(key));
}

/* Who calls f again after it has used what f connects. */
static void
look_for_reconnects(struct unit *u, struct function *f, const struct step *st, struct str key)
{
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *g = u->functions.v[i];
		struct str there;

		if (g == f || is_constructor_of(g) || !str_has(g->node->text, f->name))
			continue;
		for (size_t k = 0; k < g->steps.n; k++) {
			const struct step *call = &g->steps.v[k];
			uint32_t used;

			if (call->op != STEP_CALL || call_function(u, g, call->node) != f)
				continue;
			there = key;
			if (key_root(key).n != key.n && g->self.n && f->self.n &&
			    str_eq(key_root(key), f->self)) {
				uint32_t id = key_id(
					u, str_printf(u->scratch, STR_F STR_F, STR_A(g->self),
						      STR_A(str_from_pos(key, f->self.n))));

				there = key_text(u, id);
			}
			used = uses_object(u, g, there, call->line);
			if (used && !ends_field(u, g, there, call->line) &&
			    !asks_for_field(u, g, there, call->line)) {
				tell_overwritten(u, f, st, key, used, call->line, g);
				return;
			}
		}
	}
}

static void
look_for_overwritten(struct unit *u, struct function *f)
{
	if (u->language->traits & (TRAIT_DROPS | TRAIT_CALLED_BACK) || is_constructor_of(f))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *dst = st->dst;
		struct str key;
		uint32_t used;

		if (st->op != STEP_SET || !dst || !st->src)
			continue;
		if (dst->kind == NODE_LIST && dst->n)
			dst = dst->kids[0];
		key = key_text(u, key_of(u, dst));
		if (!is_field(u, f, key) || !is_connected_by(u, f, st->src) ||
		    ends_field(u, f, key, st->line) || asks_for_field(u, f, key, st->line))
			continue;
		used = uses_object(u, f, key, st->line);
		if (used)
			tell_overwritten(u, f, st, key, used, 0, NULL);
		else
			look_for_reconnects(u, f, st, key);
	}
}

/* ---- taken from a pool of the text's own, and not given back ---- */

static const struct node *
taken_by(const struct step *st, bool throws)
{
	const struct node *src = st->src;

	while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
		src = src->kids[0];
	if (!src || st->op != STEP_SET || !st->dst)
		return NULL;
	if (src->kind == NODE_UNARY && str_eq(src->op, STR("<-")))
		return src;
	return src->kind == NODE_CALL && src->n <= 2 && (call_receiver(src) || throws) &&
			       name_has(call_name(src), taking_words)
		       ? src
		       : NULL;
}

/* Whether f gives what is called name back to where it was taken. */
static bool
is_given_back(struct unit *u, const struct function *f, struct str name, const struct node *src)
{
	static const char *const adders[] = { "add", "push", "append", "insert", NULL };
	const struct node *from = src->kind == NODE_CALL ? call_receiver(src) : NULL;

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *n = st->node;

		if ((st->op != STEP_CALL && st->op != STEP_DEFER) || n->kind != NODE_CALL || !n->n)
			continue;
		if (str_eq(n->kids[0]->text, name) &&
		    (name_has(call_name(n), giving_words) ||
		     (from && call_receiver(n) && str_eq(from->text, call_receiver(n)->text) &&
		      name_has(call_name(n), adders)) ||
		     (!strcmp(u->language->name, "go") && str_has(n->text, STR("<-")))))
			return true;
	}
	return false;
}

/* Whether it is a connection: it is read, written or closed. */
static bool
is_spoken_to(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject = r ? call_subject(st->node, r->at) : NULL;

		if (subject && str_eq(key_root(key_text(u, key_of(u, subject))), name) &&
		    (r->effect == EFFECT_READ || r->effect == EFFECT_WRITE ||
		     r->effect == EFFECT_WRITE_ALL))
			return true;
	}
	return false;
}

static void
follow_taken(struct unit *u, struct function *f)
{
	if (u->language->traits & TRAIT_DROPS)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = taken_by(st, u->language->traits & TRAIT_THROWS), *dst;
		struct arena_mark mark;
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED };
		struct walk w;

		if (!src || (src->kind == NODE_CALL && makes_handle(call_effect(u, src))))
			continue;
		dst = st->dst->kind == NODE_LIST && st->dst->n ? st->dst->kids[0] : st->dst;
		if (dst->kind != NODE_NAME || !is_given_back(u, f, dst->text, src) ||
		    !is_spoken_to(u, f, dst->text))
			continue;
		mark = arena_mark(u->scratch);
		walk_begin(&w, u, f);
		s.alias[0] = key_of(u, dst);
		if (u->language->traits & TRAIT_ERROR_VALUE && st->dst->kind == NODE_LIST &&
		    st->dst->n > 1) {
			s.facts = 1;
			s.fact[0] = (struct fact){ key_of(u, st->dst->kids[st->dst->n - 1]),
						   SIGN_ZERO | SIGN_POSITIVE, ROLE_MADE_ERROR };
		}
		s.step = st->next;
		walk_from(&w, &s, EVENT_MADE, st->line, src);
		walk_all(&w);
		tell_owner_leaks(&w, dst->text, st->line);
		arena_reset(u->scratch, mark);
	}
}

/* ---- what held it is freed, taken from a list ---- */

static bool
is_ended_or_asked(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r;
		const struct node *n = st->node;

		if (st->op == STEP_SET && st->src && st->dst && n &&
		    str_eq(key_root(key_text(u, key_of(u, st->src))), name) &&
		    st->src->kind == NODE_FIELD &&
		    name_has(st->src->text,
			     (const char *const[]){ "fd", "sock", "conn", "sd", NULL }))
			return true;
		if (st->op == STEP_SET && st->dst && st->src && st->src->kind == NODE_CALL &&
		    str_eq(st->dst->text, name))
			return true; /* made here, or looked up by who knows */
		if (st->op == STEP_TEST && str_starts(n->text, name) &&
		    mentions_one(n->text, (const char *const[]){ "fd", "sock", "->sd", NULL }))
			return true;
		if (st->op != STEP_CALL || n->kind != NODE_CALL)
			continue;
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_FREE)
			continue;
		for (uint32_t k = 0; k < n->n; k++)
			if (str_eq(key_root(key_text(u, key_of(u, n->kids[k]))), name) &&
			    ((r && r->effect == EFFECT_CLOSE) ||
			     (!r && name_has(call_name(n), closing_words) &&
			      !call_only_forgets(n))))
				return true;
	}
	return false;
}

static void
look_for_freed(struct unit *u, struct function *f)
{
	if (u->language->traits & (TRAIT_THROWS | TRAIT_ERROR_VALUE | TRAIT_DROPS))
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *arg =
			r && r->effect == EFFECT_FREE && st->node->n ? st->node->kids[0] : NULL;
		struct code_finding *n;

		if (!arg || arg->kind != NODE_NAME || is_param(f, arg->text) ||
		    !name_holds_handle(u, arg->text) || is_ended_or_asked(u, f, arg->text) ||
		    told_by_helper(u, st->line))
			continue;
		n = finding_add(u, "close-wait-leak", st->line, f, 0.65);
		n->handle = str_copy(u->kept, arg->text);
		n->message = str_printf(u->kept,
					"what '" STR_F "' holds is left open when it is freed",
					STR_A(arg->text));
		finding_step(u, n, st->line, "freed, and its descriptor is known to nobody");
		n->fix = STR("Close its descriptor before.");
	}
}

void
look_for_leaks(struct unit *u)
{
	for (size_t i = 0; i < u->functions.n; i++)
		look_into(u, u->functions.v[i], false);
	/* and what those make that call them */
	for (size_t i = 0; i < u->functions.n; i++)
		look_into(u, u->functions.v[i], true);
	for (size_t i = 0; i < u->functions.n; i++)
		look_into(u, u->functions.v[i], true);
	own_what_is_spawned(u);
	while (follow_all_owned(u))
		;
	for (size_t i = 0; i < u->functions.n && u->network; i++) {
		follow_reads(u, u->functions.v[i]);
		follow_uv(u, u->functions.v[i]);
		follow_completions(u, u->functions.v[i]);
		follow_hang_ups(u, u->functions.v[i]);
		follow_unregistered(u, u->functions.v[i]);
		follow_field_writes(u, u->functions.v[i]);
		look_for_torn(u, u->functions.v[i]);
		look_for_outliers(u, u->functions.v[i]);
		look_for_overwritten(u, u->functions.v[i]);
		follow_taken(u, u->functions.v[i]);
		look_for_freed(u, u->functions.v[i]);
	}
	while (follow_all_owned(u))
		;
}
