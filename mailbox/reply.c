#include "mailbox/reply.h"

bool reply_offer(ReplySlot *s, Envelope *e)
{
    MAAT_ASSERT(e->kind == ENV_REPLY);
    if (s->ref != 0 && e->ref == s->ref && !s->answer) {
        s->answer = e;
        return true;
    }
    envelope_free(e);
    return false;
}

Envelope *reply_take(ReplySlot *s)
{
    Envelope *e = s->answer;
    if (e) *s = (ReplySlot){0};
    return e;
}

void reply_close(ReplySlot *s)
{
    if (s->answer) envelope_free(s->answer);
    *s = (ReplySlot){0};
}
