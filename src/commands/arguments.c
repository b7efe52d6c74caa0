/*
 * arguments.c - words against an option table
 */
#include "commands/arguments.h"

#include "wire/wire.h"

const struct option option_help = {
	.name = "--help",
	.letter = 'h',
	.help = "print this and leave",
};

/* A word is near another when at most a third of it has to change. */
static size_t
near_enough(struct str word)
{
	return MAX(word.n / 3, (size_t)1);
}

static bool
is_option(struct str word)
{
	return word.n > 1 && word.p[0] == '-';
}

static bool
spelled(const struct option *o, struct str word)
{
	if (word.n == 2 && word.p[1] != '-')
		return o->letter == word.p[1];
	return str_eq(word, str_from(o->name));
}

const struct option *
option_find(const struct command *c, struct str word)
{
	for (const struct option *o = c->options; o && o->name; o++)
		if (spelled(o, word))
			return o;
	return spelled(&option_help, word) ? &option_help : NULL;
}

static const struct option *
option_nearest(const struct command *c, struct str word)
{
	const struct option *best = NULL;
	size_t best_distance = near_enough(word) + 1;

	for (const struct option *o = c->options; o && o->name; o++) {
		size_t d = str_distance(word, str_from(o->name));

		if (d < best_distance) {
			best = o;
			best_distance = d;
		}
	}
	return best;
}

static bool
unknown_option(const struct command *c, struct str word, struct err *e)
{
	const struct option *near = option_nearest(c, word);

	if (near)
		return err_set(e, ERR_USAGE, "unknown option '" STR_F "' of %s, did you mean '%s'?",
			       STR_A(word), c->name, near->name);
	return err_set(e, ERR_USAGE, "unknown option '" STR_F "' of %s; 'crux help %s' lists them",
		       STR_A(word), c->name, c->name);
}

static bool
one_of(struct str choices, struct str word)
{
	struct str choice;

	while (str_cut(&choices, '|', &choice))
		if (str_eq(choice, word))
			return true;
	return false;
}

/* "64M", "2G", "1048576": of 1024 each. */
static bool
size_parse(struct str s, uint64_t *ret)
{
	static const char units[] = "KMGT";
	unsigned shift = 0;
	uint64_t n;

	for (unsigned i = 0; s.n && units[i]; i++)
		if ((s.p[s.n - 1] & ~0x20) == units[i])
			shift = 10 * (i + 1);
	if (shift)
		s.n--;
	if (!str_to_u64(s, &n) || n > UINT64_MAX >> shift || n << shift < SIZE_LEAST)
		return false;
	*ret = n << shift;
	return true;
}

/* An address, maybe with the name of an input in front. */
static bool
is_local(struct str s)
{
	size_t equals = str_rindex(s, '=');
	struct addr a;

	return addr_parse(str_from_pos(s, equals == SIZE_MAX ? 0 : equals + 1), &a);
}

static bool
value_fits(const struct option *o, const char *value, struct err *e)
{
	struct str form = str_from(o->value);
	uint64_t number;

	if (str_eq(form, STR("N")) && (!str_to_u64(str_from(value), &number) || !number))
		return err_set(e, ERR_USAGE, "%s takes a whole number above 0, not '%s'", o->name,
			       value);
	if (str_eq(form, STR("SIZE")) && !size_parse(str_from(value), &number))
		return err_set(e, ERR_USAGE,
			       "%s takes a size of 1M or more, as 64M or 2G, not '%s'", o->name,
			       value);
	if (str_eq(form, STR("ADDRESS")) && !is_local(str_from(value)))
		return err_set(e, ERR_USAGE,
			       "%s takes an address, as 10.0.0.5 or server.pcap=10.0.0.5, not '%s'",
			       o->name, value);
	if (str_has(form, STR("|")) && !one_of(form, str_from(value)))
		return err_set(e, ERR_USAGE, "%s takes %s, not '%s'", o->name, o->value, value);
	return true;
}

/* Split "--name=value" and "-xvalue"; *ret_value stays NULL where none is joined. */
static struct str
split_option(const char *word, const char **ret_value)
{
	struct str w = str_from(word);
	size_t equals = str_index(w, '=');

	*ret_value = NULL;
	if (w.p[1] != '-' && w.n > 2) {
		*ret_value = word + 2;
		return str_sub(w, 0, 2);
	}
	if (w.p[1] == '-' && equals != SIZE_MAX) {
		*ret_value = word + equals + 1;
		return str_sub(w, 0, equals);
	}
	return w;
}

/* The option at *i, with its value when that is the next word; *i moves on. */
static bool
take_option(struct arguments *args, char *const *words, size_t n, size_t *i, struct err *e)
{
	const char *value;
	struct str name = split_option(words[*i], &value);
	const struct option *o = option_find(args->command, name);

	if (!o)
		return unknown_option(args->command, name, e);
	if (!o->value && value)
		return err_set(e, ERR_USAGE, "%s takes no value", o->name);
	if (o->value && !value) {
		if (*i + 1 == n)
			return err_set(e, ERR_USAGE, "%s needs a value: %s", o->name, o->value);
		value = words[++*i];
	}
	if (o->value && !value_fits(o, value, e))
		return false;
	vec_push(args->arena, &args->given, (struct given){ o, value });
	return true;
}

bool
arguments_parse(struct arena *a, const struct command *c, char *const *words, size_t n,
		struct arguments *ret, struct err *e)
{
	struct arguments args = { .arena = a, .command = c };
	bool only_operands = false;

	for (size_t i = 0; i < n; i++) {
		struct str word = str_from(words[i]);

		if (!only_operands && str_eq(word, STR("--")))
			only_operands = true;
		else if (only_operands || !is_option(word))
			vec_push(a, &args.operands, words[i]);
		else if (!take_option(&args, words, n, &i, e))
			return false;
	}
	*ret = args;
	return true;
}

static const struct given *
find(const struct arguments *args, const char *name)
{
	for (size_t i = args->given.n; i-- > 0;)
		if (!strcmp(args->given.v[i].option->name, name))
			return &args->given.v[i];
	return NULL;
}

bool
arguments_has(const struct arguments *args, const char *name)
{
	return find(args, name) != NULL;
}

const char *
arguments_value(const struct arguments *args, const char *name)
{
	const struct given *g = find(args, name);

	return g ? g->value : NULL;
}

uint64_t
arguments_number(const struct arguments *args, const char *name, uint64_t otherwise)
{
	const char *value = arguments_value(args, name);
	uint64_t n;

	return value && str_to_u64(str_from(value), &n) ? n : otherwise;
}

uint64_t
arguments_bytes(const struct arguments *args, const char *name, uint64_t otherwise)
{
	const char *value = arguments_value(args, name);
	uint64_t n;

	return value && size_parse(str_from(value), &n) ? n : otherwise;
}

size_t
arguments_first_operand(const struct command *c, char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str word = str_from(words[i]);
		const struct option *o;
		const char *joined;

		if (str_eq(word, STR("--")))
			return MIN(i + 1, n);
		if (!is_option(word))
			return i;
		o = option_find(c, split_option(words[i], &joined));
		if (o && o->value && !joined)
			i++;
	}
	return n;
}
