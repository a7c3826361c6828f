/* Functions of the core library that structured concurrency is lowered to. The compiler finds them by these names
 * (compile_env.builtin); while one is missing, what needs it is "not supported yet".
 *
 *   __scope_new(timeout, grace)  a new scope (any value); seconds or nil. Past the timeout its tasks are cancelled, and its owner too
 *   __scope_spawn(scope, f, args, named, label)         starts f(args*, named**) as a task of the scope: its Work. f, args and what f
 *                                                       captured are copied. named is a Map or nil
 *   __scope_spawn_method(scope, obj, name, args, named, label)  the same for obj.name(...)
 *   __scope_join(scope)          waits until all tasks have ended: the Array of their results in order; raises the first error with the
 *                                others in .suppressed, or TimeoutError; cancels the tasks if its owner is cancelled meanwhile
 *   __scope_fail(scope, err)     the block's own body failed: cancels the tasks, waits for them, and raises what the block is to raise (err,
 *                                with the others in .suppressed; TimeoutError if the scope timed out). err nil: the owner is ending;
 *                                then it returns
 *   __scope_value(v)             v, or its result if v is a Work (the value of a `return` out of the block)
 *   __select(arms, after, has_default)   waits for one of the arms, an Array of [chan] (receive) and [chan, value] (send);
 *                                after: seconds or nil. Gives [index, value, chan]: for a receive the first arm of that channel, for a send its
 *                                arm (value and chan nil); -1: the time is over; -2: nothing is ready and there is a default
 *   __blocking(f)                f() on the pool for blocking calls
 *   __parallel(iterable, n, f, label)    f for each n elements, on all cores: the Array of the values in order
 */
#ifndef MAAT_VM_COMPILE_LOWER_TASKS_H
#define MAAT_VM_COMPILE_LOWER_TASKS_H

enum { SELECT_TIMEOUT = -1, SELECT_DEFAULT = -2 };

#endif
