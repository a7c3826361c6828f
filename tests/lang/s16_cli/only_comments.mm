// A file with comments alone is a program that does nothing.
/* nothing */
