/*
 * polled.c - ends that are said without a read: by poll, by an event loop, by a completion
 */
#include "code/leaks.h"

/* The table that had it has it no more, either. */
static bool
is_forgotten(const struct walk *w, uint32_t trail)
{
	for (; trail != NOWHERE; trail = w->trail.v[trail].parent)
		if (w->trail.v[trail].event == EVENT_REMOVED ||
		    w->trail.v[trail].event == EVENT_FREED)
			return true;
	return false;
}

/* sel.unregister(key.fileobj), and nothing in this function ends or hands on anything. */
void
follow_unregistered(struct unit *u, struct function *f)
{
	if (function_closes(u, f, 0) || f->too_long || u->language->traits & TRAIT_DROPS)
		return;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		bool only_polled = r && r->effect == EFFECT_REGISTER &&
				   str_has(st->node->text, STR("EPOLL_CTL_DEL"));
		const struct node *subject = r && (r->effect == EFFECT_UNREGISTER || only_polled)
						     ? call_subject(st->node, r->at)
						     : NULL;
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .aliases = 1, .flags = FLAG_CONNECTED | FLAG_UNREGISTERED };
		struct walk w;

		if (!subject || !key_of(u, subject))
			continue;
		s.alias[0] = key_of(u, subject);
		if (handle_origin(u, f, key_text(u, s.alias[0]), 0) != FROM_EVENT)
			continue;
		if (key_root(key_text(u, s.alias[0])).n < key_text(u, s.alias[0]).n)
			state_add_alias(&s, key_id(u, key_root(key_text(u, s.alias[0]))));
		walk_begin(&w, u, f);
		w.summary = w.given = true;
		s.step = st->next;
		walk_from(&w, &s, EVENT_UNREGISTERED, st->line, st->node);
		walk_all(&w);
		for (size_t k = 0; k < w.outcomes.n; k++) {
			struct leak_wish q = { .walk = &w,
					       .o = &w.outcomes.v[k],
					       .confidence = 0.65 };

			if (q.o->state.status != STATUS_OPEN || q.o->state.returned ||
			    q.o->state.flags & (FLAG_RAISED | FLAG_DEFERRED) ||
			    (only_polled && !is_forgotten(&w, q.o->trail)))
				continue;
			q.made_line = st->line;
			q.handle = str_copy(u->kept, subject->text);
			leak_tell(&q);
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
		state_add_alias(s, key_id(u, fd));
		for (size_t k = 0; k < u->keys.n && s->aliases < ALIASES_MAX - 1; k++) {
			struct str key = u->keys.v[k];

			if (key.n > fd.n + 2 && key.p[key.n - 1] == ']' &&
			    key.p[key.n - fd.n - 2] == '[' &&
			    str_eq(str_sub(key, key.n - fd.n - 1, fd.n), fd))
				state_add_alias(s, (uint32_t)k + 1);
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
			state_add_alias(s, key_id(u, f->params.v[0]));
		if (f->params.n == 3) { /* and what the callback was set with */
			uint32_t arg = key_id(u, f->params.v[2]);

			state_add_alias(s, arg);
			for (size_t i = 0; i < f->steps.n; i++)
				if (f->steps.v[i].op == STEP_SET && f->steps.v[i].dst &&
				    f->steps.v[i].src && key_of(u, f->steps.v[i].src) == arg)
					state_add_alias(s, key_of(u, f->steps.v[i].dst));
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

/* if (kev->flags & EV_EOF) what |= SHUT: bits become other bits, and whoever gets those ends it. */
static bool
only_translates(const struct function *f, const struct step *test)
{
	const struct step *next = test->next == NOWHERE ? NULL : &f->steps.v[test->next];

	return next && next->op == STEP_SET && next->node && next->node->kind == NODE_ASSIGN &&
	       str_eq(next->node->op, STR("|="));
}

/* fn is_hup(event: &Event) -> bool of Rust: it is asked, and others do something. */
static bool
only_answers(const struct unit *u, const struct function *f)
{
	struct str head = f->node->text;

	if (!(u->language->traits & TRAIT_DROPS) || !f->node->d)
		return false;
	head = str_sub(head, 0, (size_t)(f->node->d->text.p - head.p));
	return str_has(head, STR("-> bool"));
}

void
follow_hang_ups(struct unit *u, struct function *f)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		struct arena_mark mark = arena_mark(u->scratch);
		struct state s = { .reason = REASON_END, .flags = FLAG_CONNECTED | FLAG_READ };
		struct walk w;

		if (st->op != STEP_TEST || !asks_for_hang_up(st->node) || only_answers(u, f) ||
		    !(u->has_close || str_has(st->node->text, STR("BEV_EVENT"))))
			continue;
		if (only_translates(f, st))
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

static bool
is_told_in(const struct unit *u, const struct function *f)
{
	for (size_t i = 0; i < u->report->findings.n; i++) {
		const struct code_finding *n = &u->report->findings.v[i];

		if (!strcmp(n->id, "close-wait-leak") && n->line >= f->node->line &&
		    n->line <= f->node->end_line)
			return true;
	}
	return false;
}

/*
 * (bev, short what, arg), (channel, GIOCondition cond, data): told of the peer's end, it
 * ends what it is told of, however it asks for it.
 */
void
follow_told(struct unit *u, struct function *f)
{
	struct arena_mark mark = arena_mark(u->scratch);
	struct state s = { .aliases = 1,
			   .reason = REASON_END,
			   .flags = FLAG_CONNECTED | FLAG_READ };
	const struct node *params = f->node->b;
	struct walk w;
	bool asks = false;

	if (f->params.n != 3 || !params || !f->node->d ||
	    !((str_has(params->text, STR("bufferevent")) && str_has(params->text, STR("short"))) ||
	      str_has(params->text, STR("GIOCondition"))))
		return;
	flow_build(u->arena, u->language, f);
	for (size_t i = 0; i < f->steps.n; i++)
		asks |= f->steps.v[i].op == STEP_TEST &&
			mentions_one(f->steps.v[i].node->text,
				     (const char *const[]){ "BEV_EVENT_", "G_IO_HUP", NULL });
	if (!asks || is_told_in(u, f))
		return;
	walk_begin(&w, u, f);
	w.summary = w.told_of_end = true;
	s.alias[0] = key_id(u, f->params.v[0]);
	state_add_alias(&s, key_id(u, f->params.v[2]));
	for (size_t i = 0; i < f->steps.n; i++)
		if (f->steps.v[i].op == STEP_SET && f->steps.v[i].dst && f->steps.v[i].src &&
		    str_eq(key_text(u, key_of(u, f->steps.v[i].src)), f->params.v[2]))
			state_add_alias(&s, key_of(u, f->steps.v[i].dst));
	s.step = f->entry;
	walk_from(&w, &s, EVENT_END_SEEN, f->node->line, NULL);
	walk_all(&w);
	for (size_t i = 0; i < w.outcomes.n; i++) { /* where no line says more, the way out does */
		struct outcome *o = &w.outcomes.v[i];
		uint32_t line = wish_leaving_line(&(struct leak_wish){ .walk = &w, .o = o });

		if (!o->reason_line || o->reason_line == f->node->line)
			o->reason_line = line ? line : o->line;
	}
	tell_reader_leaks(&w, s.alias[0], FROM_EVENT);
	arena_reset(u->scratch, mark);
}

/* libuv's callback: (stream, nread, buf), below 0 is the end or an error. */
void
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
void
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
