#include <glib.h>
#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>
struct till { GIOChannel *ch; guint watch; GString *in; };
static gboolean on_in(GIOChannel *ch, GIOCondition cond, gpointer data)
{
	struct till *t = data;
	char buf[512];
	gsize n;
	GIOStatus st;
	if (cond & G_IO_HUP) {
		g_string_free(t->in, TRUE);
		g_free(t);
		return FALSE; /* expect: close-wait-leak */
	}
	st = g_io_channel_read_chars(ch, buf, sizeof buf, &n, NULL);
	if (st == G_IO_STATUS_EOF) {
		g_io_channel_shutdown(ch, FALSE, NULL);
		g_io_channel_unref(ch);
		g_string_free(t->in, TRUE);
		g_free(t);
		return FALSE;
	}
	g_string_append_len(t->in, buf, n);
	return TRUE;
}
static gboolean on_new(GIOChannel *l, GIOCondition cond, gpointer data)
{
	int fd = accept(g_io_channel_unix_get_fd(l), NULL, NULL);
	struct till *t;
	if (fd < 0)
		return TRUE;
	t = g_new0(struct till, 1);
	t->ch = g_io_channel_unix_new(fd);
	t->in = g_string_new("");
	t->watch = g_io_add_watch(t->ch, G_IO_IN | G_IO_HUP, on_in, t);
	return TRUE;
}
