/* Classes: C3, composition, layout, lookup; interned names, from several threads; regexes. */
#include "heap/class.h"
#include "heap/regex.h"
#include "heap/text.h"
#include "tests/unit/heap/values.h"
#include <pthread.h>

static struct intern_table *names;
static struct class_err_info err;

static Str *name(const char *s) { return intern_cstr(names, s); }
static Value method_value(void)
{
    return immortal_array(NULL, 0);
} /* any immortal object will do */

static Class *class_of_parents(const char *n, uint32_t flags, Class *a, Class *b)
{
    Class *c = class_new(name(n), flags);
    if (a) class_add_parent(c, a);
    if (b) class_add_parent(c, b);
    return c;
}
static Class *sealed(Class *c)
{
    ck_assert_int_eq(class_seal(c, &err), CLASS_OK);
    return c;
}
static void check_mro(const Class *c, const char *want)
{
    Buf b = BUF_INIT;
    for (uint32_t i = 0; i < c->nmro; i++) buf_addf(&b, "%s ", c->mro[i]->name->p);
    ck_assert_str_eq(buf_str(&b), want);
    buf_fini(&b);
}

START_TEST(test_class__mro__is_c3)
{
    names = intern_new();
    Class *o = sealed(class_of_parents("O", 0, NULL, NULL));
    Class *a = sealed(class_of_parents("A", 0, o, NULL)),
          *b = sealed(class_of_parents("B", 0, o, NULL));
    Class *c = sealed(class_of_parents("C", 0, o, NULL)),
          *d = sealed(class_of_parents("D", 0, a, b));
    Class *e = sealed(class_of_parents("E", 0, b, c)), *f = sealed(class_of_parents("F", 0, d, e));
    check_mro(d, "D A B O ");
    check_mro(f, "F D A E B C O ");
    ck_assert(class_isa(f, c) && class_isa(f, f) && !class_isa(c, f));
    Class *x = sealed(class_of_parents("X", 0, a, b)), *y = sealed(class_of_parents("Y", 0, b, a));
    Class *z = class_of_parents("Z", 0, x, y);
    ck_assert_int_eq(class_seal(z, &err), CLASS_NO_C3);
    Class *all[] = {o, a, b, c, d, e, f, x, y, z};
    for (int i = 0; i < 10; i++) class_free(all[i]);
    intern_free(names);
}
END_TEST

static void add(Class *c, const char *n, bool stub)
{
    class_add_method(c, name(n), method_value(), false, stub);
}

START_TEST(test_class__methods__nearest_first_and_super)
{
    names = intern_new();
    Class *a = class_new(name("A"), 0);
    add(a, "m", false);
    add(a, "only_a", false);
    add(a, "eq", false);
    sealed(a);
    Class *b = class_of_parents("B", 0, a, NULL);
    add(b, "m", false);
    sealed(b);
    ck_assert(class_find(b, name("m"))->owner == b && class_find(b, name("m"))->cls == b);
    ck_assert(class_find(b, name("only_a"))->owner == a && class_find(b, name("only_a"))->cls == b);
    ck_assert(class_find_after(b, b, name("m"))->owner == a);
    ck_assert(class_find_after(b, a, name("m")) == NULL);
    ck_assert(class_find(b, name("none")) == NULL);
    ck_assert((b->flags & CLASS_HAS_EQ) && !(b->flags & CLASS_HAS_STR));
    class_free(b);
    class_free(a);
    intern_free(names);
}
END_TEST

START_TEST(test_class__roles__compose_clash_and_stubs)
{
    names = intern_new();
    Class *r = class_new(name("R"), CLASS_ROLE), *s = class_new(name("S"), CLASS_ROLE);
    add(r, "both", false);
    add(r, "wanted", true);
    class_add_field(r, name("x"), FIELD_RO, V_ABSENT);
    sealed(r);
    add(s, "both", false);
    sealed(s);
    Class *c = class_new(name("C"), 0); /* clash */
    class_add_role(c, r);
    class_add_role(c, s);
    ck_assert_int_eq(class_seal(c, &err), CLASS_METHOD_CLASH);
    ck_assert(err.name == name("both") && err.a == r && err.b == s);
    Class *d = class_new(name("D"), 0); /* stub missing */
    add(d, "both", false);
    class_add_role(d, r);
    class_add_role(d, s);
    ck_assert_int_eq(class_seal(d, &err), CLASS_STUB_MISSING);
    ck_assert(err.a == r && err.name == name("wanted"));
    Class *e = class_new(name("E"), 0);
    add(e, "both", false);
    add(e, "wanted", false);
    class_add_role(e, r);
    class_add_role(e, s);
    sealed(e);
    ck_assert(class_find(e, name("both"))->owner == e && class_isa(e, r) && class_isa(e, s));
    ck_assert_int_eq(class_field_slot(e, name("x")), 0);
    Class *base = class_new(name("Base"), 0), *f = class_of_parents("F", 0, base, NULL);
    add(base, "wanted", false);
    sealed(base);
    class_add_role(
        f, r); /* an inherited method satisfies a stub, and the role's wins over an inherited one */
    sealed(f);
    ck_assert(class_find(f, name("wanted"))->owner == base);
    ck_assert(class_find(f, name("both"))->owner == r);
    Class *all[] = {c, d, e, f, base, r, s};
    for (int i = 0; i < 7; i++) class_free(all[i]);
    intern_free(names);
}
END_TEST

START_TEST(test_class__diamond_of_roles__no_clash)
{
    names = intern_new();
    Class *r = class_new(name("R"), CLASS_ROLE);
    add(r, "m", false);
    class_add_field(r, name("x"), FIELD_RW, V_ABSENT);
    sealed(r);
    Class *p = class_new(name("P"), CLASS_ROLE), *q = class_new(name("Q"), CLASS_ROLE);
    class_add_role(p, r);
    class_add_role(q, r);
    sealed(p);
    sealed(q);
    Class *c = class_new(name("C"), 0);
    class_add_role(c, p);
    class_add_role(c, q);
    sealed(c);
    ck_assert(class_find(c, name("m"))->owner == r && c->nlayout == 1 && c->nall_roles == 3);
    Class *all[] = {c, p, q, r};
    for (int i = 0; i < 4; i++) class_free(all[i]);
    intern_free(names);
}
END_TEST

START_TEST(test_class__fields__layout_and_privacy)
{
    names = intern_new();
    Class *a = class_new(name("A"), 0);
    class_add_field(a, name("open"), FIELD_RW, V_ABSENT);
    class_add_field(a, name("secret"), FIELD_PRIVATE, V_ABSENT);
    sealed(a);
    Class *b = class_of_parents("B", 0, a, NULL);
    class_add_field(b, name("secret"), FIELD_PRIVATE, V_ABSENT);
    class_add_field(b, name("open"), FIELD_RO, from_int(5));
    sealed(b);
    ck_assert_uint_eq(b->nlayout, 3);
    ck_assert_int_eq(class_field_slot(b, name("open")), 0);
    ck_assert(b->layout[0]->trait == FIELD_RO && b->layout[0]->owner == b);
    ck_assert_int_eq(class_field_slot_in(b, a, name("secret")), 1);
    ck_assert_int_eq(class_field_slot_in(b, b, name("secret")), 2);
    ck_assert_int_eq(class_field_slot_in(b, a, name("open")), 0);
    ck_assert_int_eq(class_field_slot_in(b, b, name("none")), -1);
    class_free(b);
    class_free(a);
    intern_free(names);
}
END_TEST

/* ---- interned names ---- */

#define THREADS 4
#define NAMES   5000
static Str *seen[THREADS][NAMES];

static void *intern_many(void *arg)
{
    Str **to = arg;
    for (int i = 0; i < NAMES; i++) {
        char text[100];
        snprintf(text, sizeof text, "name %d%*s", i, i % 70, "");
        to[i] = intern_cstr(names, text);
    }
    return NULL;
}

START_TEST(test_class__interning__one_object_per_name)
{
    names = intern_new();
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&t[i], NULL, intern_many, seen[i]), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
    for (int i = 0; i < NAMES; i++) {
        for (int k = 1; k < THREADS; k++) ck_assert_ptr_eq(seen[0][i], seen[k][i]);
        if (i) ck_assert_ptr_ne(seen[0][i], seen[0][i - 1]);
    }
    Str *zero = intern_bytes(names, "a\0b", 3);
    ck_assert(zero->s.len == 3 && zero != name("a"));
    ck_assert(from_str(name("a")) == str_of_ascii('a') && from_str(name("")) == str_of_ascii(128));
    ck_assert(from_str(name("7")) == str_of_int(7));
    ck_assert(str_equal(from_str(name("12")), str_of_int(12)));
    intern_free(names);
}
END_TEST

/* ---- regexes ---- */

static Value regex(const char *src, const char *flags)
{
    char text[200];
    size_t at;
    Value v;
    struct regex_code *c = regex_compile(src, strlen(src), flags, text, sizeof text, &at);
    ck_assert_msg(c != NULL, "%s", text);
    ck_assert(regex_new(&heap, c, &v));
    return v;
}

START_TEST(test_class__regex__matches_and_groups)
{
    bool hit;
    Value groups;
    heap_begin();
    slot[0] = regex("(\\w+)=(\\d+)(x)?", "");
    slot[1] = str("ключ=42, and so on: a string that is longer than sixty-four bytes");
    ck_assert_int_eq(regex_match(&heap, &slot[0], &slot[1], 0, &groups, &hit), REGEX_OK);
    ck_assert(hit && array_len(groups) == 4 && str_is(array_get(groups, 1), "ключ") &&
              str_is(array_get(groups, 2), "42"));
    ck_assert(is_nil(array_get(groups, 3)));
    move_all();
    ck_assert_int_eq(regex_match(&heap, &slot[0], &slot[1], 9, &groups, &hit), REGEX_OK);
    ck_assert(!hit);
    slot[0] = V_NIL;
    ck_assert(heap_major(&heap)); /* releases the pattern: the leak checker looks */
    heap_end();
}
END_TEST

START_TEST(test_class__regex__catastrophic_pattern_ends)
{
    bool hit;
    heap_begin();
    slot[0] = regex("^(a+)+$", "");
    slot[1] = str("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    ck_assert_int_eq(regex_match(&heap, &slot[0], &slot[1], 0, NULL, &hit), REGEX_LIMIT);
    heap_end();
}
END_TEST

START_TEST(test_class__regex__errors_have_a_place)
{
    char text[200];
    size_t at;
    ck_assert(regex_compile("a(b", 3, "", text, sizeof text, &at) == NULL && at == 3 && text[0]);
    ck_assert(regex_compile("a", 1, "q", text, sizeof text, &at) == NULL);
    ck_assert(is_absent(regex_immortal("[", 1, "", text, sizeof text, &at)));
}
END_TEST

UNIT_MAIN("class", UNIT_TEST(test_class__mro__is_c3);
          UNIT_TEST(test_class__methods__nearest_first_and_super);
          UNIT_TEST(test_class__roles__compose_clash_and_stubs);
          UNIT_TEST(test_class__diamond_of_roles__no_clash);
          UNIT_TEST(test_class__fields__layout_and_privacy);
          UNIT_TEST(test_class__interning__one_object_per_name);
          UNIT_TEST(test_class__regex__matches_and_groups);
          UNIT_TEST(test_class__regex__catastrophic_pattern_ends);
          UNIT_TEST(test_class__regex__errors_have_a_place))
