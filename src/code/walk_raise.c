/*
 * walk_raise.c - which calls throw, and whether that is about the handle
 */
#include "code/walk_parts.h"

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

bool
call_is_told_later(const struct unit *u, const struct node *call)
{
	size_t at = (size_t)(call->text.p - u->text.p);

	return u->language->traits & TRAIT_CALLED_BACK && at <= u->text.n &&
	       (!str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("await")) ||
		is_dealt_with(u, call));
}

void
walk_raise(struct walk *w, uint32_t at, struct state s, const struct step *st, bool of_handle)
{
	bool parses = throws_on_bad_words(w->u, st->node);

	if (st->raise == NOWHERE ||
	    (!of_handle && !parses && catches_io_alone(w, &w->f->steps.v[st->raise]) &&
	     !call_effect(w->u, st->node)))
		return;
	if (w->u->language->traits & TRAIT_CALLED_BACK && is_dealt_with(w->u, st->node))
		return;
	/* what is not waited for hardly throws, unless somebody thought that it does */
	if (!of_handle && !parses && call_is_told_later(w->u, st->node) &&
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

bool
name_is_harmless(struct str name)
{
	for (const char *const *p = harmless; *p; p++)
		if (str_eq(name, str_from(*p)))
			return true;
	return false;
}

bool
name_is_accessor(struct str name)
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
