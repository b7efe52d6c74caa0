/*
 * style.c - what a terminal can show
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/report.h"

/* Lines longer than this are hard to read, however wide the terminal is. */
#define WIDTH_READABLE 120

static const char *const sequences[] = {
	[TONE_PLAIN] = "",	     [TONE_VERDICT] = "\033[1m", [TONE_PLACE] = "\033[36m",
	[TONE_WARNING] = "\033[33m", [TONE_HARM] = "\033[31m",	 [TONE_ASIDE] = "\033[2m",
};

static bool
set_and_not_empty(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

static bool
is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || !*term || !strcmp(term, "dumb");
}

static bool
wants_colour(int fd, enum colour_wish wish)
{
	switch (wish) {
	case COLOUR_ALWAYS:
		return true;
	case COLOUR_NEVER:
		return false;
	case COLOUR_AUTO:
		break;
	}
	return isatty(fd) && !set_and_not_empty("NO_COLOR") && !is_dumb();
}

static unsigned
terminal_width(int fd)
{
	struct winsize ws;

	if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &ws) || !ws.ws_col)
		return WIDTH_DEFAULT;
	return MIN(ws.ws_col, WIDTH_READABLE);
}

struct style
style_of(int fd, enum colour_wish wish, unsigned width)
{
	unsigned columns = width ? width : terminal_width(fd);

	return (struct style){
		.width = MAX(WIDTH_MIN, MIN(columns, WIDTH_MAX)),
		.colour = wants_colour(fd, wish),
	};
}

void
tone_on(struct out *o, struct style s, enum tone t)
{
	if (s.colour)
		out_puts(o, sequences[t]);
}

void
tone_off(struct out *o, struct style s, enum tone t)
{
	if (s.colour && t != TONE_PLAIN)
		out_puts(o, "\033[0m");
}
