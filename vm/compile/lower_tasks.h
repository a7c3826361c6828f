/* Functions of the core library that structured concurrency is lowered to. The compiler finds them
 * by these names (compile_env.builtin); while one is missing, what needs it is "not supported yet".
 *
 *   __scope_new(timeout, grace)
 *       A new scope (any value); seconds or nil. Past the timeout its tasks are cancelled, and its
 *       owner's wait or body is interrupted, too.
 *   __scope_spawn(scope, f, args, named, label)
 *       Starts f(args*, named**) as a task of the scope and gives its Work. What f captured and the
 *       arguments are copied. `args` is an Array, `named` a Map or nil, `label` a Str "FILE:LINE".
 *   __scope_spawn_method(scope, obj, name, args, named, label)
 *       The same for obj.name(args*, named**).
 *   __scope_join(scope)
 *       Waits until all tasks have ended and gives the Array of their results in order. Raises the
 *       first error with the others in .suppressed, or TimeoutError; cancels the tasks if its owner
 *       is cancelled meanwhile.
 *   __scope_fail(scope, err)
 *       The block's own body failed: cancels the tasks, waits for them, and raises what the block
 *       is to raise: err with the others in .suppressed, or TimeoutError if the scope timed out.
 *       err nil: the owner is ending; then it returns.
 *   __scope_value(v)
 *       v, or its result if v is a Work: the value of a `return` out of the block.
 *   __select(arms, after, has_default)
 *       Waits for one of the arms, an Array of [chan] (receive) and [chan, value] (send); `after`
 *       is seconds or nil. Gives [index, value, chan]: for a receive the first arm of that channel,
 *       what came, and the channel; for a send its arm and nils; SELECT_TIMEOUT: the time is
 *       over; SELECT_DEFAULT: nothing is ready and there is a default.
 *   __blocking(f)
 *       f() on the pool for blocking calls.
 *   __parallel(iterable, n, f, label)
 *       f for each n elements, on all cores: the Array of the values in order.
 */
#ifndef MAAT_VM_COMPILE_LOWER_TASKS_H
#define MAAT_VM_COMPILE_LOWER_TASKS_H

enum { SELECT_TIMEOUT = -1, SELECT_DEFAULT = -2 };

#endif
