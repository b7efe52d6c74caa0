/*
 * completion: what bash and zsh have to know, printed from the table
 *
 * Both scripts are a case over the command word. An option with a list of
 * words completes those; one with a number nothing; FILE and operands files.
 */
#include <stdio.h>
#include <unistd.h>

#include "commands/arguments.h"
#include "commands/command.h"
#include "diagnose/diagnose.h"

static bool
is_list(const char *form)
{
	return form && strchr(form, '|');
}

/* "a|b|c" as "a b c" */
static void
list_words(struct out *o, const char *form)
{
	for (const char *p = form; *p; p++)
		out_char(o, *p == '|' ? ' ' : *p);
}

static void
command_names(struct out *o)
{
	for (size_t i = 0; i < command_count(); i++)
		out_printf(o, "%s%s", i ? " " : "", command_at(i)->name);
}

static void
catalogue_ids(struct out *o)
{
	for (size_t i = 0; i < catalogue_count(); i++)
		out_printf(o, "%s%s", i ? " " : "", catalogue_at(i)->id);
}

static void
option_names(struct out *o, const struct command *c)
{
	out_puts(o, option_help.name);
	for (const struct option *option = c->options; option && option->name; option++)
		out_printf(o, " %s", option->name);
}

static void
operand_words(struct out *o, const struct command *c)
{
	if (c->operand && !strcmp(c->operand, "COMMAND"))
		command_names(o);
	else if (c->operand && !strcmp(c->operand, "ID"))
		catalogue_ids(o);
	else if (is_list(c->operand))
		list_words(o, c->operand);
}

static bool
takes_files(const struct command *c)
{
	return c->operand && strcmp(c->operand, "COMMAND") && strcmp(c->operand, "ID") &&
	       !is_list(c->operand);
}

/* Options of the same name take the same words: only the first command tells. */
static bool
is_told_before(size_t command, const struct option *option)
{
	for (size_t i = 0; i < command; i++)
		if (option_find(command_at(i), str_from(option->name)))
			return true;
	return false;
}

static void
bash_values_of(struct out *o, size_t command)
{
	const struct option *option = command_at(command)->options;

	for (; option && option->name; option++) {
		if (!is_list(option->value) || is_told_before(command, option))
			continue;
		out_printf(o, "\t%s)\n\t\tCOMPREPLY=($(compgen -W \"", option->name);
		list_words(o, option->value);
		out_puts(o, "\" -- \"$cur\"))\n\t\treturn\n\t\t;;\n");
	}
}

static void
bash_values(struct out *o)
{
	out_puts(o, "\tcase $prev in\n");
	for (size_t i = 0; i < command_count(); i++)
		bash_values_of(o, i);
	out_puts(o, "\tesac\n");
}

static void
bash_command(struct out *o, const struct command *c)
{
	out_printf(o, "\t%s)\n\t\toptions=\"", c->name);
	option_names(o, c);
	out_puts(o, "\"\n\t\twords=\"");
	operand_words(o, c);
	out_printf(o, "\"\n\t\tfiles=%s\n\t\t;;\n", takes_files(c) ? "-f" : "");
}

static void
bash(struct out *o)
{
	out_puts(o, "# bash completion of crux: eval \"$(crux completion bash)\"\n"
		    "_crux()\n{\n"
		    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		    "\tlocal command=${COMP_WORDS[1]} options words files\n\n"
		    "\tCOMPREPLY=()\n");
	bash_values(o);
	out_puts(o, "\tif [ \"$COMP_CWORD\" -eq 1 ] && [ \"${cur#-}\" = \"$cur\" ]; then\n"
		    "\t\tCOMPREPLY=($(compgen -f -W \"");
	command_names(o);
	out_puts(o, "\" -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase $command in\n");
	for (size_t i = 0; i < command_count(); i++)
		bash_command(o, command_at(i));
	out_puts(o, "\t*)\n\t\toptions=\"--help --version\"\n\t\twords=\n\t\tfiles=-f\n\t\t;;\n"
		    "\tesac\n"
		    "\tcase $cur in\n"
		    "\t-*)\n\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n\t\t;;\n"
		    "\t*)\n\t\tCOMPREPLY=($(compgen $files -W \"$words\" -- \"$cur\"))\n\t\t;;\n"
		    "\tesac\n}\n"
		    "complete -o filenames -F _crux crux\n");
}

/* A text within [ ] and '…' of an _arguments spec. */
static void
zsh_text(struct out *o, const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			out_puts(o, "'\\'");
		else if (strchr("[]:\\", *p))
			out_char(o, '\\');
		out_char(o, *p);
	}
}

static void
zsh_option(struct out *o, const struct option *option)
{
	out_printf(o, " \\\n\t\t\t'%s%s[", option->name, option->value ? "=" : "");
	zsh_text(o, option->help);
	out_char(o, ']');
	if (is_list(option->value)) {
		out_puts(o, ":value:(");
		list_words(o, option->value);
		out_char(o, ')');
	} else if (option->value) {
		out_printf(o, ":%s:%s", option->value,
			   strcmp(option->value, "FILE") ? "" : "_files");
	}
	out_char(o, '\'');
}

static void
zsh_command(struct out *o, const struct command *c)
{
	out_printf(o, "\t%s)\n\t\t_arguments", c->name);
	zsh_option(o, &option_help);
	for (const struct option *option = c->options; option && option->name; option++)
		zsh_option(o, option);
	if (takes_files(c)) {
		out_puts(o, " \\\n\t\t\t'*:evidence:_files'");
	} else if (c->operand) {
		out_puts(o, " \\\n\t\t\t'1:word:(");
		operand_words(o, c);
		out_puts(o, ")'");
	}
	out_puts(o, "\n\t\t;;\n");
}

static void
zsh(struct out *o)
{
	out_puts(o, "#compdef crux\n"
		    "# zsh completion of crux: source <(crux completion zsh)\n"
		    "_crux()\n{\n"
		    "\tlocal -a commands\n"
		    "\tcommands=(\n");
	for (size_t i = 0; i < command_count(); i++) {
		out_printf(o, "\t\t'%s:", command_at(i)->name);
		zsh_text(o, command_at(i)->summary);
		out_puts(o, "'\n");
	}
	out_puts(o, "\t)\n"
		    "\tif ((CURRENT == 2)); then\n"
		    "\t\t_describe command commands\n"
		    "\t\t_files\n"
		    "\t\treturn\n"
		    "\tfi\n"
		    "\tshift words\n"
		    "\t((CURRENT--))\n"
		    "\tcase $words[1] in\n");
	for (size_t i = 0; i < command_count(); i++)
		zsh_command(o, command_at(i));
	out_puts(o, "\t*)\n\t\t_files\n\t\t;;\n\tesac\n}\ncompdef _crux crux\n");
}

static const struct {
	const char *shell;
	void (*print)(struct out *o);
} shells[] = { { "bash", bash }, { "zsh", zsh } };

static int
run(const struct arguments *args)
{
	const char *shell = args->operands.n ? args->operands.v[0] : "";
	struct err e;
	struct out o;
	bool ok;

	for (size_t i = 0; i < COUNT_OF(shells); i++) {
		if (strcmp(shell, shells[i].shell))
			continue;
		out_init_fd(&o, STDOUT_FILENO);
		shells[i].print(&o);
		ok = out_finish(&o, &e);
		out_fini(&o);
		return ok ? EXIT_JUDGED : EXIT_NOTHING;
	}
	fprintf(stderr, "crux: completion is for bash or zsh, not '%s'\n", shell);
	return EXIT_USAGE;
}

static const struct option options[] = { { 0 } };

const struct command command_completion = {
	.name = "completion",
	.summary = "print the completion script of a shell",
	.usage = "crux completion bash|zsh",
	.help = "Prints what the shell has to know to complete commands, options and files.\n\n"
		"bash: put  eval \"$(crux completion bash)\"  into ~/.bashrc.\n\n"
		"zsh: put  source <(crux completion zsh)  into ~/.zshrc, after compinit.",
	.operand = "bash|zsh",
	.options = options,
	.run = run,
};
