/*
 * unpacker.c - the library by its name, its functions by theirs
 *
 * What was found, or why nothing was, is the only state: a library is loaded once in
 * the life of a process.
 */
#include "base/unpacker.h"

#ifdef HAVE_LIBARCHIVE
#ifdef LIBARCHIVE_NAME
#include <dlfcn.h>
#include <pthread.h>

static struct unpacker found;
static struct err trouble;
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct wanted {
	const char *name;
	void **ret_function;
};

/* POSIX has it that a function fits into a pointer to data. */
static const struct wanted functions[] = {
#define ROW(name) { #name, (void **)(void *)&found.name },
	UNPACKER_FUNCTIONS(ROW)
#undef ROW
};

static bool
fail(void)
{
	const char *words = dlerror();

	return err_set(&trouble, ERR_SYSTEM, "cannot be unpacked without libarchive: %s",
		       words ? words : "it lacks a function");
}

static bool
look_up(void *library)
{
	for (size_t i = 0; i < COUNT_OF(functions); i++) {
		*functions[i].ret_function = dlsym(library, functions[i].name);
		if (!*functions[i].ret_function)
			return fail();
	}
	return true;
}

/* Stays open: nothing tells when the last stream is closed. */
static void
load(void)
{
	void *library = dlopen(LIBARCHIVE_NAME, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		fail();
	else if (!look_up(library))
		dlclose(library);
}

void
unpacker_load(void)
{
	pthread_once(&once, load);
}

const struct unpacker *
unpacker_get(struct err *e)
{
	unpacker_load();
	if (!trouble.code)
		return &found;
	*e = trouble;
	return NULL;
}

#else

void
unpacker_load(void)
{
}

const struct unpacker *
unpacker_get(struct err *e)
{
	static const struct unpacker linked = {
#define FIELD(name) .name = name,
		UNPACKER_FUNCTIONS(FIELD)
#undef FIELD
	};

	(void)e;
	return &linked;
}
#endif

#else

void
unpacker_load(void)
{
}
#endif
