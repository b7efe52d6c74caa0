/*
 * mapping.c - the list of mappings, and SIGBUS
 *
 * The signal comes from the very access that fails, never in between: the list
 * cannot be half changed when the handler walks it, as long as nobody opens or
 * closes a mapping while another thread reads one. The handler runs in the thread
 * that reads, which alone asks what was lost. The list and what the signal did
 * before are the only state; a handler has no other way to know.
 */
#include "base/mapping.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Half of what Linux allows a process by default (vm.max_map_count): memory needs some, too. */
#define MAPPINGS_MAX 32768

static struct mapping *mappings;
static size_t mapping_count;
static struct sigaction before;
static size_t page_bytes;

static struct mapping *
find(uintptr_t address)
{
	for (struct mapping *m = mappings; m; m = m->next)
		if (address - (uintptr_t)m->p < m->n)
			return m;
	return NULL;
}

/*
 * Zeros from the page that failed to the end: what is behind it is gone, too. The
 * last page counts whole, as it is mapped whole.
 */
static bool
replace(struct mapping *m, uintptr_t address)
{
	size_t from = (size_t)(address - (uintptr_t)m->p) & ~(page_bytes - 1);
	void *at = (void *)((uintptr_t)m->p + from);

	if (mmap(at, m->n - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	    MAP_FAILED)
		return false;
	if (from < m->lost_at)
		m->lost_at = from;
	return true;
}

/* The access is tried again at return: it then finds zeros, or dies of the same. */
static void
on_bus_error(int number, siginfo_t *info, void *context)
{
	int saved = errno;
	struct mapping *m = find((uintptr_t)info->si_addr);

	(void)context;
	if (!m || !replace(m, (uintptr_t)info->si_addr))
		sigaction(number, &before, NULL);
	errno = saved;
}

/* Each time anew, as somebody else in the process may have taken the signal since. */
static bool
listen_for_bus_errors(void)
{
	struct sigaction ours = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO }, now;
	long page = sysconf(_SC_PAGESIZE);

	if (page <= 0 || sigemptyset(&ours.sa_mask) || sigaction(SIGBUS, NULL, &now))
		return false;
	page_bytes = (size_t)page;
	if (now.sa_flags & SA_SIGINFO && now.sa_sigaction == on_bus_error)
		return true;
	before = now;
	return !sigaction(SIGBUS, &ours, NULL);
}

bool
mapping_open(struct mapping *m, int fd, size_t n)
{
	void *p;

	if (mapping_count == MAPPINGS_MAX) {
		errno = ENOMEM;
		return false;
	}
	if (!listen_for_bus_errors())
		return false;
	p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return false;
	*m = (struct mapping){ .p = p, .n = n, .lost_at = n, .next = mappings };
	mappings = m;
	mapping_count++;
	return true;
}

void
mapping_close(struct mapping *m)
{
	if (!m->p)
		return;
	for (struct mapping **at = &mappings; *at; at = &(*at)->next) {
		if (*at == m) {
			*at = m->next;
			mapping_count--;
			break;
		}
	}
	munmap((void *)(uintptr_t)m->p, m->n);
	*m = (struct mapping){ 0 };
}
