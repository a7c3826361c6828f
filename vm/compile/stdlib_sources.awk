# Turns the Maat files of stdlib/ into a C table (vm/compile/stdlib_sources.h). Run with LC_ALL=C: bytes, not
# characters. Each line of a file becomes one piece of a string literal. The last argument is /dev/null, so that
# an empty list does not read standard input. A last line without a newline gets one.

BEGIN { count = 0 }

function finish() {
    if (open) printf ";\n"
    open = 0
}

# Files without a line never get here; they hold no module.
FNR == 1 {
    finish()
    name = FILENAME
    sub(/^stdlib\//, "", name)
    sub(/\.mm$/, "", name)
    gsub(/\//, "::", name)
    names[count] = name
    paths[count] = FILENAME
    if (count == 0) print "#include \"vm/compile/stdlib_sources.h\"\n"
    printf "static const char text_%d[] =", count++
    open = 1
}

{
    # "\\\\&" puts a backslash before what was found; question marks could be trigraphs.
    gsub(/[\\"?]/, "\\\\&")
    gsub(/\r/, "\\r")
    gsub(/\t/, "\\t")
    printf "\n    \"%s\\n\"", $0
}

END {
    finish()
    if (count == 0) print "#include \"vm/compile/stdlib_sources.h\"\n"
    # One more than there are: an empty array is no C.
    print "const struct stdlib_source stdlib_sources[] = {"
    for (i = 0; i < count; i++)
        printf "    {\"%s\", \"%s\", (const unsigned char *)text_%d, sizeof text_%d - 1},\n", \
            names[i], paths[i], i, i
    print "    {0, 0, 0, 0},\n};"
    printf "const size_t stdlib_source_count = %d;\n", count
}
