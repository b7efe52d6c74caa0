/*
 * paste.c - one text, many commands
 */
#include "readers/paste.h"

#include "readers/command.h"
#include "readers/prompt.h"
#include "readers/remark.h"

struct splitter {
	struct reading *r;
	uint32_t input;
	const struct line *lines;
	size_t n;
	struct paste *paste;
	bool traced; /* the last command line was */
};

/* Above a command without a prompt stands nothing, a remark, or "so it says:". */
static bool
bare_fits(const struct splitter *sp, size_t i)
{
	struct str above, ignored;
	struct prompt p;

	if (!i)
		return true;
	above = str_trim(sp->lines[i - 1].text);
	if (!above.n || above.p[above.n - 1] == ':')
		return true;
	return prompt_parse(above, &p) ? !p.command.n : remark_line(above, &ignored);
}

static bool
command_at(const struct splitter *sp, size_t i, struct prompt *ret)
{
	return prompt_parse(sp->lines[i].text, ret) &&
	       (ret->kind != PROMPT_BARE || bare_fits(sp, i));
}

/* A command that ends in a backslash goes on below; returns the lines taken. */
static size_t
take_continuation(const struct splitter *sp, size_t i, struct str *command)
{
	size_t taken = 0;

	while (str_ends(*command, STR("\\")) && i + taken < sp->n &&
	       command->n < COMMAND_MAX_BYTES) {
		struct str more = str_trim(sp->lines[i + taken++].text);

		str_take(&more, STR("> ")); /* the shell's own sign for it */
		command->n--;
		*command = str_printf(sp->r->arena, STR_F " " STR_F,
				      STR_A(str_trim_right(*command)), STR_A(more));
	}
	return taken;
}

static struct section *
open_section(struct splitter *sp, size_t line)
{
	struct section *s = &sp->paste->sections[sp->paste->n++];

	s->input = sp->input;
	s->path = str_from(case_input(sp->r->cs, sp->input)->path);
	s->time_ns = TIME_NONE;
	s->lines = sp->lines + line;
	return s;
}

/* The command of a file's header is what would have shown the file. */
static struct str
as_command(struct reading *r, const struct prompt *p)
{
	if (p->kind == PROMPT_HEADER && str_starts(p->command, STR("/")))
		return str_printf(r->arena, "cat " STR_F, STR_A(p->command));
	/* the header of watch is what tells how long it rests */
	if (p->every.n)
		return str_printf(r->arena, "watch -n " STR_F " " STR_F, STR_A(p->every),
				  STR_A(p->command));
	return p->command;
}

static bool
is_filter(struct str command)
{
	static const char *const filters[] = { "awk", "cut",  "egrep", "grep", "head",
					       "sed", "sort", "tail",  "uniq", "wc" };
	struct stage st;

	if (!command_stage(&command, &st))
		return false;
	for (size_t i = 0; i < COUNT_OF(filters); i++)
		if (str_eq(st.program, str_from(filters[i])))
			return true;
	return false;
}

/* Under set -x a pipeline is traced stage by stage: "+ ss -tan", "+ wc -l". */
static bool
joins_pipeline(struct splitter *sp, const struct prompt *p)
{
	struct section *above = &sp->paste->sections[sp->paste->n - 1];

	if (p->kind != PROMPT_TRACED || !sp->traced || above->n || !is_filter(p->command))
		return false;
	above->command = str_printf(sp->r->arena, STR_F " | " STR_F, STR_A(above->command),
				    STR_A(p->command));
	above->lines++;
	return true;
}

/* Returns the lines that the command line takes. */
static size_t
open_command(struct splitter *sp, size_t i, const struct prompt *p)
{
	struct str command = as_command(sp->r, p);
	size_t taken = 1 + take_continuation(sp, i + 1, &command);
	struct section *s;

	if (joins_pipeline(sp, p))
		return 1;
	s = open_section(sp, i + taken);
	sp->traced = p->kind == PROMPT_TRACED;
	remark_behind(&command, &s->remark);
	s->host = p->host;
	command_unwrap(&command, &s->host);
	s->command = command;
	s->command_line = sp->lines[i].number;
	s->time_ns = p->time_ns;
	sp->paste->commands += command.n > 0;
	sp->paste->shells += command.n > 0 && p->kind == PROMPT_SHELL;
	return taken;
}

static size_t
count_commands(const struct splitter *sp)
{
	struct prompt p;
	size_t n = 0;

	for (size_t i = 0; i < sp->n; i++)
		n += command_at(sp, i, &p);
	return n;
}

void
paste_split(struct reading *r, uint32_t input, const struct line *lines, size_t n,
	    struct paste *ret)
{
	struct splitter sp = { .r = r, .input = input, .lines = lines, .n = n, .paste = ret };
	struct section *open;
	struct prompt p;

	*ret = (struct paste){ 0 };
	ret->sections = arena_new(r->scratch, struct section, count_commands(&sp) + 1);
	open = open_section(&sp, 0);
	for (size_t i = 0; i < n;) {
		if (!command_at(&sp, i, &p)) {
			open->n++;
			i++;
			continue;
		}
		i += open_command(&sp, i, &p);
		open = &ret->sections[ret->n - 1];
	}
}
