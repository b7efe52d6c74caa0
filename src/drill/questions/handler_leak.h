/*
 * handler_leak.h - facts of a handler that leaks at end of file
 */
#ifndef CRUX_DRILL_QUESTIONS_HANDLER_LEAK_H
#define CRUX_DRILL_QUESTIONS_HANDLER_LEAK_H

#include "drill/handler.h"
#include "drill/question.h"

struct handler_leak {
	struct handler h;
	struct origin at;
};

#endif
