/* Marks in the buffer of a long string, by which the n-th code point is found without counting from the start.
 *
 * A buffer gets them when a code point far inside a string that is not ASCII is asked for. One mark stands for each
 * MARK_STEP bytes: how many code points begin before it, in the whole buffer. Finding one is then a search among the
 * marks and a count of less than MARK_STEP bytes. They take 1/64 of the buffer, uncounted in the shares of maatines.
 *
 * SM-1  The marks belong to the buffer and are freed with it. The first thread that publishes its own wins.
 * SM-2  Marks below `filled` are right for good: they depend only on bytes that no one writes again (SB-1 of strbuf.h).
 *       Whoever holds a string that covers more bytes adds marks; two that add at once write the same numbers, so relaxed
 *       stores do, and `filled` is raised after them (release; readers acquire).
 * SM-3  Who is about to write to a buffer that he holds alone forgets its marks first (Bytes that shared a string's buffer).
 *
 * Offsets and counts of these functions are those of the buffer, not of a string that begins inside it. Any thread.
 */
#ifndef MAAT_HEAP_STR_MARKS_H
#define MAAT_HEAP_STR_MARKS_H

#include "heap/object.h"

#define MARK_STEP 256u

/* Code points that begin in the first n bytes; n: at most what the caller's string covers. */
uint64_t marks_count(StrBuf *b, uint64_t n);
/* Offset of the code point before which `count` others begin; `end`: where the caller's string ends, behind that code point. */
uint64_t marks_find(StrBuf *b, uint64_t count, uint64_t end);
/* SM-3 */
void marks_forget(StrBuf *b);

#endif
